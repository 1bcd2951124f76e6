/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Campaigns of `ringtear fuzz` as a user has them, watched from the outside:
 * each is a process whose lines of JSON are read as they come. One thread.
 */
#ifndef RT_BENCH_HUNT_H
#define RT_BENCH_HUNT_H

#include <stdbool.h>

#include <jansson.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

struct rt_hunt {
	const char *program;	/* ringtear */
	struct rt_text folder;	/* temporary: caches and runs are below it */
	struct rt_strings also; /* HUNT_OPTIONS: more words for each campaign */
	unsigned runs;		/* HUNT_RUNS, 0 for what is usual */
	double seconds; /* HUNT_SECONDS of a campaign, 0 for the usual */
};

/* One campaign. */
struct rt_hunt_run {
	const char *cache, *runs; /* names of folders below the temporary one */
	struct rt_strings words;  /* after `fuzz --json` */
	/* It is killed with -9 after so long; 0: it ends by itself. */
	double kill_after;
	/*
	 * Called with each line; @since is seconds from the start of the
	 * process. True ends the campaign with SIGTERM.
	 */
	bool (*take)(void *data, const json_t *line, double since);
	void *data;
};

/*
 * Runs it to its end and releases run->words. RT_SETUP when it cannot be
 * started or ended with 2, but for one that was killed.
 */
int rt_hunt_run(const struct rt_hunt *hunt, struct rt_hunt_run *run,
		struct rt_error *error);

/* The cache @name below the folder, in which every compiler was asked. */
int rt_hunt_warm(const struct rt_hunt *hunt, const char *name,
		 struct rt_error *error);

/* Makes @to a copy of the cache @from. */
int rt_hunt_copy(const struct rt_hunt *hunt, const char *from, const char *to,
		 struct rt_error *error);

/* --- what is measured; each prints a table; @met: all bars were met --- */

/* Guided against random search: planted needles, and shapes of code. */
int rt_hunt_needles(const struct rt_hunt *hunt, bool *met,
		    struct rt_error *error);
/* From nothing: the build of 2019, and the host's own torn build. */
int rt_hunt_causes(const struct rt_hunt *hunt, bool *met,
		   struct rt_error *error);
/* Killed again and again: what the store holds, and what was told. */
int rt_hunt_kills(const struct rt_hunt *hunt, bool *met,
		  struct rt_error *error);

#endif
