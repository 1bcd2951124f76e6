/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The soak: very many accesses through the accessors that are held to be
 * sound, on the bare field and on the ring, beside a control that tears.
 *
 * One thread. SIGINT and SIGTERM are blocked in it and asked for between
 * slices, so that it ends with a summary.
 */
#ifndef RT_BENCH_SOAK_H
#define RT_BENCH_SOAK_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/engine/hammer/calibrate.h"
#include "harness/module/module.h"
#include "harness/run/session.h"

struct rt_soak {
	struct rt_session session; /* open */
	struct rt_trial trial;	   /* the defaults */
	uint64_t loads;		   /* wanted of each accessor and side */
	uint64_t requests;	   /* wanted of each accessor and side */
	struct rt_module control[rt_torn_controls];
	size_t controls;
	uint64_t slices; /* raced so far: each has a seed of its own */
	bool interrupted;
};

/* One accessor on one side of one race, and what it came to. */
struct rt_soak_part {
	const char *accessor;
	const struct rt_module *module;
	bool store_side;
	uint64_t done; /* accesses, or requests on the ring */
	uint64_t changes;
	uint64_t torn;
	uint64_t violations;
	uint64_t control_torn;	/* the field's alone: */
	double control_seconds; /* right before each slice */
	double seconds;
	char finding[256]; /* the first torn value or violation; "" */
};

/*
 * Adds slices of a few seconds to @part until soak->loads accesses went
 * through the accessor, one tore, or somebody interrupts. 0 in all three
 * cases; RT_SETUP as from rt_field_race_run().
 */
int rt_soak_field(struct rt_soak *soak, struct rt_soak_part *part,
		  struct rt_error *error);

/* The same on the ring, until soak->requests have been completed. */
int rt_soak_ring(struct rt_soak *soak, struct rt_soak_part *part,
		 struct rt_error *error);

/*
 * Draws the progress of @part, of which @wanted are to be done, and notices
 * an interrupt. True when the part is over.
 */
bool rt_soak_over(struct rt_soak *soak, const struct rt_soak_part *part,
		  const char *unit, uint64_t wanted);

#endif
