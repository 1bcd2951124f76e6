/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/cli/folders.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/file.h"
#include "harness/base/owned.h"
#include "harness/cli/commands.h"
#include "harness/module/cache.h"
#include "harness/module/trim.h"

/* What a module and the files of its compilation need, with room to spare. */
enum { room = 1 << 20 };

/* Where other programs have their temporary files; read before it is set. */
static const char *temporary_folder(void)
{
	const char *named = getenv("TMPDIR");

	return named && *named ? named : "/tmp";
}

/* A folder that may be another user's. */
struct doubted {
	const char *what;     /* "cache" */
	const char *variable; /* that names another one */
	const char *remedy;   /* besides naming another one */
	enum rt_owned owned;
	bool make;
	bool is_spared; /* that it cannot be made is found by those who write */
};

static const struct doubted cache_doubted = {
	.what = "cache",
	.variable = "RINGTEAR_CACHE",
	.remedy = "remove it",
	.owned = RT_OWNED_WAY,
	.make = true,
};

static const struct doubted runs_doubted = {
	.what = "folder of runs",
	.variable = "RINGTEAR_RUNS",
	.remedy = "chmod go-w it",
	.owned = RT_OWNED_ITSELF,
	.is_spared = true,
};

/*
 * Sets @chosen to the user's @own folder, unless that is not the user's alone
 * either; then to a temporary one.
 */
static int choose_other(struct rt_text *chosen, const struct doubted *doubted,
			const struct rt_text *own, struct rt_scratch *scratch,
			struct rt_error *error)
{
	struct rt_text why = RT_TEXT_INIT;
	bool is_own =
		own->length &&
		!rt_owned_folder(&why, own->data, doubted->owned, true, NULL) &&
		!why.length;
	int code = RT_OK;

	rt_text_free(&why);
	if (!is_own)
		code = rt_scratch_open(scratch, temporary_folder(), error);
	if (!code)
		rt_text_add(chosen,
			    rt_text_string(is_own ? own : &scratch->folder));
	return code;
}

static void say(const struct doubted *doubted, const char *folder,
		const char *why, const char *other, bool is_temporary)
{
	struct rt_error told = RT_ERROR_INIT;

	rt_fail(&told, RT_SETUP,
		"the %s %s is not used: %s; %s is used instead%s; %s, or name "
		"a folder of your own with %s",
		doubted->what, folder, why, other,
		is_temporary ? ", and removed at the end" : "", doubted->remedy,
		doubted->variable);
	rt_cli_fail(&told);
}

/*
 * Appends to @other a folder to use instead of @folder, if that is not this
 * user's alone.
 */
static int look(struct rt_text *other, const struct doubted *doubted,
		const char *folder, const struct rt_text *own,
		struct rt_scratch *scratch, struct rt_error *error)
{
	struct rt_text why = RT_TEXT_INIT;
	int code = rt_owned_folder(&why, folder, doubted->owned, doubted->make,
				   doubted->is_spared ? NULL : error);

	if (doubted->is_spared)
		code = RT_OK;
	if (!code && why.length) {
		code = choose_other(other, doubted, own, scratch, error);
		if (!code)
			say(doubted, folder, why.data, rt_text_string(other),
			    scratch->folder.length > 0);
	}
	rt_text_free(&why);
	return code;
}

static int look_at_cache(struct rt_cli_folders *folders, struct rt_error *error)
{
	struct rt_text own = RT_TEXT_INIT, runs = RT_TEXT_INIT;
	struct rt_text other = RT_TEXT_INIT;
	struct rt_text *cache = &folders->places.cache;
	int code = rt_places_check(cache, error);

	rt_places_own(&own, &runs);
	if (!code)
		code = look(&other, &cache_doubted, cache->data, &own,
			    &folders->cache, error);
	if (other.length) {
		rt_text_free(cache);
		*cache = other;
	}
	rt_text_free(&own);
	rt_text_free(&runs);
	return code;
}

static int open_workplace(struct rt_cli_folders *folders,
			  struct rt_error *error)
{
	const char *temporary = getenv("TMPDIR");
	int code = rt_workplace_open(&folders->workplace,
				     rt_text_string(&folders->places.cache),
				     error);

	if (code)
		return code;
	if (temporary)
		rt_text_add(&folders->temporary, temporary);
	if (rt_text_failed(&folders->temporary) ||
	    setenv("TMPDIR", rt_text_string(&folders->workplace.folder), 1))
		return rt_no_memory(error);
	return RT_OK;
}

/* TMPDIR as it was. */
static void close_workplace(struct rt_cli_folders *folders)
{
	if (folders->temporary.length)
		setenv("TMPDIR", folders->temporary.data, 1);
	else
		unsetenv("TMPDIR");
	rt_text_free(&folders->temporary);
	rt_workplace_close(&folders->workplace);
}

/* Whether a module can be written: a full disk has folders to give, still. */
static int check_room(const struct rt_cli_folders *folders,
		      struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT;
	int number = ENOMEM, file;

	rt_text_format(&path, "%s/room",
		       rt_text_string(&folders->workplace.folder));
	if (!rt_text_failed(&path)) {
		file = open(path.data, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
		number = file < 0 ? errno : posix_fallocate(file, 0, room);
		if (file >= 0)
			close(file);
		unlink(path.data);
	}
	rt_text_free(&path);
	if (number)
		return rt_fail_errno(error, RT_SETUP, number,
				     "no room for a module in %s",
				     rt_text_string(&folders->places.cache));
	return RT_OK;
}

/* This process has nothing temporary in the cache but its workplace yet. */
static void sweep(const struct rt_cli_folders *folders)
{
	const char *cache = rt_text_string(&folders->places.cache);
	struct rt_text fuzz = RT_TEXT_INIT;
	int64_t since;
	int guard = rt_workplace_hold(&folders->workplace, &since);

	if (guard < 0)
		return;
	rt_cache_sweep(cache, since);
	close(guard);
	/* Those of searches, which have workplaces of their own there. */
	rt_text_format(&fuzz, "%s/fuzz", cache);
	if (!rt_text_failed(&fuzz))
		rt_workplace_sweep(fuzz.data);
	rt_text_free(&fuzz);
}

static int open_cache(struct rt_cli_folders *folders, struct rt_error *error)
{
	int code = look_at_cache(folders, error);

	if (!code)
		code = rt_cache_claim(rt_text_string(&folders->places.cache),
				      error);
	if (!code)
		code = open_workplace(folders, error);
	if (!code && folders->cache_use == RT_USE_REPLACED)
		code = check_room(folders, error);
	if (!code)
		sweep(folders);
	return code;
}

/* What @why says is no cache: a temporary folder is. */
static int replace_cache(struct rt_cli_folders *folders,
			 const struct rt_error *why, struct rt_error *error)
{
	struct rt_error told = RT_ERROR_INIT;
	int code;

	rt_fail(&told, RT_SETUP, "nothing is cached: %s", why->message);
	rt_cli_fail(&told);
	close_workplace(folders);
	code = folders->cache.folder.length
		       ? RT_OK
		       : rt_scratch_open(&folders->cache, temporary_folder(),
					 error);
	rt_text_free(&folders->places.cache);
	rt_text_add(&folders->places.cache,
		    rt_text_string(&folders->cache.folder));
	return code ? code : open_workplace(folders, error);
}

static int settle_cache(struct rt_cli_folders *folders, struct rt_error *error)
{
	struct rt_error why = RT_ERROR_INIT;
	int code;

	if (folders->cache_use == RT_USE_NONE)
		return RT_OK;
	/* Without a name: the command says what it lacks. */
	if (folders->cache_use == RT_USE_NEEDED &&
	    !folders->places.cache.length)
		return RT_OK;
	code = open_cache(folders, &why);
	if (code && folders->cache_use == RT_USE_SPARED) {
		rt_text_free(&folders->places.cache);
		code = RT_OK;
	} else if (code && folders->cache_use == RT_USE_REPLACED) {
		code = replace_cache(folders, &why, error);
	} else if (code) {
		rt_fail(error, code, "%s", why.message);
	}
	rt_error_clear(&why);
	return code;
}

/* What cannot be made is left to those who write there. */
static int settle_runs(struct rt_cli_folders *folders, enum rt_use use,
		       struct rt_error *error)
{
	struct rt_text cache = RT_TEXT_INIT, own = RT_TEXT_INIT;
	struct rt_text other = RT_TEXT_INIT;
	struct rt_text *reports = &folders->places.reports;
	struct doubted doubted = runs_doubted;
	int code;

	if (use == RT_USE_NONE || !reports->length)
		return RT_OK;
	doubted.make = use == RT_USE_NEEDED;
	rt_places_own(&cache, &own);
	code = look(&other, &doubted, reports->data, &own, &folders->runs,
		    error);
	if (other.length)
		rt_places_use_reports(&folders->places, other.data);
	rt_text_free(&cache);
	rt_text_free(&own);
	rt_text_free(&other);
	return code;
}

int rt_cli_folders_open(struct rt_cli_folders *folders,
			const struct rt_places *places, enum rt_use cache,
			enum rt_use runs, struct rt_error *error)
{
	uint64_t limit;
	int code;

	*folders = (struct rt_cli_folders){
		.cache = {.alive = -1, .lock = -1},
		.runs = {.alive = -1, .lock = -1},
		.workplace = {.lock = -1},
		.cache_use = cache,
	};
	code = rt_places_copy(&folders->places, places, error);
	if (!code)
		code = rt_trim_limit(&limit, error);
	if (!code)
		code = settle_runs(folders, runs, error);
	if (!code)
		code = settle_cache(folders, error);
	return code;
}

void rt_cli_folders_close(struct rt_cli_folders *folders)
{
	uint64_t limit;

	if (folders->workplace.folder.length) {
		if (!rt_trim_limit(&limit, NULL))
			rt_trim(rt_text_string(&folders->places.cache),
				&folders->workplace, limit);
		close_workplace(folders);
	}
	rt_scratch_close(&folders->cache);
	rt_scratch_close(&folders->runs);
	rt_places_free(&folders->places);
}
