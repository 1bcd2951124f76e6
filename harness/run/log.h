/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one writer of runs: races, checks, comparisons and searches record their
 * runs through this log, so that all runs describe machine, cell and engines in
 * the same way. Not thread-safe; must not be used in a child after fork().
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
	/* Groups the following runs; 0: the next run begins a campaign. */
	int64_t campaign;
	/* The source of evidence for all runs; the module is each run's own. */
	struct rt_evidence_source source;
};

/*
 * Opens the store at @path and records this machine, with the toolchains and
 * the topology of @source, or a newly loaded topology if @source has none.
 * Errors are rt_store_open()'s. The caller must close the log in every case.
 */
int rt_run_log_open(struct rt_run_log *log, const char *path,
		    const struct rt_evidence_source *source,
		    struct rt_error *error);
void rt_run_log_close(struct rt_run_log *log);

/*
 * Overwrites @run with its @kind, the @command that repeats the run, its
 * @title, and all of @trial. The caller must release @run with rt_run_free() in
 * every case.
 */
void rt_run_describe(struct rt_run *run, const char *kind, const char *command,
		     const char *title, const struct rt_trial *trial);

/*
 * rt_run_log_begin() records @run as begun, so that violations can be added to
 * it; rt_run_log_end() records its end, with the observations of the engines.
 * rt_run_log_add() does both. Errors are rt_store_run_begin()'s.
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
 * log->source with its members @module and @wants_sound. Not within a batch.
 */
int rt_run_log_evidence(struct rt_run_log *log, struct rt_run *run,
			const char *module, bool wants_sound,
			struct rt_error *error);

#endif
