/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the mail and the page answer: whose code, which builds, how often. */
#include "harness/base/version.h"
#include "reports/twin.h"
#include "tests/reports/sample.h"

enum { a_screen = 24 };

/* A run of the user's own load, that tore; builds of it differ as is said. */
static struct rt_run build_of(const char *toolchain, const char *flags,
			      bool is_torn)
{
	struct rt_run run = is_torn ? sample_torn() : sample_whole();

	strcpy(run.accessor, "get(p)");
	strcpy(run.title, "get(p)");
	strcpy(run.subject, "0123");
	strcpy(run.kind, "check");
	strcpy(run.toolchain, toolchain);
	strcpy(run.flags, flags);
	if (!is_torn)
		strcpy(run.verdict, "atomic");
	return run;
}

static void expect_not_in(const char *name, const struct rt_report *report,
			  const char *says)
{
	struct rt_text out = RT_TEXT_INIT;

	write_as(name, report, &out);
	if (strstr(rt_text_string(&out), says))
		fail_msg("\"%s\" is in:\n%s", says, rt_text_string(&out));
	rt_text_free(&out);
}

static void expect_difference(struct rt_run run, struct rt_run other,
			      const char *says)
{
	const struct rt_run runs[] = {run, other};
	const struct rt_report report = {.runs = runs, .count = 2};
	struct rt_text text = RT_TEXT_INIT;

	if (!says) {
		assert_null(rt_report_sound(&report, &runs[0]));
		return;
	}
	assert_ptr_equal(rt_report_sound(&report, &runs[0]), &runs[1]);
	rt_say_difference(&text, &runs[0], &runs[1]);
	assert_string_equal(rt_text_string(&text), says);
	rt_text_free(&text);
}

static void a_twin_differs_in_one_thing(void **state)
{
	static const char both[] = "-O2 -fno-builtin";
	struct rt_run run = build_of("gcc+musl", both, true);
	struct rt_run other = build_of("gcc+musl", both, false);

	(void)state;
	expect_difference(run, build_of("gcc+musl", "-O2", false),
			  "without -fno-builtin");
	expect_difference(run, build_of("gcc+musl", "-O1 -fno-builtin", false),
			  "with -O1 in place of -O2");
	expect_difference(run,
			  build_of("gcc+musl", "-O2 -m32 -fno-builtin", false),
			  "with -m32 as well");
	expect_difference(run, build_of("gcc+glibc", both, false),
			  "with glibc in place of musl");
	expect_difference(run, build_of("clang+musl", both, false),
			  "with clang in place of gcc");
	/* Two flags, two things, other flags, nothing, another header. */
	expect_difference(run, build_of("gcc+musl", "", false), NULL);
	expect_difference(run, build_of("gcc+glibc", "-O2", false), NULL);
	expect_difference(run, build_of("clang+glibc", both, false), NULL);
	expect_difference(run, build_of("gcc+musl", "-O2 -g", false), NULL);
	expect_difference(run, other, NULL);
	strcpy(other.subject, "4567");
	expect_difference(run, other, NULL);
}

/* A flag says more than a compiler, whatever comes first. */
static void the_twin_that_says_most_is_taken(void **state)
{
	const struct rt_run runs[] = {
		build_of("gcc+musl", "-O2 -fno-builtin", true),
		build_of("clang+musl", "-O2 -fno-builtin", false),
		build_of("gcc+musl", "-O2", false),
	};
	const struct rt_report report = {.runs = runs, .count = 3};

	(void)state;
	assert_ptr_equal(rt_report_sound(&report, runs), &runs[2]);
	expect_in("mail", &report, "without -fno-builtin");
}

static void only_builds_of_the_subject_are_listed(void **state)
{
	struct rt_run runs[] = {
		build_of("gcc+musl", "-O2", true),
		build_of("gcc+glibc", "-O2", false),
		sample_torn(),
		build_of("tcc+musl", "-O9", true),
	};
	const struct rt_report report = {.runs = runs, .count = 4};

	(void)state;
	strcpy(runs[3].subject, "another header");
	expect_in("mail", &report, "\ntorn         gcc+musl, -O2\n");
	expect_in("mail", &report, "\natomic       gcc+glibc, -O2\n");
	expect_not_in("mail", &report, "fortify-memcpy");
	expect_not_in("html", &report, "fortify-memcpy");
	expect_not_in("mail", &report, "-O9");
	expect_not_in("html", &report, "-O9");
}

/* Many builds, long tools: field, builds and machine are a screen. */
static void the_small_sections_fit_a_screen(void **state)
{
	enum { many = 60 };
	static struct rt_run runs[many];
	const struct rt_machine machine = sample_machine();
	const struct rt_report report = {
		.runs = runs, .count = many, .machine = &machine};
	static const char *const titles[] = {
		"The field\n", "Which builds are affected, which are not\n",
		"Machine\n"};
	struct rt_text mail = RT_TEXT_INIT;
	size_t lines = 0;

	(void)state;
	for (size_t i = 0; i < many; i++) {
		runs[i] = build_of("gcc+musl", "", i % 2 == 0);
		snprintf(runs[i].flags, sizeof(runs[i].flags), "-O%zu", i);
	}
	write_as("mail", &report, &mail);
	for (size_t i = 0; i < 3; i++) {
		const char *at = strstr(rt_text_string(&mail), titles[i]);

		assert_non_null(at);
		for (; *at && strncmp(at, "\n\n", 2); at++)
			lines += *at == '\n';
	}
	assert_in_range(lines, 6, a_screen);
	rt_text_free(&mail);
}

static void a_field_is_named_where_it_is_known(void **state)
{
	struct rt_run run = build_of("gcc+musl", "-O2", true);
	struct rt_report report = {.runs = &run, .count = 1};

	(void)state;
	*run.ended = '\0';
	expect_not_in("mail", &report, "avail->idx");
	expect_not_in("mail", &report, "virtqueue_pop()");
	expect_in("mail", &report, "Subject: [BUG] torn 16-bit load by get(p)");
	report.field = "ring->tail";
	report.path = "a() -> b()";
	expect_in("mail", &report, "torn 16-bit load of ring->tail by get(p)");
	expect_in("mail", &report, "Path: a() -> b().");
	expect_in("html", &report,
		  "Path: a() <span class=\"flag\">-&gt;</span>"
		  " b().");
	report.field = report.path = NULL;
	strcpy(run.accessor, "lduw_he_p(p)");
	expect_in("mail", &report, "torn 16-bit load of avail->idx");
	expect_in("mail", &report, "vring_avail_idx()");
}

static void whose_code_and_which_ringtear(void **state)
{
	struct rt_run run = build_of("gcc+musl", "-O2", true);
	struct rt_evidence evidence = {.run = 1, .version = "9.8.7"};
	const struct rt_report report = {.runs = &run,
					 .count = 1,
					 .evidence = &evidence,
					 .evidence_count = 1};

	(void)state;
	expect_in("mail", &report, "is of no git tree");
	strcpy(evidence.origin, "a.h of t, commit 0123-dirty");
	expect_in("mail", &report, "a.h of t, commit 0123-dirty.");
	expect_in("html", &report, "a.h of t, commit 0123-dirty.");
	expect_in("mail", &report, "\nringtear     9.8.7; run ");
	expect_in("mail", &report, "User-Agent: ringtear/");
	expect_in("mail", &report, rt_version());
}

/* What a rate is of stands beside it, and a ring's has its own. */
static void a_rate_is_that_of_a_storm(void **state)
{
	static char trial[] = "accessor = x\nwidth = 16\nstride = 0x0203\n";
	/* What lies behind the end is not read. */
	static char cut[] = "width = 16\nstride \0"
			    "0x0405";
	struct rt_run run = build_of("gcc+musl", "-O2", true);
	const struct rt_machine machine = sample_machine();
	const struct rt_report report = {
		.runs = &run, .count = 1, .machine = &machine};

	(void)state;
	expect_in("mail", &report,
		  "synthetic storm of stores with stride "
		  "0x0101");
	run.trial = trial;
	expect_in("mail", &report, "with stride 0x0203");
	run.trial = cut;
	expect_in("mail", &report, "with stride 0x0101");
	run.trial = trial;
	expect_in("mail", &report, "In the modelled ring");
	expect_in("mail", &report, machine.cpu);
	run.pop_calls = 0;
	expect_not_in("mail", &report, "In the modelled ring");
}

/* Where nothing was proved no cell is green, and no flag is cut in two. */
static void a_page_is_green_for_proofs_alone(void **state)
{
	struct rt_run run = build_of("gcc+musl", "-O2 -fno-builtin", false);
	const struct rt_report report = {.runs = &run, .count = 1};

	(void)state;
	expect_in("html", &report, "<td class=\"sound\">atomic</td>");
	expect_in("html", &report, "<span class=\"flag\">-fno-builtin</span>");
	strcpy(run.verdict, "inconclusive");
	expect_not_in("html", &report, "class=\"sound\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_twin_differs_in_one_thing),
		cmocka_unit_test(the_twin_that_says_most_is_taken),
		cmocka_unit_test(only_builds_of_the_subject_are_listed),
		cmocka_unit_test(the_small_sections_fit_a_screen),
		cmocka_unit_test(a_field_is_named_where_it_is_known),
		cmocka_unit_test(whose_code_and_which_ringtear),
		cmocka_unit_test(a_rate_is_that_of_a_storm),
		cmocka_unit_test(a_page_is_green_for_proofs_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
