/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What one replay showed, and the ways to print it. One thread. */
#ifndef RT_REPORTS_REPLAY_H
#define RT_REPORTS_REPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/engine/step/log.h"
#include "harness/engine/step/step.h"
#include "harness/trial/trial.h"

struct rt_replayed {
	const struct rt_trial *trial;
	const char *module;	/* path */
	struct rt_step_run run; /* its log is filled in */
	struct rt_step_trace trace;
	/* What comes back of each value, or is left, where nobody interferes.
	 */
	rt_value given_old, given_new;
};

/* What came back, or the value in memory that was neither of those given. */
rt_value rt_replayed_outcome(const struct rt_replayed *done);
bool rt_replayed_is_torn(const struct rt_replayed *done);

/*
 * Each instruction with its registers, and the field where it was touched or
 * the other side had its turn.
 */
void rt_replay_print(const struct rt_replayed *done, bool colour);

/* The same as one JSON object. RT_SETUP without memory. */
int rt_replay_print_json(const struct rt_replayed *done,
			 struct rt_error *error);

/* The commands by which gdb comes to the same point and value; x86-64. */
void rt_replay_print_gdb(const struct rt_replayed *done);

#endif
