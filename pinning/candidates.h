/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every usable CPU with the caches and package that contain it, and one pair of
 * CPUs for each sharing and core kinds. Private to pinning/. Not thread-safe.
 */
#ifndef RT_PINNING_CANDIDATES_H
#define RT_PINNING_CANDIDATES_H

#include "pinning/pairs.h"
#include "pinning/private.h"

/* A usable CPU with the properties that decide its pairs. */
struct rt_seat {
	int cpu;
	int kind;
	hwloc_obj_t within[RT_SHARE_PACKAGE + 1]; /* by enum rt_sharing */
	hwloc_const_nodeset_t nodes;
};

struct rt_seats {
	struct rt_seat *seat;
	size_t count;
};

/* The first two seats found for one sharing and one pair of core kinds. */
struct rt_candidate {
	enum rt_sharing sharing;
	const struct rt_seat *first, *second;
};

struct rt_candidates {
	struct rt_candidate *candidate;
	size_t count;
};

/*
 * Fills @seats with all usable CPUs, lowest first; they point into @topology.
 * RT_SETUP without memory. The caller frees seats->seat, after an error too.
 */
int rt_seats_fill(const struct rt_topology *topology, struct rt_seats *seats,
		  struct rt_error *error);

/* The seat of @cpu, or NULL when it is not usable. */
const struct rt_seat *rt_seat_find(const struct rt_seats *seats, int cpu);

/* The nearest thing that two different seats share. */
enum rt_sharing rt_seat_sharing(const struct rt_seat *a,
				const struct rt_seat *b);

/*
 * Finds one candidate for each sharing and pair of core kinds, sorted: nearest
 * first, then equal kinds before different ones, then powerful before weak. The
 * candidates point into @seats. RT_SETUP without memory. The caller frees
 * candidates->candidate, after an error too.
 */
int rt_candidates_find(const struct rt_seats *seats,
		       struct rt_candidates *candidates,
		       struct rt_error *error);

#endif
