/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/cli/check_show.h"

#include <inttypes.h>
#include <stdio.h>

#include "harness/cli/check_subject.h"
#include "harness/cli/trust.h"
#include "harness/run/advice.h"
#include "harness/run/witness.h"
#include "reports/check.h"
#include "reports/screen.h"

static void keep_witness(const struct rt_check *check)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_text path = RT_TEXT_INIT, command = RT_TEXT_INIT;

	if (rt_check_keep_witness(check, &path, &error)) {
		fprintf(stderr, "ringtear: no trial to replay: %s\n",
			error.message);
	} else if (path.length) {
		rt_cli_with_trial(&command, check->places, "replay", path.data,
				  &check->trial);
		printf("replay    %s\n", rt_text_string(&command));
	}
	rt_text_free(&path);
	rt_text_free(&command);
	rt_error_clear(&error);
}

void rt_cli_show_check(const struct rt_cli_shown *shown,
		       const struct rt_check *check,
		       const struct rt_subject *subject,
		       const struct rt_inlined *inlined, json_t *json)
{
	int64_t run;

	/* First into the store: what was shown is never lost. */
	run = rt_check_log_add(shown->log, check, subject, shown->command);
	if (json) {
		json_t *one = rt_check_json(check);

		json_object_set_new(one, "run",
				    run ? json_integer(run) : json_null());
		json_object_set_new(
			one, "lacks_fortify",
			json_boolean(rt_subject_lacks_fortify(subject)));
		json_object_set_new(
			one, "inlined",
			rt_check_inlined_json(check, subject, inlined));
		json_array_append_new(json, one);
		return;
	}
	rt_check_print(check, rt_screen_colour());
	if (shown->why)
		rt_check_print_why(check);
	rt_check_print_missing(subject);
	rt_check_print_fortify(subject);
	rt_check_print_inlined(check, subject, inlined);
	rt_check_print_command(subject);
	/* Only a trial with a named accessor can be replayed from a file. */
	if (!rt_cli_has_own_words(subject->words))
		keep_witness(check);
	if (run)
		printf("report    %s runs %" PRId64 "\n",
		       check->places->command, run);
}
