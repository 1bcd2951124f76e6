/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The folders that a command writes to: it gets none that another user could
 * have put something into. Not thread-safe.
 */
#ifndef RT_CLI_FOLDERS_H
#define RT_CLI_FOLDERS_H

#include "harness/base/places.h"
#include "harness/base/scratch.h"
#include "harness/module/workplace.h"

/* What a command does with a folder. */
enum rt_use {
	RT_USE_NONE,
	/* Reads what is there; where there is nothing it does without. */
	RT_USE_SPARED,
	RT_USE_NEEDED,
	/* A temporary folder does as well. */
	RT_USE_REPLACED,
};

struct rt_cli_folders {
	struct rt_places places; /* what the command gets */
	struct rt_scratch cache; /* the two are open where the folder is */
	struct rt_scratch runs;	 /* a temporary one */
	struct rt_workplace workplace;
	enum rt_use cache_use;
	struct rt_text temporary; /* TMPDIR as it was, while it names the
				     workplace */
};

/*
 * Makes the folders of @places that are used, and looks at them
 * (harness/base/owned.h): the cache also at the way to it, as code is loaded
 * from there. In the place of a folder that is not this user's alone comes the
 * one below XDG_CACHE_HOME, XDG_STATE_HOME or HOME, or a temporary one; that is
 * said on standard error. So is a cache of RT_USE_REPLACED that cannot be
 * written to or has no room for a module.
 *
 * The cache has a workplace until the end, and TMPDIR names it: what this
 * command and the compilers that it starts leave behind is removed at the end
 * or, if this process is killed, when the next one comes. At the end what was
 * used longest ago makes way, where the cache is larger than its limit
 * (harness/module/trim.h).
 *
 * RT_USAGE for a limit that is none. RT_SETUP when a folder of RT_USE_NEEDED
 * cannot be made. Close @folders in every case.
 */
int rt_cli_folders_open(struct rt_cli_folders *folders,
			const struct rt_places *places, enum rt_use cache,
			enum rt_use runs, struct rt_error *error);
void rt_cli_folders_close(struct rt_cli_folders *folders);

#endif
