/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a report says of a run beside its verdict, recorded when the run is
 * made: a report reads records and nothing else, maybe years later, on a
 * machine without the compiler.
 *
 * Of each run: the accessor's file and line, the compiler and the libc that
 * it was built by, which costs one file that is read. Of a run that tore, in
 * addition: the file's content for the reproducer, what codegen and step see
 * where only cores have raced, and a sound build by the same toolchain and
 * flags to stand beside it, which is built and stepped, some 100 ms, or from
 * the cache of modules, some 10 ms. Of a race that tore, the first of its
 * machine in the store: the round trips between the CPUs, at most a second.
 */
#ifndef RT_RUN_EVIDENCE_H
#define RT_RUN_EVIDENCE_H

#include <stdbool.h>

#include "harness/accessor/list.h"
#include "harness/base/error.h"
#include "harness/record/store.h"
#include "harness/toolchain/toolchain.h"
#include "pinning/topology.h"

/* All of it borrowed. */
struct rt_evidence_source {
	const char *corpora, *cache; /* folders */
	const struct rt_accessors *accessors;
	const struct rt_toolchains *toolchains;
	/*
	 * The module that raced, to be judged by codegen and step if it tore;
	 * NULL where they have looked, or there is none.
	 */
	const char *module;
	/* This machine's, of a race; NULL: no CPUs are measured. */
	const struct rt_topology *topology;
	bool wants_no_sound; /* another run has the sound build beside it */
};

/*
 * Records what a report needs of @run, which is finished in @store. Building,
 * judging and measuring come first and hold no lock of the store; then all is
 * written at once. Where @source has a module and @run tore without a witness,
 * this sets its emission and its witness, and adds observations. What cannot be
 * found out is left out. RT_SETUP, RT_USAGE or RT_INTERNAL as the store says:
 * nothing was recorded then, and @run stays as it was in the store. Call it
 * outside of a batch, from the only thread of a process: step forks.
 */
int rt_run_record_evidence(struct rt_store *store, struct rt_run *run,
			   const struct rt_evidence_source *source,
			   struct rt_error *error);

#endif
