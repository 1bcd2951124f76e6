/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to the step engine: what the account of all ways says of a run.
 * Does not allocate, since a signal handler calls it; not thread-safe.
 */
#ifndef RT_ENGINE_STEP_WAYS_H
#define RT_ENGINE_STEP_WAYS_H

#include "harness/engine/account/account.h"
#include "harness/engine/step/recorder.h"

/* What the account says of the instruction at @pc; NULL: nothing. */
const struct rt_account_site *rt_step_site(
	const struct rt_step_recorder *recorder, uint64_t pc);

/*
 * Call when the accesses of the instruction at @pc are recorded: notes in the
 * trace whether the account has it, and which open ways end there.
 */
void rt_step_meet(struct rt_step_recorder *recorder, uint64_t pc);

/* The accessor has returned: notes which ways have the accesses of the run. */
void rt_step_note_ways(struct rt_step_recorder *recorder);

#endif
