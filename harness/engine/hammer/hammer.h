/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hammer engine: guest and device on two pinned cores at full speed, the
 * controls beside the subject, all in a child process with a time limit.
 */
#ifndef RT_ENGINE_HAMMER_HAMMER_H
#define RT_ENGINE_HAMMER_HAMMER_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/engine/engine.h"
#include "harness/engine/hammer/calibrate.h"
#include "harness/engine/hammer/field.h"
#include "harness/engine/hammer/ring.h"
#include "harness/trial/trial.h"
#include "pinning/topology.h"

/* Modules, by path. The controls have all widths and both directions. */
struct rt_hammer_modules {
	const char *subject;
	const char *torn[rt_torn_controls]; /* NULL where there is none */
	const char *sound;
	const char *null; /* does nothing: what the harness itself costs */
};

struct rt_hammer_plan {
	const struct rt_trial *trial;
	struct rt_hammer_modules modules;
	const struct rt_topology *topology;
	int guest_cpu, device_cpu;
	uint64_t seed;			      /* never 0 */
	const struct rt_schedules *schedules; /* NULL: calibrate first */
	/*
	 * A run is given three times what it should take and this on top,
	 * then the accessor is held to hang; 0 stands for 10.
	 */
	double grace_seconds;
};

struct rt_hammer_result {
	unsigned width; /* of the field, in bits */
	struct rt_schedules schedules;
	struct rt_field_count control; /* the torn controls, added up */
	struct rt_field_count sound;
	struct rt_field_count subject;
	bool swapped;		 /* the subject swaps the bytes */
	double null_nanoseconds; /* a load through the null accessor */
	double load_nanoseconds; /* a load through the subject */
	bool has_ring;		 /* 16-bit subjects in this byte order only */
	struct rt_ring_result ring;
};

/* Who wants to know while it runs; members may be NULL. */
struct rt_hammer_watch {
	/* What it does now, and how much of the whole is done, 0 to 1. */
	void (*progress)(void *data, const char *doing, double fraction);
	/*
	 * A violation, as soon as it is seen. What it returns, if not 0, ends
	 * the run and is returned.
	 */
	int (*violation)(void *data, const struct rt_ring_violation *seen,
			 struct rt_error *error);
	void *data;
};

/*
 * Runs @plan. Call it from a process with one thread: it forks.
 *
 * RT_CRASH when the accessor crashed or hung (the message says which, and in
 * what part of the run), RT_INTERNAL when the sound control "tore", which is
 * a bug of ours, RT_SETUP and RT_USAGE as their names say. @result holds
 * what was seen up to there in each case.
 */
int rt_hammer_run(const struct rt_hammer_plan *plan,
		  struct rt_hammer_result *result,
		  const struct rt_hammer_watch *watch, struct rt_error *error);

/*
 * What the run allows to be said, for the verdict. @code and @error are what
 * rt_hammer_run() gave back.
 */
void rt_hammer_observe(const struct rt_hammer_result *result, int code,
		       const struct rt_error *error,
		       struct rt_observation *observation);

#endif
