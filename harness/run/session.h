/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A session: everything that one command needs to build cells, race them and
 * record what came of it. Used by one thread, which must be the only one,
 * since the hammer forks.
 */
#ifndef RT_RUN_SESSION_H
#define RT_RUN_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/base/places.h"
#include "harness/base/progress.h"
#include "harness/engine/hammer/hammer.h"
#include "harness/module/build.h"
#include "harness/record/record.h"
#include "harness/record/store.h"
#include "harness/run/inventory.h"
#include "harness/run/log.h"
#include "harness/trial/trial.h"
#include "harness/verdict/verdict.h"
#include "pinning/pairs.h"
#include "pinning/topology.h"

enum rt_control {
	RT_CONTROL_BYTES, /* tears: two volatile byte loads */
	RT_CONTROL_COPY,  /* tears: two movsb, musl's own instructions */
	RT_CONTROL_SOUND, /* never tears: a relaxed atomic */
	RT_CONTROL_NULL,  /* does nothing */
	RT_CONTROLS,
};

struct rt_session {
	const struct rt_places *places;
	const char *subcommand; /* kept as the kind of its runs */
	struct rt_topology *topology;
	struct rt_pair pair;
	struct rt_error no_pair; /* set where fewer than two CPUs are usable */
	struct rt_inventory inventory;
	struct rt_build control[RT_CONTROLS];
	struct rt_run_log log;
	uint64_t seed;		/* never 0 */
	double grace;		/* RINGTEAR_PATIENCE: as in rt_hammer_plan */
	struct rt_text command; /* what reproduces this run */
	bool calibrated;	/* schedules are set */
	struct rt_schedules schedules;
	struct rt_progress progress;
	double progress_from, progress_to; /* this race's part of the whole */
	/* Unless NULL: called with each violation, when it is in the store. */
	void (*show_violation)(struct rt_session *session,
			       const struct rt_run *run,
			       const struct rt_violation *violation);
	struct rt_violations violations; /* of all races so far */
	struct rt_observation seen;	 /* of the last race */
};

/*
 * RINGTEAR_PATIENCE: how long a silent accessor is waited for, in seconds; 0
 * when it is not set. RT_USAGE for what is no time.
 */
int rt_session_patience(double *seconds, struct rt_error *error);

/*
 * Opens the store, looks at the machine, chooses the cores that @trial asks
 * for and builds the controls. The command that makes the run again is
 * @subcommand with @trial's options, its cell only @with_cell. A machine with
 * one usable CPU is no error here: it leaves session->no_pair set, and races
 * are not run but inconclusive. Release with rt_session_close() in any case.
 */
int rt_session_open(struct rt_session *session, const struct rt_places *places,
		    const char *subcommand, const struct rt_trial *trial,
		    bool with_cell, struct rt_error *error);
void rt_session_close(struct rt_session *session);

/* @trial with the seed and the cores that this session chose for it. */
struct rt_trial rt_session_trial(const struct rt_session *session,
				 const struct rt_trial *trial);

/*
 * Builds @trial's cell into @built. RT_USAGE for names that do not exist,
 * RT_BUILD with the compiler's words.
 */
int rt_session_build(struct rt_session *session, const struct rt_trial *trial,
		     struct rt_build *built, struct rt_error *error);

/*
 * Races @built as @trial says, with the controls beside it, and records it
 * as a run of this session's campaign. @run is filled in and owned by the
 * caller (rt_run_free()); @verdict is what it came to. An accessor that
 * crashed or hung is a verdict, not an error.
 */
int rt_session_race(struct rt_session *session, const char *title,
		    const struct rt_trial *trial, const struct rt_build *built,
		    struct rt_run *run, struct rt_verdict *verdict,
		    struct rt_error *error);

#endif
