/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The `compare` subcommand. */
#include <stdio.h>
#include <string.h>

#include "harness/cli/commands.h"
#include "harness/cli/compared.h"
#include "reports/baseline.h"
#include "reports/compare.h"

/* The options that exist for both sides and, with a prefix, for one side. */
static const struct rt_option side_options[] = {
	{.name = "source",
	 .value = "FILE",
	 .help = "a C or C++ file that defines the accessor",
	 .offset = offsetof(struct rt_compare_words, source)},
	{.table = rt_subject_options,
	 .offset = offsetof(struct rt_compare_words, subject)},
	{.name = NULL},
};

static const struct rt_option options[] = {
	{.group = "What is compared",
	 .is_common = true,
	 .name = "before",
	 .value = "X",
	 .help = "the accessor before the change",
	 .offset = offsetof(struct rt_compare_options, side[RT_BEFORE].what)},
	{.is_common = true,
	 .name = "after",
	 .value = "X",
	 .help = "the accessor after the change",
	 .offset = offsetof(struct rt_compare_options, side[RT_AFTER].what)},
	{.is_common = true,
	 .name = "tree",
	 .value = "DIR",
	 .help = "a git repository; it is only read",
	 .offset = offsetof(struct rt_compare_options, tree)},
	{.is_common = true,
	 .name = "patch",
	 .value = "FILE",
	 .help = "compare its HEAD with this patch applied",
	 .offset = offsetof(struct rt_compare_options, patch)},
	{.is_common = true,
	 .name = "range",
	 .value = "A..B",
	 .help = "compare its commit A with B",
	 .offset = offsetof(struct rt_compare_options, range)},
	{.is_common = true,
	 .name = "matrix",
	 .value = "NAME",
	 .help = "default, alpine, debian, cross, bare or a file",
	 .initially = "default",
	 .offset = offsetof(struct rt_compare_options, matrix)},
	{.table = side_options,
	 .offset = offsetof(struct rt_compare_options, both)},
	{.table = rt_build_options,
	 .offset = offsetof(struct rt_compare_options, both.subject)},
	{.group = "For one side alone",
	 .table = side_options,
	 .prefix = "before-",
	 .suffix = ", before",
	 .offset = offsetof(struct rt_compare_options, side[RT_BEFORE])},
	{.table = side_options,
	 .prefix = "after-",
	 .suffix = ", after",
	 .offset = offsetof(struct rt_compare_options, side[RT_AFTER])},
	{.group = "The shared field",
	 .name = "width",
	 .value = "N,...",
	 .help = "16, 32, 64, 128, or several",
	 .initially = "16",
	 .offset = offsetof(struct rt_compare_options, width)},
	{.name = "len",
	 .value = "N,...",
	 .help = "the same in bytes: 2,4,8,16",
	 .offset = offsetof(struct rt_compare_options, len)},
	{.name = "direction",
	 .value = "WORD",
	 .help = "which of the two",
	 .initially = "all defined",
	 .offset = offsetof(struct rt_compare_options, direction),
	 .choices = "load|store|both"},
	{.name = "within",
	 .value = "OFFSET/SIZE",
	 .help = "the field lies in an object that the accessor may access",
	 .offset = offsetof(struct rt_compare_options, within)},
	{.name = "beside",
	 .value = "HEX",
	 .help = "what else the object holds in half of the runs",
	 .offset = offsetof(struct rt_compare_options, beside)},
	{.name = "align",
	 .value = "N",
	 .help = "what the object is aligned to, in bytes",
	 .initially = "by its size",
	 .offset = offsetof(struct rt_compare_options, align)},
	{.name = "once",
	 .kind = RT_OPTION_FLAG,
	 .help = "one access of the field's full width, or the cell is faulty",
	 .offset = offsetof(struct rt_compare_options, once)},
	{.name = "unaligned",
	 .help = "look at the field one byte off its alignment too",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct rt_compare_options, unaligned)},
	{.group = "For CI",
	 .is_common = true,
	 .name = "baseline",
	 .value = "FILE",
	 .help = "compare with the outcomes in this file",
	 .offset = offsetof(struct rt_compare_options, baseline)},
	{.name = "update",
	 .kind = RT_OPTION_FLAG,
	 .help = "write the outcomes to the file of --baseline instead",
	 .offset = offsetof(struct rt_compare_options, update)},
	{.name = "junit",
	 .value = "FILE",
	 .help = "write JUnit XML to this file",
	 .offset = offsetof(struct rt_compare_options, junit)},
	{.name = "tap",
	 .value = "FILE",
	 .help = "write TAP to this file, - for here",
	 .offset = offsetof(struct rt_compare_options, tap)},
	{.name = "shard",
	 .value = "I/N",
	 .help = "only part I of N",
	 .offset = offsetof(struct rt_compare_options, shard)},
	{.name = "from",
	 .value = "STORE",
	 .help = "print the newest comparison of a store, its shards joined",
	 .offset = offsetof(struct rt_compare_options, from)},
	{.name = "run",
	 .value = "N",
	 .help = "with --from: that of this run",
	 .offset = offsetof(struct rt_compare_options, run)},
	RT_OPTION_JOBS(struct rt_compare_options),
	{.name = "no-cost",
	 .help = "do not measure the cost",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct rt_compare_options, no_cost)},
	{.name = "list",
	 .help = "print the cells, and end",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct rt_compare_options, list)},
	{.name = "all",
	 .help = "name the unchanged cells one by one",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct rt_compare_options, all)},
	RT_OPTION_JSON(struct rt_compare_options),
	{.name = NULL},
};

/* Options that do not change the comparison: not in its recorded command. */
static const char *const left_out[] = {"shard", "jobs",	   "junit", "tap",
				       "json",	"no-cost", "list",  "all"};

/* How many arguments to omit from @word on: 0, 1, or 2 with a value. */
static int words_left_out(const char *word)
{
	size_t length = strcspn(word, "=");

	if (strncmp(word, "--", 2))
		return 0;
	for (size_t i = 0; i < sizeof(left_out) / sizeof(*left_out); i++)
		if (strlen(left_out[i]) == length - 2 &&
		    !strncmp(left_out[i], word + 2, length - 2))
			return rt_option_has_value(options, word) ? 2 : 1;
	return 0;
}

static int write_command(struct rt_compare *compare, char **argv,
			 struct rt_error *error)
{
	struct rt_strings words = RT_STRINGS_INIT;
	int code;

	rt_strings_add(&words, "compare");
	for (argv++; *argv; argv++) {
		int skip = words_left_out(*argv);

		if (skip)
			argv += skip - 1;
		else
			rt_strings_add(&words, *argv);
	}
	code = rt_compare_name(compare, &words, error);
	rt_strings_free(&words);
	return code;
}

static int prepare(struct rt_compare *compare, char **argv,
		   struct rt_error *error)
{
	const struct rt_compare_options *wanted = compare->options;
	int code = RT_OK;

	if (wanted->shard)
		code = rt_shard_parse(&compare->shard, wanted->shard, error);
	if (!code)
		code = rt_option_jobs(wanted->jobs, &compare->jobs, error);
	if (!code)
		code = rt_compare_open(compare, error);
	if (!code)
		code = write_command(compare, argv, error);
	return code;
}

static int list_rows(const struct rt_compare *compare)
{
	for (size_t i = 0; i < compare->comparison.count; i++) {
		struct rt_text name = RT_TEXT_INIT;

		rt_compared_name(&compare->comparison.row[i], &name);
		puts(rt_text_string(&name));
		rt_text_free(&name);
	}
	return RT_OK;
}

static int compare_now(struct rt_compare *compare, int *status,
		       struct rt_error *error)
{
	int code;

	if (compare->options->list)
		return list_rows(compare);
	code = rt_compare_run(compare, error);
	if (!code && !compare->interrupt && compare->options->range)
		code = rt_compare_bisect(compare, error);
	if (!code && !compare->interrupt && !compare->options->no_cost)
		rt_compare_cost(compare);
	if (!code && !compare->interrupt)
		code = rt_compare_report(compare, status, error);
	if (!code && !compare->interrupt)
		rt_cli_explain_builds(compare);
	return code;
}

static int compare(const struct rt_call *call, int *status,
		   struct rt_error *error)
{
	struct rt_compare state = {.places = *call->places,
				   .options = call->values};
	int code = rt_compare_check_baseline(state.options, error);

	if (code)
		return code;
	if (state.options->from) {
		code = rt_compare_from_store(&state, error);
		if (!code)
			code = rt_compare_report(&state, status, error);
	} else {
		code = prepare(&state, call->argv, error);
		if (!code)
			code = compare_now(&state, status, error);
	}
	return rt_cli_end_compare(&state, code);
}

const struct rt_command rt_command_compare = {
	.name = "compare",
	.summary = "what a change does in every build of a matrix",
	.form = "--before X --after Y [OPTIONS]\n"
		"--tree DIR --patch FILE --load X [OPTIONS]\n"
		"--baseline FILE --load X [OPTIONS]",
	.about =
		"Says what a change to an accessor does in every cell of a "
		"matrix of builds: fixed, still torn, regressed, unchanged, no "
		"longer builds. X is an accessor that `list` names, a function "
		"with memcpy's parameters, C over p (a load), over p and v (a "
		"store), over dst, src and len (a copy whose length is not "
		"known at compile time), or a C file.\n\n"
		"Exit codes: 0 nothing is torn or faulty afterwards, 1 "
		"something is, or got worse, 125 something is not known, or "
		"nothing was built. With --baseline, 1 only for what got "
		"worse, and 125 for what could not be compared. Options for "
		"one side alone begin with before- or "
		"after-.\n",
	.options = options,
	.values_size = sizeof(struct rt_compare_options),
	.cache = RT_USE_NEEDED,
	.runs = RT_USE_NEEDED,
	.run = compare,
};
