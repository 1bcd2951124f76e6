/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a report says of a run beside its verdict. This is recorded with the
 * run, because a report reads records only, maybe years later, on a machine
 * without the compiler.
 *
 * For each run: the accessor's file and line, and the compiler and libc that
 * built the accessor; costs reading one file. For a torn run also: the content
 * of the accessor's file, for the reproducer; where that file comes from; the
 * judgements of codegen and step if only the hammer has examined the module;
 * and an atomic build that differs in one thing (twin.h), of which each that is
 * tried is built and stepped (some 100 ms) or taken from the module cache (some
 * 10 ms). For a torn race of a machine that the
 * store lacks round trips of also: those between the CPUs, at most a second,
 * which on a machine of many CPUs is a part of them; the next one goes on.
 */
#ifndef RT_RUN_EVIDENCE_H
#define RT_RUN_EVIDENCE_H

#include <stdbool.h>

#include "harness/accessor/list.h"
#include "harness/base/error.h"
#include "harness/record/store.h"
#include "harness/run/subject.h"
#include "harness/toolchain/toolchain.h"
#include "pinning/topology.h"

/* Where evidence is taken from. All pointers are borrowed. */
struct rt_evidence_source {
	const char *corpora, *cache; /* folders */
	const struct rt_accessors *accessors;
	const struct rt_toolchains *toolchains;
	/*
	 * The module that raced, for codegen and step to judge if it tore; NULL
	 * if they have judged it, or if there is no module.
	 */
	const char *module;
	/* Of this machine, for a race; NULL: round trips are not measured. */
	const struct rt_topology *topology;
	/* Of an expression: rt_subject_brief() of it; NULL or "" without. */
	const char *brief;
	/* rt_file_origin() of what was looked at; NULL or "" where not known */
	const char *origin;
	/*
	 * A subject of the user's, which can be built otherwise; NULL: the
	 * accessor of the run's trial.
	 */
	const struct rt_subject_words *words;
	/* Builds the atomic one; false where another run records it. */
	bool wants_sound;
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
