/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The latencies between many CPUs, which `topo` shows. */
#ifndef RT_PINNING_MATRIX_H
#define RT_PINNING_MATRIX_H

#include <stddef.h>

#include "harness/base/error.h"
#include "pinning/pairs.h"
#include "pinning/topology.h"

enum { RT_MATRIX_LIMIT = 16 };

struct rt_latencies {
	size_t count; /* rows and columns in use */
	int cpu[RT_MATRIX_LIMIT];
	/* Median round trip in ns; negative on the diagonal and where the
	 * time ran out or the two CPUs did not answer each other. */
	double median[RT_MATRIX_LIMIT][RT_MATRIX_LIMIT];
};

/*
 * Chooses the rows, in ascending order: every usable CPU when there are at most
 * 16; otherwise the CPUs of @pairs, so that each sharing is represented, and
 * then the lowest numbers.
 */
void rt_matrix_choose(const struct rt_topology *topology,
		      const struct rt_pairs *pairs,
		      struct rt_latencies *matrix);

/*
 * Enters the @median of two CPUs from an earlier measurement; nothing where one
 * of them is no row.
 */
void rt_matrix_know(struct rt_latencies *matrix, int first, int second,
		    double median);

/* How many pairs have no median yet. */
size_t rt_matrix_missing(const struct rt_latencies *matrix);

/*
 * Fills the medians that are missing, each pair once, for at most @seconds plus
 * the 120 ms of the last pair. A pair that cannot be measured stays negative;
 * RT_SETUP when none can, with the reason of the last. Not thread-safe.
 */
int rt_matrix_measure(const struct rt_topology *topology, double seconds,
		      struct rt_latencies *matrix, struct rt_error *error);

#endif
