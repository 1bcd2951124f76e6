/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "harness/base/clock.h"

static const double seconds_between_lines = 10;
/* Before that the time left is a guess from too little. */
static const double least_seconds = 1, least_fraction = 0.05;

void rt_progress_init(struct rt_progress *progress)
{
	progress->shown = isatty(STDERR_FILENO);
	progress->began = rt_clock_seconds();
	progress->told = progress->began;
}

static void print_line(const char *doing, double fraction, double spent)
{
	fprintf(stderr, "%3.0f %%  %s", 100 * fraction, doing);
	if (spent >= least_seconds && fraction >= least_fraction)
		fprintf(stderr, ", %.0f s left", spent / fraction - spent);
}

void rt_progress_draw(struct rt_progress *progress, const char *doing,
		      double fraction)
{
	double now = rt_clock_seconds();

	if (progress->shown) {
		fputs("\r\033[K", stderr);
		print_line(doing, fraction, now - progress->began);
	} else if (now - progress->told >= seconds_between_lines) {
		progress->told = now;
		print_line(doing, fraction, now - progress->began);
		putc('\n', stderr);
	}
	fflush(stderr);
}

void rt_progress_clear(struct rt_progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
}
