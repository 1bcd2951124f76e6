/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A folder for the files that programs write for this process: it is removed
 * when it is closed, or, if this process is killed, when the next one beside it
 * is opened.
 *
 * FOLDER/work/ringtear-tmp.XXXXXX, held by a lock (flock(2)) that ends with its
 * process. Children of fork(2) share the lock, started programs do not. Any
 * number of processes may have a workplace in the same folder. Not thread-safe.
 */
#ifndef RT_MODULE_WORKPLACE_H
#define RT_MODULE_WORKPLACE_H

#include <stdint.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

struct rt_workplace {
	struct rt_text folder; /* "" until it is open; absolute */
	int lock;
	unsigned long places; /* made so far */
};

/*
 * Opens a workplace in @folder, which is made when missing, and removes
 * workplaces whose processes have ended. RT_SETUP when @folder cannot be
 * written. Close @workplace in every case.
 */
int rt_workplace_open(struct rt_workplace *workplace, const char *folder,
		      struct rt_error *error);
void rt_workplace_close(struct rt_workplace *workplace);

/*
 * Removes the workplaces in @folder whose processes have ended, as opening one
 * does. Makes nothing, ignores errors.
 */
void rt_workplace_sweep(const char *folder);

/*
 * Until the file that is returned is closed nobody opens another workplace in
 * FOLDER. @since: when the oldest one but @workplace was opened that is still
 * open, by the clock of the file system; without one INT64_MAX, as nobody else
 * is at work there. -1 on failure; errno is set.
 */
int rt_workplace_hold(const struct rt_workplace *workplace, int64_t *since);

/* Makes an empty folder in @workplace; appends its path to @place. RT_SETUP. */
int rt_workplace_make(struct rt_workplace *workplace, struct rt_text *place,
		      struct rt_error *error);

#endif
