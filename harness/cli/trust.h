/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --trust: a trial file of somebody else's is code. One thread. */
#ifndef RT_CLI_TRUST_H
#define RT_CLI_TRUST_H

#include "harness/cli/commands.h"
#include "harness/run/subject.h"

#define RT_OPTION_TRUST(values)                                                \
	{                                                                      \
		.name = "trust",                                               \
		.help = "build and run what the trial names, also where it "   \
			"is not of the corpora",                               \
		.kind = RT_OPTION_FLAG, .offset = offsetof(values, trust)      \
	}

/*
 * Before anything of @trial is built: RT_USAGE where the trial's file, the
 * first word of @call, brings code that the corpora do not have
 * (harness/run/trust.h) and that was not typed: neither by --accessor and
 * --flags nor, with @has_own, by expressions. With @is_given, --trust, says
 * on standard error what it is instead. Nothing where the first word is none.
 */
int rt_cli_trust(const struct rt_call *call, const struct rt_trial *trial,
		 bool has_own, bool is_given, struct rt_error *error);

/*
 * rt_cli_trust() for a command whose first word may be a trial file, and whose
 * trial is call->trial; @words are what was typed of the accessor.
 */
int rt_cli_trust_first(const struct rt_call *call,
		       const struct rt_subject_words *words, bool is_given,
		       struct rt_error *error);

/*
 * Appends a command line that can be pasted: @subcommand with the trial file at
 * @path, and --trust where @trial needs it.
 */
void rt_cli_with_trial(struct rt_text *text, const struct rt_places *places,
		       const char *subcommand, const char *path,
		       const struct rt_trial *trial);

#endif
