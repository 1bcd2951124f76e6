/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/tsan/tsan.h"

#include <stdio.h>
#include <string.h>

#include "harness/engine/tsan/run.h"
#include "harness/toolchain/flags.h"

enum { default_runs = 5, default_rounds = 1000, last_offset = 120 };
static const double default_seconds = 10;

static struct rt_tsan_options complete(const struct rt_tsan_options *options)
{
	struct rt_tsan_options all = *options;

	if (!all.runs)
		all.runs = default_runs;
	if (!all.rounds)
		all.rounds = default_rounds;
	if (all.seconds <= 0)
		all.seconds = default_seconds;
	return all;
}

/* A misaligned field cannot be a C11 atomic object: refuse the question. */
static int check_field(const struct rt_tsan_options *options,
		       struct rt_error *error)
{
	unsigned int width = options->width;

	if (!rt_is_width(width))
		return rt_fail(error, RT_USAGE,
			       "the width of a field is " RT_WIDTHS ", not %u",
			       width);
	if (options->offset % (width / 8) || options->offset > last_offset)
		return rt_fail(error, RT_USAGE,
			       "a field of %u bits at offset %u is no atomic "
			       "object of C11; for tsan choose a multiple of "
			       "%u up to %d",
			       width, options->offset, width / 8, last_offset);
	return RT_OK;
}

static int check_compiler(const struct rt_compiler *compiler,
			  struct rt_error *error)
{
	if (compiler->family != RT_TCC)
		return RT_OK;
	return rt_fail(error, RT_USAGE,
		       "%s has no ThreadSanitizer; use gcc or clang",
		       compiler->name);
}

/* False for other sanitizers' flags and targets without a TSan runtime. */
static bool goes_with_tsan(const char *word)
{
	if (!strcmp(word, "-fsanitize=thread"))
		return true;
	return strncmp(word, "-fsanitize", 10) &&
	       strncmp(word, "-fno-sanitize", 13) && strcmp(word, "-m32") &&
	       strcmp(word, "-mx32") && strcmp(word, "-m16");
}

static int check_flags(const char *text, struct rt_error *error)
{
	struct rt_strings flags = RT_STRINGS_INIT;
	int code = rt_flags_parse(&flags, text, error);

	for (size_t i = 0; !code && i < flags.count; i++)
		if (!goes_with_tsan(flags.word[i]))
			code = rt_fail(error, RT_USAGE,
				       "flag word \"%s\" does not go with "
				       "-fsanitize=thread; leave it out",
				       flags.word[i]);
	rt_strings_free(&flags);
	return code;
}

static int check(const struct rt_cell *cell,
		 const struct rt_tsan_options *options, struct rt_error *error)
{
	int code = check_field(options, error);

	if (!code)
		code = check_compiler(cell->toolchain->compiler, error);
	if (!code)
		code = check_flags(cell->flags, error);
	return code;
}

/* gcc -fsanitize=thread warns of fences: an error for code with -Werror. */
static void add_flags(struct rt_text *flags, const struct rt_cell *cell)
{
	rt_text_format(flags, "%s%s-g -fsanitize=thread",
		       cell->flags ? cell->flags : "",
		       cell->flags && *cell->flags ? " " : "");
	if (cell->toolchain->compiler->family == RT_GCC)
		rt_text_add(flags, " -Wno-tsan");
}

/* Builds @cell with the host's libc: TSan's runtime exists for no other. */
static int build(struct rt_build *made, const struct rt_cell *cell,
		 const struct rt_tsan_options *options, struct rt_error *error)
{
	struct rt_toolchain toolchain = *cell->toolchain;
	struct rt_cell instrumented = *cell;
	struct rt_text flags = RT_TEXT_INIT;
	int code;

	add_flags(&flags, cell);
	toolchain.libc = options->host;
	instrumented.toolchain = &toolchain;
	instrumented.flags = rt_text_string(&flags);
	if (rt_text_failed(&flags)) {
		*made = (struct rt_build){.from_cache = false};
		code = rt_no_memory(error);
	} else {
		code = rt_build_program(made, &instrumented, options->driver,
					options->cache, error);
	}
	rt_text_free(&flags);
	return code;
}

/* Moves the output, and the accessor's race if any, from @run to @result. */
static void keep(struct rt_tsan *result, struct rt_tsan_run *run)
{
	rt_text_free(&result->output);
	result->output = run->output;
	run->output = (struct rt_text)RT_TEXT_INIT;
	if (!run->report.subject_races)
		return;
	result->is_visible = true;
	result->subject = run->report.subject;
	result->other = run->report.other;
}

static void note_layout(struct rt_tsan *result)
{
	size_t used = strlen(result->note);

	if (!strstr(result->note, "address randomisation"))
		snprintf(result->note + used, sizeof(result->note) - used,
			 "%srun without address randomisation, which its "
			 "runtime does not bear here",
			 used ? "; " : "");
}

/* One run; keeps its report unless an earlier one named the accessor. */
static int race_once(struct rt_tsan *result, const char *program,
		     const struct rt_tsan_race *race, double seconds,
		     bool *raced, struct rt_error *error)
{
	struct rt_tsan_run run;
	int code = rt_tsan_run(&run, program, race, seconds, error);

	*raced = !code && run.report.subject_races > 0;
	if (run.was_fixed)
		note_layout(result);
	if (!result->is_visible)
		keep(result, &run);
	rt_tsan_run_free(&run);
	return code;
}

/*
 * The control: against plain accesses even an atomic accessor races, so a
 * report shows that TSan instruments the accessor. Stops at the first.
 */
static int race_control(struct rt_tsan *result, const char *program,
			struct rt_tsan_race race,
			const struct rt_tsan_options *options,
			struct rt_error *error)
{
	int code = RT_OK;
	bool raced = false;

	race.is_plain = true;
	for (unsigned int i = 0; !code && !raced && i < options->runs; i++)
		code = race_once(result, program, &race, options->seconds,
				 &raced, error);
	return code;
}

static int race_often(struct rt_tsan *result, const char *program,
		      const struct rt_tsan_options *options,
		      struct rt_error *error)
{
	struct rt_tsan_race race = {
		.is_store = options->is_store,
		.width = options->width,
		.offset = options->offset,
		.rounds = options->rounds,
	};
	bool raced;
	int code = RT_OK;

	while (!code && result->runs < options->runs) {
		code = race_once(result, program, &race, options->seconds,
				 &raced, error);
		if (code)
			break;
		result->runs++;
		result->races += raced;
	}
	if (!code && !result->races)
		code = race_control(result, program, race, options, error);
	if (!code)
		result->race = result->races ? RT_RACE_SEEN : RT_RACE_NONE;
	return code;
}

int rt_tsan(struct rt_tsan *result, const struct rt_cell *cell,
	    const struct rt_tsan_options *options, struct rt_error *error)
{
	struct rt_tsan_options all = complete(options);
	struct rt_build made;
	int code;

	*result = (struct rt_tsan){.race = RT_RACE_UNKNOWN};
	code = check(cell, &all, error);
	if (code)
		return code;
	if (!rt_libc_is_host(cell->toolchain->libc))
		snprintf(result->note, sizeof(result->note),
			 "built for the host's libc, as %s has no runtime of "
			 "ThreadSanitizer",
			 cell->toolchain->libc->name);
	code = build(&made, cell, &all, error);
	if (!code)
		code = race_often(result, rt_text_string(&made.module), &all,
				  error);
	/* Moved, so that rt_build_free() does not free it. */
	result->commands = made.commands;
	made.commands = (struct rt_text)RT_TEXT_INIT;
	rt_build_free(&made);
	return code;
}

void rt_tsan_free(struct rt_tsan *result)
{
	rt_text_free(&result->output);
	rt_text_free(&result->commands);
}
