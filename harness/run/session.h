/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A session: everything that one command needs to build cells, race them and
 * record the runs. Its thread must be the only one of the process, since the
 * hammer forks.
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
#include "harness/run/subject.h"
#include "harness/trial/trial.h"
#include "harness/verdict/verdict.h"
#include "pinning/pairs.h"
#include "pinning/topology.h"

enum rt_control {
	RT_CONTROL_BYTES, /* tears: two volatile byte loads */
	RT_CONTROL_COPY,  /* tears: two movsb, musl's own instructions */
	RT_CONTROL_SOUND, /* never tears: a relaxed atomic */
	RT_CONTROL_WIDE,  /* the same of 128 bits: rt_session_sound() */
	RT_CONTROL_NULL,  /* does nothing */
	RT_CONTROLS,
};

struct rt_session {
	const struct rt_places *places;
	const char *subcommand; /* recorded as the kind of the runs */
	struct rt_topology *topology;
	struct rt_pair pair;
	struct rt_error no_pair; /* set if fewer than two CPUs are usable */
	struct rt_inventory inventory;
	struct rt_build control[RT_CONTROLS];
	struct rt_run_log log;
	uint64_t seed;		/* never 0 */
	double grace;		/* RINGTEAR_PATIENCE: as in rt_hammer_plan */
	struct rt_text command; /* command line that repeats the run */
	bool calibrated;	/* schedules are set */
	struct rt_schedules schedules;
	struct rt_progress progress;
	/* The race's part of the progress line: from 0 to 1 for all of it. */
	double progress_from, progress_to;
	/* NULL, or called with each violation after it is stored. */
	void (*show_violation)(struct rt_session *session,
			       const struct rt_run *run,
			       const struct rt_violation *violation);
	struct rt_violations violations; /* of all races so far */
	struct rt_observation seen;	 /* of the last race */
};

/*
 * RINGTEAR_PATIENCE: how long to wait for a silent accessor, in seconds; 0 if
 * the variable is not set. RT_USAGE if it is not a time.
 */
int rt_session_patience(double *seconds, struct rt_error *error);

/*
 * Opens the store, surveys the machine, chooses the cores that @trial asks for
 * and builds the controls. The command that repeats a run is @subcommand with
 * @trial's options; @with_cell: those include the cell. With one usable CPU
 * this succeeds but sets session->no_pair; rt_session_race() then gives an
 * inconclusive verdict without a race. The caller must release with
 * rt_session_close() in every case.
 */
int rt_session_open(struct rt_session *session, const struct rt_places *places,
		    const char *subcommand, const struct rt_trial *trial,
		    bool with_cell, struct rt_error *error);
void rt_session_close(struct rt_session *session);

/* @trial with the seed and the cores that @session has chosen. */
struct rt_trial rt_session_trial(const struct rt_session *session,
				 const struct rt_trial *trial);

/*
 * The control of @width bits that never tears, built when it is first asked
 * for; it belongs to @session. Errors are those of rt_build().
 */
int rt_session_sound(struct rt_session *session, unsigned width,
		     const struct rt_build **sound, struct rt_error *error);

/*
 * Builds @trial's cell into @built. RT_USAGE for names that do not exist,
 * RT_BUILD with the compiler's message.
 */
int rt_session_build(struct rt_session *session, const struct rt_trial *trial,
		     struct rt_build *built, struct rt_error *error);

/* What is raced; all borrowed. */
struct rt_raced {
	const char *title; /* of the run */
	const struct rt_trial *trial;
	const struct rt_build *built;
	/* The function's name in a shared object of the user's, or NULL. */
	const char *symbol;
	/* What @built is of, for the record; NULL: only @trial says it. */
	const struct rt_subject *subject;
};

/*
 * Races @raced, with the controls beside it, with the parameters of its trial,
 * and records the race as a run of the session's campaign. Fills @run, which
 * the caller releases with rt_run_free(), and @verdict. An accessor that
 * crashed or hung is a verdict, not an error.
 */
int rt_session_race(struct rt_session *session, const struct rt_raced *raced,
		    struct rt_run *run, struct rt_verdict *verdict,
		    struct rt_error *error);

#endif
