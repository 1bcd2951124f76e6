/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A folder for what programs write while we run, that does not outlive us: it
 * is removed when it is closed, and by the next one that is opened beside it
 * when we were killed.
 *
 * FOLDER/work/XXXXXX, held by a lock (flock(2)) that ends with its process;
 * the children of fork(2) share it, those of posix_spawn(3) do not. Any
 * number of processes may have one in the same folder. One thread each.
 */
#ifndef RT_MODULE_WORKPLACE_H
#define RT_MODULE_WORKPLACE_H

#include "harness/base/error.h"
#include "harness/base/text.h"

struct rt_workplace {
	struct rt_text folder; /* "" until it is open; absolute */
	int lock;
	unsigned long places; /* made so far */
};

/*
 * Opens one in @folder, which is made when missing, and removes those there
 * whose processes have ended. RT_SETUP when that cannot be written. Close it
 * in every case.
 */
int rt_workplace_open(struct rt_workplace *workplace, const char *folder,
		      struct rt_error *error);
void rt_workplace_close(struct rt_workplace *workplace);

/* Makes an empty folder in it; appends its path to @place. RT_SETUP. */
int rt_workplace_make(struct rt_workplace *workplace, struct rt_text *place,
		      struct rt_error *error);

#endif
