/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The progress line of long work on standard error. Not thread-safe. */
#ifndef RT_BASE_PROGRESS_H
#define RT_BASE_PROGRESS_H

#include <stdbool.h>

/*
 * On a terminal a line that is redrawn in place, with the time left; elsewhere
 * a line of its own every ten seconds, from the tenth on, for the log of a CI.
 */
struct rt_progress {
	bool shown;
	double began; /* rt_clock_seconds() at the start of the work */
	double told;  /* the same of the last line of its own */
};

void rt_progress_init(struct rt_progress *progress);
/* @fraction of the work is done, 0 to 1. */
void rt_progress_draw(struct rt_progress *progress, const char *doing,
		      double fraction);
/* Erases the line; to be called before anything else is printed. */
void rt_progress_clear(struct rt_progress *progress);

#endif
