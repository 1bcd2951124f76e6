/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a trial: what is accepted prints and reads back the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/trial/trial.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rt_text once = RT_TEXT_INIT, twice = RT_TEXT_INIT;
	struct rt_trial trial, again;

	if (rt_trial_parse(&trial, (const char *)data, size, "fuzz", NULL))
		return 0;
	rt_trial_print(&trial, &once);
	if (rt_trial_parse(&again, rt_text_string(&once), once.length, "again",
			   NULL))
		abort();
	rt_trial_print(&again, &twice);
	if (strcmp(rt_text_string(&once), rt_text_string(&twice)))
		abort();
	rt_text_free(&once);
	rt_text_free(&twice);
	return 0;
}
