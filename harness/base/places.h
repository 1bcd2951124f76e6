/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The paths that ringtear uses: corpora, cache of modules, store of runs; and
 * the command that the user typed. Not thread-safe.
 */
#ifndef RT_BASE_PLACES_H
#define RT_BASE_PLACES_H

#include "harness/base/error.h"
#include "harness/base/text.h"

struct rt_places {
	const char *command;	/* as the user typed it: ./run.sh, ringtear */
	struct rt_text corpora; /* folder, read only */
	/* Empty when the environment names no folder for them. */
	struct rt_text cache;	/* folder of built modules */
	struct rt_text reports; /* folder of written reports */
	struct rt_text store;	/* file of recorded runs */
	struct rt_text found;	/* folder of trials that `fuzz` found */
};

/*
 * Finds the paths: below RINGTEAR_HOME when run.sh set it, else the corpora
 * that are installed with the program, and the user's XDG folders.
 * RINGTEAR_CACHE and RINGTEAR_RUNS override them. RT_SETUP without memory.
 */
int rt_places_find(struct rt_places *places, struct rt_error *error);
/* The same places, owned by @to; free it in every case. */
int rt_places_copy(struct rt_places *to, const struct rt_places *from,
		   struct rt_error *error);

/*
 * Appends the user's own folders, by the XDG base directory specification,
 * whatever the environment names of ringtear's; nothing without HOME.
 */
void rt_places_own(struct rt_text *cache, struct rt_text *reports);

/* Runs, reports and what `fuzz` finds are in @folder from now on. */
void rt_places_use_reports(struct rt_places *places, const char *folder);
/* RT_SETUP when the corpora are not there; help and `runs` need none. */
int rt_places_check_corpora(const struct rt_places *places,
			    struct rt_error *error);
/* RT_SETUP when @place, a path that ringtear writes to, is empty. */
int rt_places_check(const struct rt_text *place, struct rt_error *error);
void rt_places_free(struct rt_places *places);

#endif
