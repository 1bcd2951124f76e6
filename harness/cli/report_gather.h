/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything that a report may say of some runs: what the store holds, and
 * what this machine can still tell of them. One thread, the only one, as the
 * step engine forks.
 */
#ifndef RT_CLI_REPORT_GATHER_H
#define RT_CLI_REPORT_GATHER_H

#include <stdbool.h>

#include "harness/accessor/list.h"
#include "harness/base/error.h"
#include "harness/base/places.h"
#include "harness/record/store.h"
#include "harness/toolchain/toolchain.h"
#include "reports/report.h"

struct rt_gather {
	struct rt_report report; /* its pointers are of the members below */
	struct rt_runs runs, others;
	struct rt_violations violations;
	struct rt_observed_list observed;
	struct rt_findings findings;
	struct rt_machine machine;
	struct rt_accessors accessors;
	struct rt_toolchains toolchains;
	struct rt_report_build *builds;
	struct rt_words strings; /* what the builds point at */
	struct rt_run sound;
	struct rt_report_latency *latencies;
};

/*
 * Reads from the store the runs that @word names: "RUN" or "FILE.db:RUN",
 * where RUN is a run's number, its uid or the beginning of that, or the
 * number of a campaign, which is that of its first run, and means all of it;
 * NULL or nothing behind the colon is the last campaign. RT_USAGE when there
 * is no such run. Release with rt_gather_free() in every case.
 */
int rt_gather_read(struct rt_gather *gather, const struct rt_places *places,
		   const char *word, struct rt_error *error);

/*
 * Adds what the store has not: sources of the accessors, compilers, the
 * archives of libcs, by the corpora and toolchains of this machine. What is
 * not here is left out.
 */
void rt_gather_sources(struct rt_gather *gather,
		       const struct rt_places *places);

/*
 * Builds the subject of the report again and, only if its instructions are
 * those that were recorded, adds a witness and what the engines see where
 * the run has none; and a sound build of its toolchain and flags to stand
 * beside it. After rt_gather_sources(). What cannot be built is left out.
 */
void rt_gather_look(struct rt_gather *gather, const struct rt_places *places);

/* Adds latencies, for at most a second, if the runs are of this machine. */
void rt_gather_latencies(struct rt_gather *gather);

void rt_gather_free(struct rt_gather *gather);

#endif
