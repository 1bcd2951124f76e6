/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The survey of a machine's CPUs for a person or a program. Any thread. */
#ifndef RT_REPORTS_TOPO_H
#define RT_REPORTS_TOPO_H

#include <stdbool.h>

#include "harness/base/text.h"
#include "pinning/survey.h"

/* How text is shown. */
struct rt_topo_style {
	bool colour; /* ANSI colours are understood */
	bool utf8;   /* else ASCII only */
};

/* Appends the line, the table and the picture, at most 80 columns. */
void rt_topo_survey_draw(const struct rt_topo_survey *survey,
			 struct rt_topo_style style, struct rt_text *text);

/* Appends one JSON object and a newline; marks @text failed without memory. */
void rt_topo_survey_json(const struct rt_topo_survey *survey,
			 struct rt_text *text);

#endif
