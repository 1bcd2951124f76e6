/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The `merge` subcommand: joins stores of shards and machines into one. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/places.h"
#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/record/merge.h"
#include "reports/screen.h"

enum { most_stores = 4096 };

struct values {
	const char *into;
};

static const struct rt_option options[] = {
	{.is_common = true,
	 .name = "into",
	 .value = "FILE",
	 .help = "the store to join them into",
	 .initially = "this checkout's store",
	 .offset = offsetof(struct values, into)},
	{.name = NULL},
};

static int merge_each(struct rt_store *into, const char *const *stores,
		      struct rt_error *error)
{
	int code = RT_OK;

	for (; *stores && !code; stores++) {
		struct rt_merged merged;
		struct rt_text line = RT_TEXT_INIT;

		code = rt_store_merge(into, *stores, &merged, error);
		if (code)
			break;
		rt_text_format(&line,
			       "%" PRId64 " runs, %" PRId64
			       " there already; %" PRId64 " new findings",
			       merged.runs + merged.finished, merged.known,
			       merged.findings);
		rt_screen_beside(*stores, 40, rt_text_string(&line));
		rt_text_free(&line);
	}
	return code;
}

static int merge(const struct rt_call *call, int *status,
		 struct rt_error *error)
{
	const struct values *wanted = call->values;
	const char *into = wanted->into;
	struct rt_store *store;
	int code = RT_OK;

	(void)status;
	if (!call->word_count)
		return rt_fail(error, RT_USAGE,
			       "nothing to merge; name the stores: merge a.db "
			       "b.db");
	if (!into) {
		code = rt_places_check(&call->places->store, error);
		into = rt_text_string(&call->places->store);
	}
	if (!code)
		code = rt_store_open(into, &store, error);
	if (code)
		return code;
	code = merge_each(store, call->words, error);
	rt_store_close(store);
	return code;
}

const struct rt_command rt_command_merge = {
	.name = "merge",
	.summary = "join the stores of shards or machines",
	.form = "STORE... [--into FILE]",
	.about =
		"Joins stores, those that shards or other machines have "
		"written, into one. What\nis there already is not added again, "
		"so merging twice changes nothing.\n",
	.options = options,
	.values_size = sizeof(struct values),
	.word_limit = most_stores,
	.runs = RT_USE_SPARED,
	.run = merge,
};
