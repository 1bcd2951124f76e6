/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Times to the first violation, of the runs of one cell, as a distribution.
 * Plain data, any thread.
 */
#ifndef RT_REPORTS_SPREAD_H
#define RT_REPORTS_SPREAD_H

#include <stddef.h>

#include "reports/report.h"

enum {
	RT_SPREAD_BINS = 24, /* each twice as long as the one before */
	RT_SPREAD_LEAST = 5, /* runs, or a distribution says nothing */
};

struct rt_spread {
	size_t count;	  /* runs that ended in a violation */
	size_t untouched; /* runs of the cell's virtqueue that did not */
	size_t bin[RT_SPREAD_BINS];
	size_t first, last; /* bins that are not empty */
	double least, median, most;
};

/* Of all of the report's runs, and others, that are of @run's cell. */
void rt_spread(struct rt_spread *spread, const struct rt_report *report,
	       const struct rt_run *run);

/* The lower end of bin @index, in seconds. */
double rt_spread_edge(size_t index);

/*
 * Whether both are of one accessor, made of the same: headers, defines and
 * objects are a part of it, toolchain and flags are not.
 */
bool rt_same_subject(const struct rt_run *one, const struct rt_run *other);

/* Whether both are of one subject, toolchain, flags, width and direction. */
bool rt_same_cell(const struct rt_run *one, const struct rt_run *other);

#endif
