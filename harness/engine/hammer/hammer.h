/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hammer engine: guest and device on two pinned cores at full speed, with
 * controls raced under the same schedules, in a child process with a time
 * limit.
 */
#ifndef RT_ENGINE_HAMMER_HAMMER_H
#define RT_ENGINE_HAMMER_HAMMER_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/base/said.h"
#include "harness/engine/engine.h"
#include "harness/engine/hammer/calibrate.h"
#include "harness/engine/hammer/field.h"
#include "harness/engine/hammer/probe.h"
#include "harness/engine/hammer/ring.h"
#include "harness/trial/trial.h"
#include "pinning/topology.h"

/* Modules, by path. The controls have all widths and both directions. */
struct rt_hammer_modules {
	const char *subject;
	/* The subject's function where it has a name of its own, or NULL. */
	const char *symbol;
	const char *torn[rt_torn_controls]; /* NULL for an unused entry */
	const char *sound;
	const char *null; /* does nothing: measures the harness' overhead */
};

struct rt_hammer_plan {
	const struct rt_trial *trial;
	struct rt_hammer_modules modules;
	const struct rt_topology *topology;
	int guest_cpu, device_cpu;
	uint64_t seed;			      /* never 0 */
	const struct rt_schedules *schedules; /* NULL: calibrate first */
	/*
	 * The child is killed, and the accessor taken to hang, this long after
	 * three times the planned time; 0 stands for 10.
	 */
	double grace_seconds;
};

struct rt_hammer_result {
	unsigned width; /* of the field, in bits */
	struct rt_schedules schedules;
	struct rt_field_count control; /* the sum of the torn controls */
	struct rt_field_count sound;
	struct rt_field_count subject;
	enum rt_form form;	 /* what the subject makes of a value */
	double null_nanoseconds; /* a load through the null accessor */
	double load_nanoseconds; /* a load through the subject */
	bool has_ring; /* only for 16 bits, RT_FORM_SAME, without an object */
	struct rt_ring_result ring;
	/* The first line that the accessor printed; "": it printed nothing. */
	char printed[RT_SAID_SIZE];
};

/* Callbacks during a run; members may be NULL. */
struct rt_hammer_watch {
	/* The present phase, and the part of all work that is done, 0 to 1. */
	void (*progress)(void *data, const char *doing, double fraction);
	/*
	 * Called for each violation as soon as it is seen. A return value other
	 * than 0 ends the run and becomes its result.
	 */
	int (*violation)(void *data, const struct rt_ring_violation *seen,
			 struct rt_error *error);
	void *data;
};

/*
 * Runs @plan. Forks: call it from a single-threaded process.
 *
 * RT_CRASH when the accessor crashed or hung (the message says which, and in
 * which phase), RT_INTERNAL when the sound control "tore", which is a bug in
 * ringtear, RT_SETUP and RT_USAGE as their names say. After an error, @result
 * holds what was measured before.
 */
int rt_hammer_run(const struct rt_hammer_plan *plan,
		  struct rt_hammer_result *result,
		  const struct rt_hammer_watch *watch, struct rt_error *error);

/*
 * The observation of the run, for the verdict. @code and @error are the result
 * of rt_hammer_run().
 */
void rt_hammer_observe(const struct rt_hammer_result *result, int code,
		       const struct rt_error *error,
		       struct rt_observation *observation);

#endif
