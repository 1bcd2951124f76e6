/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The twin of a torn build: one that differs in exactly one thing, and is
 * atomic. It tells a reader what the tear hangs on. Builds and steps, so that
 * its thread must be the only one of the process.
 */
#ifndef RT_RUN_TWIN_H
#define RT_RUN_TWIN_H

#include <stdbool.h>

#include "harness/run/evidence.h"
#include "harness/trial/trial.h"

struct rt_twin_question {
	const struct rt_evidence_source *source; /* borrowed */
	const struct rt_trial *trial;		 /* that tore; borrowed */
	bool calls; /* a function of the libc, which another one may mend */
};

struct rt_twin {
	struct rt_trial trial;
	char *instructions; /* the listing, as lines; free() it */
};

/*
 * Tries the same subject without the flag that is most often the cause, with
 * the other libc, with another compiler; last the accessor that mends all of
 * them, by the same toolchain and flags. A function of an object cannot be
 * built again and has no twin. False: none of those is atomic.
 */
bool rt_twin_find(struct rt_twin *twin,
		  const struct rt_twin_question *question);

#endif
