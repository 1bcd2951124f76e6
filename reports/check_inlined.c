/* SPDX-License-Identifier: GPL-2.0-or-later */
/* That an `atomic` hangs on a copy that was inlined, and how to see it torn. */
#include <stdio.h>

#include "harness/run/typed.h"
#include "reports/check.h"
#include "reports/screen.h"

static void write_command(struct rt_text *text, const struct rt_check *check,
			  const struct rt_subject *subject,
			  const struct rt_inlined *inlined)
{
	struct rt_subject_words words = *subject->words;

	words.fortify = inlined->fortify;
	if (rt_trial_stores(&check->trial))
		words.load = NULL;
	else
		words.store = NULL;
	rt_text_add(text, "check ");
	rt_subject_typed(text, &words, &inlined->trial, true);
}

void rt_check_print_inlined(const struct rt_check *check,
			    const struct rt_subject *subject,
			    const struct rt_inlined *inlined)
{
	struct rt_text text = RT_TEXT_INIT, command = RT_TEXT_INIT;

	if (!inlined->tears)
		return;
	rt_text_format(&text,
		       "this build has %s inlined; %s it is called and tears: "
		       "--matrix asks all builds",
		       inlined->function, inlined->because);
	rt_screen_item("inlined", rt_text_string(&text));
	rt_text_format(&command, "%s ", check->places->command);
	write_command(&command, check, subject, inlined);
	rt_screen_command("called", rt_text_string(&command));
	rt_text_free(&text);
	rt_text_free(&command);
}

json_t *rt_check_inlined_json(const struct rt_check *check,
			      const struct rt_subject *subject,
			      const struct rt_inlined *inlined)
{
	struct rt_text command = RT_TEXT_INIT;
	json_t *json;

	if (!inlined->tears)
		return json_null();
	write_command(&command, check, subject, inlined);
	json = json_pack("{s:s, s:s, s:s, s:s, s:s}", "function",
			 inlined->function, "because", inlined->because,
			 "toolchain", inlined->trial.toolchain, "flags",
			 inlined->trial.flags, "again",
			 rt_text_string(&command));
	rt_text_free(&command);
	return json;
}
