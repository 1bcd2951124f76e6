/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of the HTML page, for html.c only: each appends one element, or
 * nothing where the report has nothing for it. Whatever comes from a run goes
 * through xml.h; within rt_layout_begin() and rt_layout_end().
 */
#ifndef RT_REPORTS_HTML_H
#define RT_REPORTS_HTML_H

#include "reports/report.h"

/* The style sheet, for light and dark, wide and narrow. */
const char *rt_html_style(void);

/* The interleaving: two columns, the other side's access between. */
void rt_html_witness(struct rt_text *out, const struct rt_run *run);

/* Listings side by side, or below each other where there is no room. */
void rt_html_instructions(struct rt_text *out, const struct rt_report *report,
			  const struct rt_run *run);

/* Verdicts by accessor and flags, coloured and in words. */
void rt_html_heat_map(struct rt_text *out, const struct rt_report *report,
		      const struct rt_run *run);

/* Tears a second and latencies by pair of cores. */
void rt_html_cores(struct rt_text *out, const struct rt_report *report,
		   const struct rt_run *run);

/* Times to the first violation, as an SVG. */
void rt_html_spread(struct rt_text *out, const struct rt_report *report,
		    const struct rt_run *run);

#endif
