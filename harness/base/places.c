/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/places.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/*
 * Those beside the program, as `make install` puts them, so that a tree that
 * was moved, or one of DESTDIR, has its own; else those of the PREFIX. Without
 * /proc nobody says where the program is.
 */
static void find_corpora(struct rt_text *corpora)
{
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof(program));
	const char *end = length > 0 && length < (ssize_t)sizeof(program)
				  ? program + length
				  : NULL;

	/* Without the two last names, "bin/ringtear". */
	for (int i = 0; end && i < 2; i++)
		end = memrchr(program, '/', (size_t)(end - program));
	if (end)
		rt_text_format(corpora, "%.*s/share/ringtear/corpora",
			       (int)(end - program), program);
	if (end && rt_file_exists(rt_text_string(corpora)))
		return;
	rt_text_free(corpora);
	rt_text_add(corpora, RT_PREFIX "/share/ringtear/corpora");
}

void rt_places_own(struct rt_text *cache, struct rt_text *reports)
{
	user_folder(cache, "XDG_CACHE_HOME", ".cache");
	user_folder(reports, "XDG_STATE_HOME", ".local/state");
}

static void find_installed(struct rt_places *places)
{
	find_corpora(&places->corpora);
	rt_places_own(&places->cache, &places->reports);
	user_folder(&places->found, "XDG_DATA_HOME", ".local/share");
	if (places->found.length)
		rt_text_add(&places->found, "/found");
}

/* To the program that is given it, a name that begins with '-' is an option. */
static void add_path(struct rt_text *path, const char *name)
{
	rt_text_free(path);
	rt_text_format(path, "%s%s", *name == '-' ? "./" : "", name);
}

static void name_store(struct rt_places *places)
{
	rt_text_free(&places->store);
	rt_text_format(&places->store, "%s/runs.db",
		       rt_text_string(&places->reports));
}

static bool failed(const struct rt_places *places)
{
	return rt_text_failed(&places->corpora) ||
	       rt_text_failed(&places->cache) ||
	       rt_text_failed(&places->reports) ||
	       rt_text_failed(&places->store) || rt_text_failed(&places->found);
}

/* RINGTEAR_CACHE and RINGTEAR_RUNS replace the folders that are written to. */
static void obey_environment(struct rt_places *places)
{
	const char *cache = getenv("RINGTEAR_CACHE");
	const char *reports = getenv("RINGTEAR_RUNS");

	if (cache && *cache)
		add_path(&places->cache, cache);
	if (reports && *reports)
		rt_places_use_reports(places, reports);
	else if (places->reports.length)
		name_store(places);
}

void rt_places_use_reports(struct rt_places *places, const char *folder)
{
	add_path(&places->reports, folder);
	rt_text_free(&places->found);
	rt_text_format(&places->found, "%s/found",
		       rt_text_string(&places->reports));
	name_store(places);
}

static void copy_text(struct rt_text *to, const struct rt_text *from)
{
	*to = (struct rt_text)RT_TEXT_INIT;
	rt_text_append(to, rt_text_string(from), from->length);
	to->failed |= from->failed;
}

int rt_places_copy(struct rt_places *to, const struct rt_places *from,
		   struct rt_error *error)
{
	*to = (struct rt_places){.command = from->command};
	copy_text(&to->corpora, &from->corpora);
	copy_text(&to->cache, &from->cache);
	copy_text(&to->reports, &from->reports);
	copy_text(&to->store, &from->store);
	copy_text(&to->found, &from->found);
	return failed(to) ? rt_no_memory(error) : RT_OK;
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
	return failed(places) ? rt_no_memory(error) : RT_OK;
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
