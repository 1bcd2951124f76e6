/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One sitting of a campaign: how it begins or goes on, and its jobs from the
 * first to the last. One thread.
 */
#ifndef RT_FUZZ_SITTING_H
#define RT_FUZZ_SITTING_H

#include <stdbool.h>

#include "harness/fuzz/supervisor.h"

/* Blocks the signals that end a campaign; from then on they are waited for. */
void rt_fuzz_block_endings(void);
/* Whether one of them has come and was not waited for yet. */
bool rt_fuzz_interrupted(void);

/*
 * Makes the campaign that fuzz->campaign asks for, or, when it @resumes, finds
 * the last one, and writes the first inputs. RT_USAGE without a campaign to go
 * on with, or for names that there are none of. A signal that ends it is no
 * error once there is a campaign.
 */
int rt_fuzz_open(struct rt_fuzz *fuzz, bool resumes, struct rt_error *error);

/* Who looks on. */
struct rt_fuzz_view {
	void *data;
	/* Before the first job: what is known by now is not new. */
	int (*open)(void *data, struct rt_error *error);
	/* Now and then: shows what is new. */
	int (*look)(void *data, struct rt_error *error);
	void (*say)(void *data, const char *text);
	/* What it all came to. */
	void (*end)(void *data);
};

/*
 * Runs the jobs until they end, the time is over or a signal comes. A signal
 * that came before starts none. @status becomes the exit code.
 */
int rt_fuzz_run(struct rt_fuzz *fuzz, const struct rt_fuzz_view *view,
		int *status, struct rt_error *error);

#endif
