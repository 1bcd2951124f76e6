/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two runs, two campaigns or two machines, side by side.
 */
#ifndef RT_REPORTS_VERSUS_H
#define RT_REPORTS_VERSUS_H

#include "reports/report.h"

/*
 * Appends in what the machines differ, then each cell that either has, its
 * verdict and rate in both, those that differ first. No line is wider than 80
 * columns but for a build's flags. RT_SETUP without memory. Any thread.
 */
int rt_report_versus(const struct rt_report *one, const struct rt_report *other,
		     struct rt_text *out, struct rt_error *error);

#endif
