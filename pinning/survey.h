/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Surveys the CPUs of this machine for `topo`. Not thread-safe. */
#ifndef RT_PINNING_SURVEY_H
#define RT_PINNING_SURVEY_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "pinning/latency.h"
#include "pinning/matrix.h"
#include "pinning/pairs.h"
#include "pinning/topology.h"

struct rt_topo_survey {
	struct rt_topology *topology;
	struct rt_pairs pairs;	    /* empty with one usable CPU */
	struct rt_pair automatic;   /* the pair of --pair auto, if any */
	struct rt_latency *latency; /* one per pair; samples 0: not measured */
	struct rt_latencies matrix; /* count 0: not asked for */
	/* Why there is no pair, or why a latency is missing; else empty. */
	struct rt_error statement;
};

/*
 * Surveys this machine. @word is a word for rt_pairs_choose(), or NULL for
 * "all" and the matrix; @latency says whether to measure. Errors as in
 * rt_pairs_choose() and rt_topology_load(), but one usable CPU is no error when
 * @word is NULL. In any case the caller releases @survey with
 * rt_topo_survey_free().
 */
int rt_topo_survey_run(struct rt_topo_survey *survey, const char *word,
		       bool latency, struct rt_error *error);

void rt_topo_survey_free(struct rt_topo_survey *survey);

#endif
