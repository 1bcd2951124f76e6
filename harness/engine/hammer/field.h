/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The race over the bare field: one thread stores, one loads, as fast as they
 * can.
 *
 * The accessor under test is one of the two sides; the other side, and the
 * sequence counters next to the field, use C11 atomics. The loops are those of
 * corpora/drivers/bare_field.h.
 */
#ifndef RT_ENGINE_HAMMER_FIELD_H
#define RT_ENGINE_HAMMER_FIELD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "corpora/drivers/judge.h"
#include "harness/base/error.h"
#include "harness/engine/evidence.h"
#include "harness/module/module.h"
#include "pinning/bind.h"
#include "pinning/topology.h"

/* The pauses of the two sides, in iterations of an empty loop. */
struct rt_schedule {
	unsigned gap;  /* between two stores */
	unsigned poll; /* between two loads */
};

/*
 * A whole value that was overwritten before the load began, and the values that
 * the field held from the load's begin to its end.
 */
struct rt_stale {
	rt_value value;
	rt_value before, after;
};

struct rt_field_count {
	uint64_t stores;
	uint64_t loads;
	uint64_t changes;  /* loads of another value than the load before */
	uint64_t torn;	   /* changes to a value that was never published */
	uint64_t stale;	   /* to one that was overwritten before the load */
	uint64_t unjudged; /* to one that nobody is known to have stored yet */
	double seconds;
	struct rt_torn first;
	struct rt_stale first_stale; /* only if there were any */
};

struct rt_field_race {
	const struct rt_topology *topology;
	int storer_cpu, loader_cpu;
	bool pinned; /* false: left to the scheduler */
	const struct rt_module *module;
	bool store_side; /* the accessor stores; otherwise it loads */
	/* Of RT_FORM_DERIVED, as rt_probe() found them; else NULL. */
	const struct rt_field_images *images;
	unsigned width; /* in bits; the module must have that accessor */
	/*
	 * Of the field, in bytes from a line's begin: 0 to 63, or with an
	 * object to RT_OBJECT_BYTES.
	 */
	unsigned offset;
	/*
	 * The field lies @within bytes behind the begin of an object of @object
	 * bytes that the accessor may access; 0: the field alone. @beside is
	 * what else that holds; NULL: zeros.
	 */
	unsigned within, object;
	const uint8_t *beside;
	uint64_t start, stride;
	struct rt_schedule schedule;
	double seconds;
};

/*
 * Whether the side that is not under test can access a field of @width bits, at
 * @offset bytes from a line's begin, at once on this CPU. RT_SETUP, or RT_USAGE
 * for an offset: 128 bits are one access only where they are aligned.
 */
int rt_field_check(unsigned width, unsigned offset, struct rt_error *error);

/*
 * Runs @race for race->seconds and fills @count. Starts two threads and joins
 * them. RT_SETUP when a thread cannot be started or pinned. Does not return if
 * the accessor hangs: call it in a process with a time limit.
 */
int rt_field_race_run(const struct rt_field_race *race,
		      struct rt_field_count *count, struct rt_error *error);

/* Adds @one to @sum, which keeps its earlier first tear. */
void rt_field_count_add(struct rt_field_count *sum,
			const struct rt_field_count *one);

/*
 * The number of changes that were judged, and so could have shown a tear: the
 * denominator of rates and bounds.
 */
uint64_t rt_field_judged(const struct rt_field_count *count);

/* Tears per second; 0 for a race of no duration. */
double rt_field_rate(const struct rt_field_count *count);

#endif
