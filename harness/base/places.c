/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/places.h"

#include <stdlib.h>

#include "harness/base/file.h"

/*
 * The user's folder by the XDG base directory specification, 0.8, or nothing.
 * There is no fallback that others can make, such as /tmp: modules are loaded
 * from there.
 */
static void user_folder(struct rt_text *path, const char *variable,
			const char *usual)
{
	const char *folder = getenv(variable);
	const char *home = getenv("HOME");

	if (folder && *folder == '/')
		rt_text_format(path, "%s/ringtear", folder);
	else if (home && *home == '/')
		rt_text_format(path, "%s/%s/ringtear", home, usual);
}

static void find_in_clone(struct rt_places *places, const char *home)
{
	rt_text_format(&places->corpora, "%s/corpora", home);
	rt_text_format(&places->cache, "%s/build/cache", home);
	rt_text_format(&places->reports, "%s/reports/runs", home);
	rt_text_format(&places->found, "%s/corpora/trials/found", home);
}

static void find_installed(struct rt_places *places)
{
	rt_text_add(&places->corpora, RT_PREFIX "/share/ringtear/corpora");
	user_folder(&places->cache, "XDG_CACHE_HOME", ".cache");
	user_folder(&places->reports, "XDG_STATE_HOME", ".local/state");
	user_folder(&places->found, "XDG_DATA_HOME", ".local/share");
	if (places->found.length)
		rt_text_add(&places->found, "/found");
}

/* RINGTEAR_CACHE and RINGTEAR_RUNS replace the folders that are written to. */
static void obey_environment(struct rt_places *places)
{
	const char *cache = getenv("RINGTEAR_CACHE");
	const char *reports = getenv("RINGTEAR_RUNS");

	if (cache && *cache) {
		rt_text_free(&places->cache);
		rt_text_add(&places->cache, cache);
	}
	if (reports && *reports) {
		rt_text_free(&places->reports);
		rt_text_add(&places->reports, reports);
		rt_text_free(&places->found);
		rt_text_format(&places->found, "%s/found", reports);
	}
	if (places->reports.length)
		rt_text_format(&places->store, "%s/runs.db",
			       rt_text_string(&places->reports));
}

int rt_places_find(struct rt_places *places, struct rt_error *error)
{
	const char *home = getenv("RINGTEAR_HOME");
	const char *command = getenv("RINGTEAR_COMMAND");

	*places = (struct rt_places){.command = command ? command : "ringtear"};
	if (home && *home)
		find_in_clone(places, home);
	else
		find_installed(places);
	obey_environment(places);
	if (rt_text_failed(&places->corpora) ||
	    rt_text_failed(&places->cache) || rt_text_failed(&places->store))
		return rt_no_memory(error);
	return RT_OK;
}

int rt_places_check_corpora(const struct rt_places *places,
			    struct rt_error *error)
{
	if (!rt_file_exists(rt_text_string(&places->corpora)))
		return rt_fail(error, RT_SETUP,
			       "%s is not there; run ./run.sh from the clone, "
			       "or `make install` first",
			       rt_text_string(&places->corpora));
	return RT_OK;
}

int rt_places_check(const struct rt_text *place, struct rt_error *error)
{
	if (!place->length)
		return rt_fail(error, RT_SETUP,
			       "there is no folder to keep runs and modules "
			       "in; set HOME, or RINGTEAR_CACHE and "
			       "RINGTEAR_RUNS");
	return RT_OK;
}

void rt_places_free(struct rt_places *places)
{
	rt_text_free(&places->corpora);
	rt_text_free(&places->cache);
	rt_text_free(&places->reports);
	rt_text_free(&places->store);
	rt_text_free(&places->found);
}
