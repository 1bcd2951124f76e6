/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A folder that lives as long as this process: the guardian, a small process,
 * removes it however this process ends, kill -9 included.
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
	int alive;	       /* write end; the guardian reads the pipe */
	int lock;	       /* flock(2), held while the folder is used */
	pid_t guardian;
};

/*
 * Makes a new folder in @parent, which is made when missing. Folders of @parent
 * that no process uses any more are removed first. RT_SETUP when that fails;
 * then @scratch need not be closed.
 */
int rt_scratch_open(struct rt_scratch *scratch, const char *parent,
		    struct rt_error *error);

/* Removes the folder and waits until it is gone. May be called twice. */
void rt_scratch_close(struct rt_scratch *scratch);

#endif
