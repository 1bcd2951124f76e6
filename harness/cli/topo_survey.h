/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `topo` found out, and the two ways to show it. One thread. */
#ifndef RT_CLI_TOPO_SURVEY_H
#define RT_CLI_TOPO_SURVEY_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "pinning/latency.h"
#include "pinning/matrix.h"
#include "pinning/pairs.h"
#include "pinning/topology.h"

struct rt_topo_survey {
	struct rt_topology *topology;
	struct rt_pairs pairs;	    /* empty with one usable CPU */
	struct rt_pair automatic;   /* what --pair auto takes, if any pair */
	struct rt_latency *latency; /* one a pair; samples 0: not measured */
	struct rt_latencies matrix; /* count 0: not asked for */
	/* Why there is no pair, or why a latency is missing; else empty. */
	struct rt_error statement;
};

/* How text is shown. */
struct rt_topo_style {
	bool colour; /* ANSI colours are understood */
	bool utf8;   /* else ASCII only */
};

/*
 * Surveys this machine. @word is a word for rt_pairs_choose(), or NULL for
 * one pair of each kind and the matrix; @latency says whether to measure.
 * Errors as in rt_pairs_choose() and rt_topology_load(), but that having one
 * usable CPU is none when @word is NULL. In any case the caller releases
 * @survey with rt_topo_survey_free().
 */
int rt_topo_survey_run(struct rt_topo_survey *survey, const char *word,
		       bool latency, struct rt_error *error);

void rt_topo_survey_free(struct rt_topo_survey *survey);

/* Appends the line, the table and the picture, at most 80 columns. */
void rt_topo_survey_draw(const struct rt_topo_survey *survey,
			 struct rt_topo_style style, struct rt_text *text);

/* Appends one JSON object and a newline; marks @text failed without memory. */
void rt_topo_survey_json(const struct rt_topo_survey *survey,
			 struct rt_text *text);

#endif
