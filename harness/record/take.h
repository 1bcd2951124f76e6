/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the earlier stages found, as records. Pure functions, any thread.
 */
#ifndef RT_RECORD_TAKE_H
#define RT_RECORD_TAKE_H

#include "harness/engine/engine.h"
#include "harness/record/record.h"
#include "harness/verdict/verdict.h"

/* Takes the verdict, and all that stands beside it, into @run. */
void rt_run_take_verdict(struct rt_run *run, const struct rt_verdict *verdict);

/* @seen as a record of run @run, for rt_store_observed_add(). */
struct rt_observed rt_observed_take(int64_t run,
				    const struct rt_observation *seen);

#endif
