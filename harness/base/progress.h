/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A line on standard error that shows how far long work is. One thread.
 */
#ifndef RT_BASE_PROGRESS_H
#define RT_BASE_PROGRESS_H

#include <stdbool.h>

/*
 * A line on standard error that is drawn over again, with the time left; it
 * does nothing when standard error is no terminal. @fraction is 0 to 1.
 */
struct rt_progress {
	bool shown;
	double began; /* rt_clock_seconds() when the whole began */
};

void rt_progress_init(struct rt_progress *progress);
void rt_progress_draw(struct rt_progress *progress, const char *doing,
		      double fraction);
/* Takes the line away, before anything else is printed. */
void rt_progress_clear(struct rt_progress *progress);

#endif
