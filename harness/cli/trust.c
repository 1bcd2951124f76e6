/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/cli/trust.h"

#include <stdio.h>

#include "harness/cli/check_subject.h"
#include "harness/module/command.h"
#include "harness/run/trust.h"
#include "reports/layout.h"

/* Which file of C is run: the user has said that it may, and sees which. */
static void say(const struct rt_trust *trust, const struct rt_trial *trial)
{
	struct rt_text code = RT_TEXT_INIT, line = RT_TEXT_INIT;

	rt_trust_code(trust, trial, &code);
	if (code.length) {
		rt_text_format(&line, "%s builds and runs %s", trust->file,
			       rt_text_string(&code));
		rt_text_free(&code);
		rt_layout_clean_line(&code, rt_text_string(&line));
		fprintf(stderr, "note: %s\n", rt_text_string(&code));
	}
	rt_text_free(&code);
	rt_text_free(&line);
}

int rt_cli_trust(const struct rt_call *call, const struct rt_trial *trial,
		 bool has_own, bool is_given, struct rt_error *error)
{
	const struct rt_trust trust = {
		.corpora = rt_text_string(&call->places->corpora),
		.file = call->words[0],
		.accessor_is_typed =
			has_own || rt_cli_is_typed(call->argv, "--accessor"),
		.typed_flags = rt_cli_is_typed(call->argv, "--flags")
				       ? trial->flags
				       : NULL,
	};

	if (!trust.file)
		return RT_OK;
	if (!is_given)
		return rt_trust_check(&trust, trial, error);
	say(&trust, trial);
	return RT_OK;
}

int rt_cli_trust_first(const struct rt_call *call,
		       const struct rt_subject_words *words, bool is_given,
		       struct rt_error *error)
{
	const char *word = call->words[0];
	bool has_own = rt_cli_has_own_words(words) || words->objects.count;

	if (!word || !rt_is_trial_file(word))
		return RT_OK;
	return rt_cli_trust(call, &call->trial, has_own, is_given, error);
}

void rt_cli_with_trial(struct rt_text *text, const struct rt_places *places,
		       const char *subcommand, const char *path,
		       const struct rt_trial *trial)
{
	bool asks = rt_trust_is_asked(rt_text_string(&places->corpora), trial);
	char *argv[] = {(char *)subcommand, (char *)path,
			asks ? (char *)"--trust" : NULL, NULL};

	rt_command_typed(text, places->command, argv);
}
