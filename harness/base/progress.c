/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "harness/base/clock.h"

void rt_progress_init(struct rt_progress *progress)
{
	progress->shown = isatty(STDERR_FILENO);
	progress->began = rt_clock_seconds();
}

void rt_progress_draw(struct rt_progress *progress, const char *doing,
		      double fraction)
{
	double spent = rt_clock_seconds() - progress->began;
	double left = fraction > 0.02 ? spent / fraction - spent : -1;

	if (!progress->shown)
		return;
	fprintf(stderr, "\r\033[K%3.0f %%  %s", 100 * fraction, doing);
	if (left >= 0)
		fprintf(stderr, ", %.0f s left", left);
	fflush(stderr);
}

void rt_progress_clear(struct rt_progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
}
