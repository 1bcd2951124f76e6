/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Copies the results of the engines into records. Thread-safe, except
 * rt_run_take_code().
 */
#ifndef RT_RECORD_TAKE_H
#define RT_RECORD_TAKE_H

#include "harness/engine/engine.h"
#include "harness/record/record.h"
#include "harness/verdict/judge.h"

/* Copies the verdict, emission, permission and disagreement to @run. */
void rt_run_take_verdict(struct rt_run *run, const struct rt_verdict *verdict);

/* Copies the step engine's witness; `seen` is false if there is none. */
void rt_witness_take(struct rt_witness *witness,
		     const struct rt_judgement *judgement);

/* Copies @judgement's verdict and, if it is torn, the witness. */
void rt_run_take_judgement(struct rt_run *run,
			   const struct rt_judgement *judgement);

/*
 * Sets the listings of @symbol and of memcpy in the module at @path, each NULL
 * if it is not in the module. Not thread-safe (libelf).
 */
void rt_run_take_code(struct rt_run *run, const char *path, const char *symbol);

/* Converts @seen to a record of run @run, for rt_store_observed_add(). */
struct rt_observed rt_observed_take(int64_t run,
				    const struct rt_observation *seen);

#endif
