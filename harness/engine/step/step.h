/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The step engine: every instruction of the accessor, every access to the
 * field, and one replay for each gap between two of them in which the other
 * side gets its turn. Deterministic; needs one CPU.
 *
 * docs/step.md says what it can prove and what it cannot.
 */
#ifndef RT_ENGINE_STEP_STEP_H
#define RT_ENGINE_STEP_STEP_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/engine/engine.h"
#include "harness/engine/step/cpu.h"

/* Its row in the table of engines. */
extern const struct rt_engine rt_engine_step;

enum {
	RT_STEP_SHOWN = 8, /* accesses of the first trace that are kept */
	RT_STEP_RAN = 256,
};

/* An interleaving that shows the tear. */
struct rt_step_witness {
	struct rt_step_run run; /* gap included: this replays it */
	/* The accesses on both sides of the gap; "" at either end. */
	char before[RT_STEP_TEXT], after[RT_STEP_TEXT];
	uint64_t value; /* that came back, or that the other side saw */
};

struct rt_step_result {
	const char *cpu; /* whose run it was: "native", "unicorn arm" */
	/* Of several memcpys in the libc, which ran, and on which CPUs. */
	char ran[RT_STEP_RAN];
	unsigned traces;  /* runs without the other side */
	unsigned replays; /* runs with it, one a gap */
	unsigned torn;	  /* replays that gave a mixture */
	bool has_witness;
	struct rt_step_witness witness;
	/*
	 * A mixture came only from between two rounds of one rep string
	 * instruction, which this CPU may do at once at full speed.
	 */
	bool only_repeat;
	bool swapped; /* the accessor swaps the bytes */
	bool wrong;   /* it gives back neither the value nor that */
	/*
	 * Accesses are reads of a load and writes of a store, as nothing else
	 * decides what is read.
	 */
	bool parts;   /* one narrower than the field, that may matter */
	bool crosses; /* one that is not naturally aligned */
	bool twice;   /* the field was accessed more than once */
	/*
	 * A store wrote less than the field, over bytes that were the same in
	 * every run: no one can see it. The first such access.
	 */
	bool rewrites_part;
	struct rt_step_access rewrite;
	bool reorders; /* writes that may be seen in another order */
	bool alters;   /* a load that changed the field */
	bool outside;  /* it touched what lies beside the field */
	struct rt_step_access stray; /* the first that altered, or outside */
	/* A value that no access explains came back, or was seen. */
	bool unexplained;
	/* Only stores in several gaps of one run gave a mixture: this. */
	bool mixes_many;
	uint64_t mixture;
	enum rt_step_blind blind;
	uint64_t blind_at;
	unsigned access_count; /* of the first trace */
	struct rt_step_access access[RT_STEP_SHOWN];
};

/*
 * Explores what @question asks about, on its CPU, which must be there, in a
 * child process; without an offset at each aligned place of a cache line,
 * beginning with where avail->idx is. RT_CRASH when the accessor crashed or
 * hung, RT_SETUP when there is no such CPU here, RT_USAGE when the module has
 * no such accessor.
 */
int rt_step_explore(const struct rt_question *question,
		    struct rt_step_result *result, struct rt_error *error);

/*
 * Makes @run once, in a child process, and gives what was seen; run->log may
 * lie anywhere. Errors as above.
 */
int rt_step_replay(const struct rt_step_cpu_kind *cpu, const char *module,
		   const struct rt_step_run *run, struct rt_step_trace *trace,
		   struct rt_error *error);

/* The witness as it is recorded; unseen when there is none. */
void rt_step_take_witness(const struct rt_step_result *result,
			  struct rt_witness *witness);

/*
 * What it allows to be said. RT_OUTCOME_ATOMIC only if every access was
 * followed, aligned and of full width, and every value was one that the field
 * held.
 */
void rt_step_observe(const struct rt_question *question,
		     const struct rt_step_result *result, int code,
		     const struct rt_error *error,
		     struct rt_observation *observation);

#endif
