/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/spread.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/wording.h"

/* Of the first bin; shorter times are put into it. */
static const double shortest = 16e-6;

bool rt_same_subject(const struct rt_run *one, const struct rt_run *other)
{
	return !strcmp(one->accessor, other->accessor) &&
	       !strcmp(one->subject, other->subject) && *one->subject != '?';
}

bool rt_same_cell(const struct rt_run *one, const struct rt_run *other)
{
	return rt_same_subject(one, other) &&
	       !strcmp(one->toolchain, other->toolchain) &&
	       !strcmp(one->flags, other->flags) &&
	       rt_run_width(one) == rt_run_width(other) &&
	       rt_run_stores(one) == rt_run_stores(other);
}

double rt_spread_edge(size_t index)
{
	return ldexp(shortest, (int)index);
}

static size_t bin_of(double seconds)
{
	size_t bin = 0;

	while (bin + 1 < RT_SPREAD_BINS && seconds >= rt_spread_edge(bin + 1))
		bin++;
	return bin;
}

static void take(struct rt_spread *spread, double *times,
		 const struct rt_run *run)
{
	double seconds = run->first_violation_seconds;

	if (!*run->ended) {
		spread->untouched += run->pop_calls > 0 && run->finished;
		return;
	}
	if (!isfinite(seconds) || seconds < 0)
		return;
	spread->bin[bin_of(seconds)]++;
	times[spread->count++] = seconds;
}

static int compare(const void *one, const void *other)
{
	double difference = *(const double *)one - *(const double *)other;

	return (difference > 0) - (difference < 0);
}

static void measure(struct rt_spread *spread, double *times)
{
	if (!spread->count)
		return;
	qsort(times, spread->count, sizeof(*times), compare);
	spread->least = times[0];
	spread->most = times[spread->count - 1];
	spread->median = times[spread->count / 2];
	spread->first = bin_of(spread->least);
	spread->last = bin_of(spread->most);
}

static bool is_among(const struct rt_report *report, const struct rt_run *run)
{
	for (size_t i = 0; i < report->count; i++)
		if (report->runs[i].id == run->id)
			return true;
	return false;
}

void rt_spread(struct rt_spread *spread, const struct rt_report *report,
	       const struct rt_run *run)
{
	size_t most = report->count + report->other_count;
	double *times = calloc(most ? most : 1, sizeof(*times));

	*spread = (struct rt_spread){.count = 0};
	if (!times)
		return;
	for (size_t i = 0; i < report->count; i++)
		if (rt_same_cell(&report->runs[i], run))
			take(spread, times, &report->runs[i]);
	for (size_t i = 0; i < report->other_count; i++)
		if (rt_same_cell(&report->others[i], run) &&
		    !is_among(report, &report->others[i]))
			take(spread, times, &report->others[i]);
	measure(spread, times);
	free(times);
}
