/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One invocation of `fuzz` on a campaign: starts or resumes it, and runs its
 * jobs until the end. Not thread-safe.
 */
#ifndef RT_FUZZ_SITTING_H
#define RT_FUZZ_SITTING_H

#include <stdbool.h>

#include "harness/fuzz/supervisor.h"

/* Blocks SIGINT, SIGTERM and SIGHUP, which end a campaign: they are polled. */
void rt_fuzz_block_endings(void);
/* Whether such a signal is pending. */
bool rt_fuzz_interrupted(void);

/*
 * Makes the campaign of fuzz->campaign or, if @resumes, reads the newest one,
 * and writes the first inputs. RT_USAGE without a campaign to resume, or for
 * unknown names. A signal is not an error once there is a campaign.
 */
int rt_fuzz_open(struct rt_fuzz *fuzz, bool resumes, struct rt_error *error);

/* Callbacks for the display; @data is passed to each. */
struct rt_fuzz_view {
	void *data;
	/* Before the first job: earlier findings are not new. */
	int (*open)(void *data, struct rt_error *error);
	/* Several times a second: shows new findings. */
	int (*refresh)(void *data, struct rt_error *error);
	void (*say)(void *data, const char *text);
	/* Shows the summary. */
	void (*end)(void *data);
};

/*
 * Runs the jobs until they end, the time is over or a signal arrives. If a
 * signal is pending already, no job is started. @status is set to the exit
 * code.
 */
int rt_fuzz_run(struct rt_fuzz *fuzz, const struct rt_fuzz_view *view,
		int *status, struct rt_error *error);

#endif
