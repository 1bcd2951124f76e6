/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The style sheet of the HTML page, for html.c, and the figures that only a
 * page shows, for maintainer.c: each draws one element, or nothing where the
 * report has nothing for it. Whatever comes from a run goes through xml.h;
 * within rt_layout_begin() and rt_layout_end().
 */
#ifndef RT_REPORTS_HTML_H
#define RT_REPORTS_HTML_H

#include "reports/document.h"

/* For light and dark, wide and narrow. */
const char *rt_html_style(void);

/* The interleaving: two columns, the other side's access between. */
rt_say rt_html_witness;

/* Listings side by side, or below each other where there is no room. */
rt_say rt_html_instructions;

/* Verdicts by accessor and flags, coloured and in words. */
rt_say rt_html_heat_map;

/* Tears a second and latencies by pair of cores. */
rt_say rt_html_cores;

/* Times to the first violation, as an SVG. */
rt_say rt_html_spread;

/* Escaped, with no line broken within a flag that a line has room for. */
void rt_html_words(struct rt_text *out, const char *text);

#endif
