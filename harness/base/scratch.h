/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A folder for as long as this process lives: it is removed however the
 * process ends, kill -9 included, by a small process that waits for that.
 *
 * Call it from a process with one thread. Children that fork and do not exec
 * keep the folder alive as long as they live.
 */
#ifndef RT_BASE_SCRATCH_H
#define RT_BASE_SCRATCH_H

#include <sys/types.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

struct rt_scratch {
	struct rt_text folder; /* "" when there is none */
	int alive;	       /* the guardian reads its other end */
	int lock;	       /* held as long as anybody uses the folder */
	pid_t guardian;
};

/*
 * Makes a new folder in @parent, which is made too, after it removed those
 * there that no process uses any more. RT_SETUP when that fails; then nothing
 * is to be closed.
 */
int rt_scratch_open(struct rt_scratch *scratch, const char *parent,
		    struct rt_error *error);

/* Removes the folder, and returns when it is gone. Twice is allowed. */
void rt_scratch_close(struct rt_scratch *scratch);

#endif
