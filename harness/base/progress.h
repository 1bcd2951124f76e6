/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The progress line of long work on standard error. Not thread-safe. */
#ifndef RT_BASE_PROGRESS_H
#define RT_BASE_PROGRESS_H

#include <stdbool.h>

/*
 * A line that is redrawn in place, with the time left; without a terminal on
 * standard error nothing is drawn. @fraction is 0 to 1.
 */
struct rt_progress {
	bool shown;
	double began; /* rt_clock_seconds() at the start of the work */
};

void rt_progress_init(struct rt_progress *progress);
void rt_progress_draw(struct rt_progress *progress, const char *doing,
		      double fraction);
/* Erases the line; to be called before anything else is printed. */
void rt_progress_clear(struct rt_progress *progress);

#endif
