/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/replay_calls.h"

#include <string.h>

void rt_replay_calls_find(struct rt_replay_calls *calls,
			  const struct rt_replayed *done)
{
	const struct rt_step_log *log = done->run.log;
	char symbol[32];

	*calls = (struct rt_replay_calls){.base = 0};
	rt_trial_symbol(done->trial, symbol);
	if (!log->count ||
	    rt_listing(&calls->listing, done->module, symbol, NULL))
		calls->listing.count = 0;
	/* The log begins where the accessor does. */
	if (calls->listing.count)
		calls->base = log->list[0].pc - calls->listing.list[0].address;
}

void rt_replay_calls_free(struct rt_replay_calls *calls)
{
	rt_listing_free(&calls->listing);
}

const char *rt_replay_called(const struct rt_replay_calls *calls,
			     const struct rt_step_logged *entry)
{
	for (size_t i = 0; i < calls->listing.count; i++) {
		const struct rt_instruction *one = &calls->listing.list[i];

		if (one->is_call && one->address == entry->pc - calls->base &&
		    !strncmp(entry->text, "call", 4))
			return one->target;
	}
	return "";
}
