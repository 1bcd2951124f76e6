/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The `cache` subcommand: shows how much the cache of modules has, empties it.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <time.h>

#include "harness/cli/commands.h"
#include "harness/module/trim.h"
#include "reports/screen.h"

struct values {
	bool empty, json;
};

static const struct rt_option options[] = {
	{.is_common = true,
	 .name = "empty",
	 .help = "remove all that no other command is at work with",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct values, empty)},
	RT_OPTION_JSON(struct values),
	{.name = NULL},
};

static void add_size(struct rt_text *text, uint64_t bytes)
{
	static const char units[] = "KMGT";
	double size = (double)bytes / 1024;
	size_t unit = 0;

	while (size >= 1024 && unit + 2 < sizeof(units)) {
		size /= 1024;
		unit++;
	}
	rt_text_format(text, "%.*f %ciB", size < 10 && unit ? 1 : 0, size,
		       units[unit]);
}

static void add_time(struct rt_text *text, int64_t when)
{
	time_t seconds = (time_t)when;
	char shown[32] = "";
	struct tm parts;

	if (when && localtime_r(&seconds, &parts))
		strftime(shown, sizeof(shown), "%Y-%m-%d %H:%M", &parts);
	rt_text_add(text, shown);
}

static void print_text(const char *folder, const struct rt_trim_held *held,
		       uint64_t limit)
{
	struct rt_text size = RT_TEXT_INIT, most = RT_TEXT_INIT;
	struct rt_text oldest = RT_TEXT_INIT;

	rt_text_format(&size, "%zu, ", held->modules);
	add_size(&size, held->bytes);
	if (limit)
		add_size(&most, limit);
	rt_text_add(&most, limit ? " (RINGTEAR_CACHE_SIZE)" : "none");
	add_time(&oldest, held->oldest);
	rt_screen_item("cache", folder);
	rt_screen_item("modules", rt_text_string(&size));
	rt_screen_item("limit", rt_text_string(&most));
	if (held->modules)
		rt_screen_item("oldest", rt_text_string(&oldest));
	rt_text_free(&size);
	rt_text_free(&most);
	rt_text_free(&oldest);
}

static int print_json(const char *folder, const struct rt_trim_held *held,
		      uint64_t limit, struct rt_error *error)
{
	json_t *shown = json_pack(
		"{s:s, s:I, s:I, s:I, s:o}", "folder", folder, "modules",
		(json_int_t)held->modules, "bytes", (json_int_t)held->bytes,
		"limit", (json_int_t)limit, "oldest_use",
		held->oldest ? json_integer(held->oldest) : json_null());

	if (!shown)
		return rt_no_memory(error);
	rt_screen_json("cache", shown);
	return RT_OK;
}

static int cache(const struct rt_call *call, int *status,
		 struct rt_error *error)
{
	const struct values *wanted = call->values;
	const char *folder = rt_text_string(&call->places->cache);
	struct rt_trim_held held;
	uint64_t limit;
	int code = rt_places_check(&call->places->cache, error);

	(void)status;
	if (!code)
		code = rt_trim_limit(&limit, error);
	if (!code && wanted->empty)
		code = rt_trim_all(folder, call->workplace, error);
	if (code)
		return code;
	rt_trim_measure(&held, folder);
	if (wanted->json)
		return print_json(folder, &held, limit, error);
	print_text(folder, &held, limit);
	return RT_OK;
}

const struct rt_command rt_command_cache = {
	.name = "cache",
	.summary = "what is kept of earlier builds; empties it",
	.form = "[--empty] [--json]",
	.about = "Shows how many modules are kept, so that they need not be "
		 "built again, and\nhow large they are. Of more than "
		 "RINGTEAR_CACHE_SIZE (1G; 0: no limit) those\nthat were used "
		 "longest ago are removed when a command ends.\n",
	.options = options,
	.values_size = sizeof(struct values),
	.cache = RT_USE_NEEDED,
	.run = cache,
};
