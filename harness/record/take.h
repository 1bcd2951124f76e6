/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the earlier stages found, as records. Any thread, but where it says
 * that a module is read.
 */
#ifndef RT_RECORD_TAKE_H
#define RT_RECORD_TAKE_H

#include "harness/engine/engine.h"
#include "harness/record/record.h"
#include "harness/verdict/judge.h"

/* Takes the verdict, and all that stands beside it, into @run. */
void rt_run_take_verdict(struct rt_run *run, const struct rt_verdict *verdict);

/* The step engine's witness; not seen when it found none. */
void rt_witness_take(struct rt_witness *witness,
		     const struct rt_judgement *judgement);

/* The same of @judgement, with the witness where the verdict is torn. */
void rt_run_take_judgement(struct rt_run *run,
			   const struct rt_judgement *judgement);

/*
 * Takes the listings of @symbol and of the memcpy in the module at @path, each
 * NULL when it is not there. Not for two threads at once (libelf).
 */
void rt_run_take_code(struct rt_run *run, const char *path, const char *symbol);

/* @seen as a record of run @run, for rt_store_observed_add(). */
struct rt_observed rt_observed_take(int64_t run,
				    const struct rt_observation *seen);

#endif
