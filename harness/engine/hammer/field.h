/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bare field: one thread stores, one loads, as fast as they can.
 *
 * The accessor under test is one of the two sides; the other side and the
 * sequence beside the field are C11 atomics. The loops make no system call
 * and touch no shared line but the field's and the sequence's, save for a
 * look at the stop flag every few hundred rounds.
 */
#ifndef RT_ENGINE_HAMMER_FIELD_H
#define RT_ENGINE_HAMMER_FIELD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/engine/evidence.h"
#include "harness/engine/hammer/judge.h"
#include "harness/module/module.h"
#include "pinning/bind.h"
#include "pinning/topology.h"

/* How the two sides are timed, in turns of an empty loop. */
struct rt_schedule {
	unsigned gap;  /* between two stores */
	unsigned poll; /* between two loads */
};

struct rt_field_count {
	uint64_t stores;
	uint64_t loads;
	uint64_t changes;  /* loads that gave another value than the last */
	uint64_t torn;	   /* of these, values that were never in memory */
	uint64_t unjudged; /* of these, more was published than tells apart */
	double seconds;
	struct rt_torn first;
};

struct rt_field_race {
	const struct rt_topology *topology;
	int storer_cpu, loader_cpu;
	bool pinned; /* false: wherever the scheduler puts them */
	const struct rt_module *module;
	bool store_side; /* the accessor stores; else it loads */
	bool swapped;	 /* it swaps the bytes: RT_FORM_SWAPPED of rt_probe() */
	unsigned width;	 /* 16, 32 or 64; the module has that accessor */
	unsigned offset; /* of the field from a 64-byte line, 0 to 63 */
	uint64_t start, stride;
	struct rt_schedule schedule;
	double seconds;
};

/*
 * Runs @race for race->seconds and fills @count. Starts two threads and joins
 * them. RT_SETUP when a thread cannot be started or pinned. A hung accessor
 * hangs this: call it in a process that somebody watches.
 */
int rt_field_race_run(const struct rt_field_race *race,
		      struct rt_field_count *count, struct rt_error *error);

/* Adds @one to @sum, which keeps the first tear that it had. */
void rt_field_count_add(struct rt_field_count *sum,
			const struct rt_field_count *one);

/*
 * The changes that could have shown a tear: those that were judged. A rate or
 * a bound is of these.
 */
uint64_t rt_field_judged(const struct rt_field_count *count);

/* Tears a second; 0 for a race of no length. */
double rt_field_rate(const struct rt_field_count *count);

#endif
