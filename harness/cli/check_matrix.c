/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/cli/check_matrix.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/cli/check_subject.h"
#include "harness/cli/commands.h"
#include "harness/cli/compared.h"
#include "harness/compare/compare.h"
#include "reports/builds.h"

/* Also by a word that says no other than the default. */
static bool names_cell(const struct rt_cli_matrix *asked)
{
	struct rt_trial usual;

	rt_trial_init(&usual);
	return strcmp(asked->trial->toolchain, usual.toolchain) != 0 ||
	       strcmp(asked->trial->flags, usual.flags) != 0 ||
	       rt_cli_is_typed(asked->argv, "--toolchain") ||
	       rt_cli_is_typed(asked->argv, "--flags");
}

int rt_cli_matrix_check(const struct rt_cli_matrix *asked,
			struct rt_error *error)
{
	if (names_cell(asked))
		return rt_fail(error, RT_USAGE,
			       "--matrix %s has the toolchains and the flags; "
			       "leave --toolchain and --flags out, or write "
			       "them into a matrix of your own",
			       asked->name);
	if (asked->trial->offset != RT_OFFSET_NATURAL)
		return rt_fail(error, RT_USAGE,
			       "--matrix looks at aligned fields; leave "
			       "--offset out, or ask `compare --unaligned`");
	if (rt_cli_is_typed(asked->argv, "--expect"))
		return rt_fail(error, RT_USAGE,
			       "--expect is not for --matrix: ask it of one of "
			       "its builds");
	if (asked->words->objects.count && !rt_subject_has_code(asked->words))
		return rt_fail(error, RT_USAGE,
			       "--object %s is built already: there is one "
			       "build of it; leave --matrix out",
			       asked->words->objects.word[0]);
	return RT_OK;
}

/* Numbers as the options of `compare` have them: words. */
struct numbers {
	char width[24], align[24];
};

static void take_options(struct rt_compare_options *options,
			 struct numbers *numbers,
			 const struct rt_cli_matrix *asked)
{
	const struct rt_subject_words *words = asked->words;
	const struct rt_trial *trial = asked->trial;

	snprintf(numbers->width, sizeof(numbers->width), "%" PRIu64,
		 trial->width);
	snprintf(numbers->align, sizeof(numbers->align), "%" PRIu64,
		 trial->align);
	*options = (struct rt_compare_options){
		.both = {.subject = *words},
		.matrix = asked->name,
		.width = numbers->width,
		.within = *trial->within ? trial->within : NULL,
		.beside = *trial->beside ? trial->beside : NULL,
		.align = trial->align ? numbers->align : NULL,
		.jobs = asked->jobs,
		.once = asked->once,
		.json = asked->json,
		.is_alone = true,
	};
	if (!words->load && !words->store)
		options->direction = trial->direction;
	if (!words->load && !words->store && !words->copy)
		options->side[RT_AFTER].what = trial->accessor;
}

static int name_command(struct rt_compare *compare, char *const *argv,
			struct rt_error *error)
{
	struct rt_strings words = RT_STRINGS_INIT;
	int code;

	for (; *argv; argv++)
		rt_strings_add(&words, *argv);
	code = rt_compare_name(compare, &words, error);
	rt_strings_free(&words);
	return code;
}

static int judge(struct rt_compare *compare, const struct rt_cli_matrix *asked,
		 int *status, struct rt_error *error)
{
	int code = rt_option_jobs(asked->jobs, &compare->jobs, error);

	if (!code)
		code = rt_compare_open(compare, error);
	if (!code)
		code = name_command(compare, asked->argv, error);
	if (!code)
		code = rt_compare_run(compare, error);
	if (code || compare->interrupt)
		return code;
	if (compare->not_recorded.code)
		fprintf(stderr, "ringtear: not recorded: %s\n",
			compare->not_recorded.message);
	code = rt_builds_report(compare, asked->all, error);
	*status = rt_change_alone_exit_code(&compare->comparison.tally);
	if (!code)
		rt_cli_explain_builds(compare);
	return code;
}

int rt_cli_check_matrix(const struct rt_cli_matrix *asked, int *status,
			struct rt_error *error)
{
	struct rt_compare_options options;
	struct rt_compare compare = {
		.places = *asked->places,
		.options = &options,
	};
	struct numbers numbers;
	int code;

	take_options(&options, &numbers, asked);
	code = judge(&compare, asked, status, error);
	return rt_cli_end_compare(&compare, code);
}
