/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `merge`: stores of shards and machines, joined into one. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/places.h"
#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/screen.h"
#include "harness/record/merge.h"

enum { most_stores = 4096 };

static void print_help(const struct rt_places *places,
		       const struct rt_option *options)
{
	printf("usage: %s merge STORE... [--into FILE]\n\n"
	       "Joins stores, those that shards or other machines have "
	       "written, into one. What\nis there already is not added again, "
	       "so merging twice changes nothing.\n\n",
	       places->command);
	rt_options_print(options, false);
}

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
		rt_cli_print_beside(*stores, 40, rt_text_string(&line));
		rt_text_free(&line);
	}
	return code;
}

static int merge(const struct rt_places *places, const char *into,
		 const char *const *stores, struct rt_error *error)
{
	struct rt_store *store;
	int code;

	if (!*stores)
		return rt_fail(error, RT_USAGE,
			       "nothing to merge; name the stores: merge a.db "
			       "b.db");
	if (!into) {
		code = rt_places_check(&places->store, error);
		if (code)
			return code;
		into = rt_text_string(&places->store);
	}
	code = rt_store_open(into, &store, error);
	if (code)
		return code;
	code = merge_each(store, stores, error);
	rt_store_close(store);
	return code;
}

int rt_cli_merge(const struct rt_places *places, int argc, char **argv)
{
	const char *stores[most_stores + 1] = {NULL}, *into = NULL;
	struct rt_error error = RT_ERROR_INIT;
	bool help = false;
	const struct rt_option options[] = {
		{"into", NULL, &into, "the store to join them into [the own]",
		 NULL},
		{"help", &help, NULL, "print this text", NULL},
		{.name = NULL},
	};
	int status = 0;
	int code = rt_options_read(options, NULL, argc, argv, stores,
				   most_stores, &error);

	if (!code && help)
		print_help(places, options);
	else if (!code)
		code = merge(places, into, stores, &error);
	if (code)
		status = rt_cli_fail(&error);
	rt_error_clear(&error);
	return status;
}
