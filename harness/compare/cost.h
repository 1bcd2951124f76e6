/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The time that a call of one accessor takes beside a call of another, while
 * nobody else uses the field, and while another core does.
 *
 * Machines drift within seconds, so that only the ratio of two numbers of one
 * run means something: the two accessors are called in turn, in short slices,
 * and the medians are compared. The call through a pointer is part of each
 * number.
 */
#ifndef RT_COMPARE_COST_H
#define RT_COMPARE_COST_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "pinning/topology.h"

enum { RT_COST_SUBJECTS = 2, RT_COST_ROUNDS = 31 };

struct rt_cost_plan {
	struct {
		const char *module; /* path */
		const char *symbol; /* NULL: ringtear_load16 and so on */
	} subject[RT_COST_SUBJECTS];
	unsigned width; /* bits */
	bool stores;
	/* The field lies @within bytes in an object of RT_OBJECT_BYTES. */
	bool has_object;
	unsigned within;
	const struct rt_topology *topology;
	int cpu;   /* where the accessors run */
	int rival; /* the other core, which stores, or loads; -1: none */
};

struct rt_cost {
	double alone[RT_COST_SUBJECTS]; /* ns per call, median of the rounds */
	double contended[RT_COST_SUBJECTS]; /* 0 without a rival */
};

/*
 * Measures in a child process, for some 0.1 s. RT_CRASH when an accessor
 * crashed or hung, RT_BUILD when a module cannot be loaded, as one for another
 * machine, RT_SETUP when the thread cannot be bound to a CPU. Not thread-safe.
 */
int rt_cost_measure(struct rt_cost *cost, const struct rt_cost_plan *plan,
		    struct rt_error *error);

#endif
