/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A torn value as a litmus test, in the grammar of herdtools7 (there:
 * lib/stateParser.mly, X86_64Parser.mly, AArch64Parser.mly). One side
 * accesses the field whole, the other in bytes, those first that the torn
 * value shows to have been first; `exists` asks for that value.
 */
#include "reports/report.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "reports/facts.h"
#include "reports/layout.h"
#include "reports/litmus_dialect.h"
#include "reports/mixture.h"
#include "reports/wording.h"

enum { column = 20 };

struct test {
	const struct rt_litmus_dialect *dialect;
	const struct rt_run *run;
	struct rt_torn torn; /* a pair: old, new, and their mixture */
	unsigned int width, bytes;
	unsigned int order[8]; /* of the bytes, as they are accessed */
	bool stores;
};

static unsigned int byte_of(rt_value value, unsigned int place)
{
	return (unsigned int)(value >> 8 * place) & 0xff;
}

/*
 * A load has read the old bytes before the new ones; a store has written the
 * new ones before those that still were old.
 */
static void order_bytes(struct test *test)
{
	const struct rt_torn *torn = &test->torn;
	rt_value first = test->stores ? torn->after : torn->before;
	unsigned int count = 0;

	for (unsigned int i = 0; i < test->bytes; i++)
		if (byte_of(torn->value, i) == byte_of(first, i))
			test->order[count++] = i;
	for (unsigned int i = 0; i < test->bytes; i++)
		if (byte_of(torn->value, i) != byte_of(first, i))
			test->order[count++] = i;
}

/* Finds the two published values that the torn one is of. */
static bool find_pair(struct test *test)
{
	const struct rt_run *run = test->run;
	struct rt_torn window;

	if (!rt_run_tear(run, &window))
		return false;
	test->torn = window;
	return rt_mixes(&window) ||
	       (test->width == 16 &&
		rt_mixture_in_window(&test->torn, &window, rt_run_step(run)));
}

/* Only what cannot end a comment or a string. */
static void add_word(struct rt_text *out, const char *text)
{
	for (; *text; text++) {
		bool plain = isalnum((unsigned char)*text) ||
			     strchr(" _.,+=/:-", *text);

		rt_text_append(out, plain ? text : "_", 1);
	}
}

static void put_head(struct rt_text *out, const struct test *test)
{
	struct rt_text build = RT_TEXT_INIT;

	rt_say_build(&build, test->run);
	rt_text_format(out, "%s ringtear-%s%u-%" PRId64 "\n\"",
		       test->dialect->name, test->stores ? "store" : "load",
		       test->width, test->run->id);
	add_word(out, rt_text_string(&build));
	rt_text_add(out, "\"\n(* The field is accessed whole by one side and "
			 "in bytes by the other.\n   herd7 -variant mixed; "
			 "litmus7 runs it as it is. *)\n");
	rt_text_free(&build);
}

/* The register of the @index-th byte, or of the whole field. */
static void put_register(struct rt_text *out, const struct test *test,
			 int process, unsigned int index)
{
	rt_text_format(out, "%d:", process);
	test->dialect->name_register(out, index);
}

static void put_state(struct rt_text *out, const struct test *test)
{
	const char *address = test->dialect->address;
	unsigned int values = test->stores ? test->bytes : 1;
	unsigned int results = test->stores ? 1 : test->bytes;

	rt_text_format(out, "{\n uint%u_t x=%s;\n", test->width,
		       rt_digits(test->torn.before, 0).text);
	rt_text_format(out, " 0:%s=x; 1:%s=x;\n", address, address);
	for (unsigned int i = 0; i < values; i++) {
		rt_text_add(out, " ");
		put_register(out, test, 0, i);
		rt_text_format(out, "=%s;\n",
			       rt_digits(test->stores
						 ? byte_of(test->torn.after,
							   test->order[i])
						 : test->torn.after,
					 0)
				       .text);
	}
	for (unsigned int i = 0; i < results; i++) {
		rt_text_add(out, " uint64_t ");
		put_register(out, test, 1, i);
		rt_text_add(out, ";\n");
	}
	rt_text_add(out, "}\n");
}

static void put_line(struct rt_text *out, const struct rt_text *left,
		     const struct rt_text *right)
{
	rt_text_format(out, " %-*s | %-*s ;\n", column, rt_text_string(left),
		       column, rt_text_string(right));
}

/* The whole access stands beside the first byte's. */
static void put_code(struct rt_text *out, const struct test *test)
{
	const struct rt_litmus_dialect *dialect = test->dialect;

	rt_text_format(out, " %-*s | %-*s ;\n", column, "P0", column, "P1");
	for (unsigned int i = 0; i < test->bytes; i++) {
		struct rt_text byte = RT_TEXT_INIT, whole = RT_TEXT_INIT;

		if (test->stores)
			dialect->store_byte(&byte, i, test->order[i]);
		else
			dialect->load_byte(&byte, i, test->order[i]);
		if (!i && test->stores)
			dialect->load_whole(&whole, 0, test->width);
		else if (!i)
			dialect->store_whole(&whole, 0, test->width);
		put_line(out, test->stores ? &byte : &whole,
			 test->stores ? &whole : &byte);
		out->failed |= rt_text_failed(&byte) || rt_text_failed(&whole);
		rt_text_free(&byte);
		rt_text_free(&whole);
	}
}

static void put_condition(struct rt_text *out, const struct test *test)
{
	unsigned int results = test->stores ? 1 : test->bytes;

	rt_text_add(out, "exists (");
	for (unsigned int i = 0; i < results; i++) {
		rt_value value = test->stores ? test->torn.value
					      : byte_of(test->torn.value,
							test->order[i]);

		rt_text_add(out, i ? " /\\ " : "");
		put_register(out, test, 1, i);
		rt_text_format(out, "=%s", rt_digits(value, 0).text);
	}
	rt_text_add(out, ")\n");
}

static int write_test(const struct rt_report *report, const struct rt_run *run,
		      struct rt_text *out, struct rt_error *error)
{
	struct test test = {.run = run,
			    .width = rt_run_width(run),
			    .bytes = rt_run_width(run) / 8,
			    .stores = rt_run_stores(run)};
	const char *target = rt_report_evidence(report, run)->target;

	if (test.width > 64)
		return rt_fail(error, RT_USAGE,
			       "herdtools have no access of %u bits, so there "
			       "is no litmus test to write; the mail and JSON "
			       "have the same tear",
			       test.width);
	if (!find_pair(&test))
		return rt_fail(error, RT_USAGE,
			       "run %" PRId64 " has no torn value that is a "
			       "mixture of two, so there is no litmus test to "
			       "write; `check` finds a witness",
			       run->id);
	test.dialect = rt_litmus_dialect(*target ? target : run->toolchain);
	if (!test.dialect)
		return rt_fail(error, RT_USAGE,
			       "litmus tests are written for x86-64 and "
			       "AArch64 only");
	order_bytes(&test);
	put_head(out, &test);
	put_state(out, &test);
	put_code(out, &test);
	put_condition(out, &test);
	return RT_OK;
}

int rt_report_litmus(const struct rt_report *report, struct rt_text *out,
		     struct rt_error *error)
{
	const struct rt_run *run = rt_report_subject(report);
	struct rt_layout layout;
	int code;

	if (!run)
		return rt_fail(error, RT_USAGE,
			       "there are no runs, so there is no litmus test "
			       "to write");
	rt_layout_begin(&layout);
	code = write_test(report, run, out, error);
	if (!code)
		return rt_layout_finish(&layout, out, "the litmus test", error);
	rt_layout_end(&layout);
	return code;
}
