/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one writer of runs: what a race, a check, a comparison or a search has to
 * record goes into the store through here, so that all of it says the same of
 * the machine, the cell and the engines. One log belongs to one thread, and
 * must not be used in a child after fork().
 */
#ifndef RT_RUN_LOG_H
#define RT_RUN_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/engine/engine.h"
#include "harness/record/store.h"
#include "harness/run/evidence.h"
#include "harness/trial/trial.h"

struct rt_run_log {
	struct rt_store *store; /* NULL: closed */
	struct rt_machine machine;
	int64_t machine_id;
	/* Of the runs to come; 0: the next one begins a campaign. */
	int64_t campaign;
	/* What the evidence of each run is taken from, but for its module. */
	struct rt_evidence_source source;
};

/*
 * Opens the store at @path and records this machine, with the toolchains and
 * the topology of @source; where that has none, this machine's is loaded.
 * Errors are rt_store_open()'s. Close it in any case.
 */
int rt_run_log_open(struct rt_run_log *log, const char *path,
		    const struct rt_evidence_source *source,
		    struct rt_error *error);
void rt_run_log_close(struct rt_run_log *log);

/*
 * What every run says of itself, over whatever @run holds: its @kind, the
 * @command that makes it again, its @title, and all of @trial. @run is released
 * with rt_run_free() in every case.
 */
void rt_run_describe(struct rt_run *run, const char *kind, const char *command,
		     const char *title, const struct rt_trial *trial);

/*
 * Records @run as begun, so that violations can be added to it, and then as it
 * ended, with what the engines saw. Both together are rt_run_log_add(). Errors
 * are rt_store_run_begin()'s.
 */
int rt_run_log_begin(struct rt_run_log *log, struct rt_run *run,
		     struct rt_error *error);
int rt_run_log_end(struct rt_run_log *log, struct rt_run *run,
		   const struct rt_observed *seen, size_t count,
		   struct rt_error *error);
int rt_run_log_add(struct rt_run_log *log, struct rt_run *run,
		   const struct rt_observed *seen, size_t count,
		   struct rt_error *error);

/*
 * Adds what reports need to @run, which has ended: rt_run_record_evidence() of
 * log->source with @module, NULL for none. Not within a batch.
 */
int rt_run_log_evidence(struct rt_run_log *log, struct rt_run *run,
			const char *module, bool wants_sound,
			struct rt_error *error);

#endif
