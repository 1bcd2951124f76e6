/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The step engine: runs the accessor instruction by instruction, records every
 * access to the field, and replays it once for each gap between two accesses,
 * with the other side's access in that gap. Deterministic; needs one CPU.
 *
 * docs/step.md says what it can and cannot prove.
 */
#ifndef RT_ENGINE_STEP_STEP_H
#define RT_ENGINE_STEP_STEP_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/base/said.h"
#include "harness/engine/engine.h"
#include "harness/engine/step/cpu.h"

/* This engine's row in the table of engines. */
extern const struct rt_engine rt_engine_step;

enum {
	RT_STEP_SHOWN = 8, /* accesses kept of the first trace */
	RT_STEP_RAN = 256,
};

/* An interleaving that shows the tear. */
struct rt_step_witness {
	struct rt_step_run run; /* with its gap: rt_step_replay() repeats it */
	/* The accesses on both sides of the gap; "" at either end. */
	char before[RT_STEP_TEXT], after[RT_STEP_TEXT];
	/* Their addresses as the account has them, and their bytes; or 0. */
	uint64_t before_at, after_at;
	unsigned before_bytes, after_bytes;
	rt_value value; /* that the load returned, or the other side saw */
	/* What comes back, or is left, where nobody interferes. */
	rt_value given_old, given_new;
};

struct rt_step_result {
	const char *cpu; /* "native", "unicorn arm" */
	/* If the libc has several memcpys: which ran, and on which CPUs. */
	char ran[RT_STEP_RAN];
	/* The first line that the accessor printed; "": it printed nothing. */
	char printed[RT_SAID_SIZE];
	unsigned traces;  /* runs without the other side's access */
	unsigned replays; /* runs with it: one per gap */
	unsigned torn;	  /* replays that gave a mixture */
	bool has_witness;
	struct rt_step_witness witness;
	/*
	 * Mixtures were seen only between two iterations of one rep string
	 * instruction, which the CPU may carry out as one access at full speed.
	 */
	bool only_repeat;
	bool swapped; /* the accessor swaps the bytes */
	bool derived; /* it gives, or leaves, something else than the value */
	bool wrong;   /* what it gives is the same for all values */
	/*
	 * Only the reads of a load and the writes of a store count as accesses:
	 * others have no influence on what is read.
	 */
	bool parts;   /* an access is narrower than the field, to effect */
	bool crosses; /* an access is not naturally aligned */
	bool twice;   /* the field was accessed more than once */
	/*
	 * A store wrote less than the field, over bytes that were equal in
	 * every run, so that no other side can see it. `rewrite` is the first.
	 */
	bool rewrites_part;
	struct rt_step_access rewrite;
	bool reorders; /* writes that may become visible in another order */
	/* A load left a value in the field for a while that nobody stored. */
	bool alters;
	bool outside; /* it accessed memory beside the field */
	/* the first access that altered, or outside */
	struct rt_step_access stray;
	bool overwrites; /* it wrote to what lies beside the field */
	struct rt_step_access overwrite;
	/* A value was returned or seen that no access explains. */
	bool unexplained;
	/* Only a run with stores in several gaps gave a mixture, `mixture`. */
	bool mixes_many;
	rt_value mixture;
	enum rt_step_blind blind;
	uint64_t blind_at;
	/* With RT_STEP_ILLEGAL: what it did, if that is known. */
	char did[RT_STEP_TEXT + 64];
	/* It ran code that question->account does not have. */
	bool unaccounted;
	/*
	 * Bit i: some run took question->account->way[i]: it made the accesses
	 * of that way, in order, and came to where the way opens if it does.
	 */
	uint32_t ways;
	unsigned access_count; /* of the first trace */
	struct rt_step_access access[RT_STEP_SHOWN];
};

/*
 * Explores @question in a child process, on question->cpu, which must be set.
 * Without an offset it tries each aligned offset of a cache line, that of
 * avail->idx first. RT_CRASH when the accessor crashed or hung, RT_SETUP when
 * this machine lacks such a CPU, RT_SUBJECT when the module has no such
 * accessor.
 */
int rt_step_explore(const struct rt_question *question,
		    struct rt_step_result *result, struct rt_error *error);

/*
 * Carries out @run once, in a child process, and fills @trace and, unless NULL,
 * run->log, which need not be shared memory. Errors as above.
 */
int rt_step_replay(const struct rt_step_cpu_kind *cpu, const char *module,
		   const struct rt_step_run *run, struct rt_step_trace *trace,
		   struct rt_error *error);

/* The witness in the form that is recorded; not seen when there is none. */
void rt_step_take_witness(const struct rt_step_result *result,
			  struct rt_witness *witness);

/*
 * The observation of an exploration. RT_OUTCOME_ATOMIC only if every access was
 * followed, aligned and of full width, and every value was one that the field
 * had.
 */
void rt_step_observe(const struct rt_question *question,
		     const struct rt_step_result *result, int code,
		     const struct rt_error *error,
		     struct rt_observation *observation);

#endif
