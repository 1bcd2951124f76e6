/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to the step engine: an exploration in progress. Has the question, the
 * CPU, and what is known so far, in memory shared with the child process that
 * runs the accessor. Not thread-safe.
 */
#ifndef RT_ENGINE_STEP_EXPLORATION_H
#define RT_ENGINE_STEP_EXPLORATION_H

#include "harness/engine/account/account.h"
#include "harness/engine/step/log.h"
#include "harness/engine/step/step.h"

enum { RT_EXPLORATION_LIMIT = 20 }; /* seconds for a child process */

struct rt_step_shared {
	struct rt_step_result result;
	rt_value given; /* by the last trace of a load */
	/* The same for the old value alone, and for the new one. */
	rt_value given_old, given_new;
	/*
	 * Of all traces: the first result, and whether another one came; of a
	 * store, whether it accessed the field at all.
	 */
	rt_value first_given;
	bool varies;
	/* The last replay gave a value that is neither of the two. */
	bool doubted;
	struct rt_step_trace trace; /* of the last run */
	struct rt_error error;
	int code;
	struct rt_step_log log; /* of a replay with a log */
	uint32_t ended;		/* calls of a hunt that reached nothing */
};

/* Of a hunt: indices of those of the account's sites that did not run yet. */
struct rt_step_hunted {
	unsigned site[RT_ACCOUNT_SITES], sites;
};

struct rt_exploration {
	const struct rt_question *question;
	struct rt_step_cpu *cpu;
	struct rt_step_shared *shared;
	unsigned variant;	    /* the CPU's variant that is explored now */
	struct rt_step_run run;	    /* of first_call() or replay() */
	char printed[RT_SAID_SIZE]; /* as in struct rt_step_result */
	uint64_t path; /* of the first trace at the present offset */
	const struct rt_step_hunted *hunted;
};

/* Which gaps of a load are replayed after its trace. */
enum rt_gaps {
	RT_NO_GAP,	 /* none, unless the code takes a new path */
	RT_GAPS_BETWEEN, /* the same, or if the field is accessed twice */
	RT_EVERY_GAP,
};

/*
 * Opens the CPU for the question's module, in the child process that runs the
 * accessor.
 */
int rt_exploration_open(struct rt_exploration *exploration,
			struct rt_error *error);

/* runs.c: makes @run, and the calls before it. Its trace is not judged. */
int rt_exploration_run(struct rt_exploration *exploration,
		       const struct rt_step_run *run, struct rt_error *error);
/* The same, judged: one without the other side's access; one with, in @gap. */
int rt_exploration_trace(struct rt_exploration *exploration,
			 const struct rt_step_run *run, struct rt_error *error);
int rt_exploration_replay(struct rt_exploration *exploration,
			  const struct rt_step_run *traced, unsigned gap,
			  struct rt_error *error);
/* A trace; then, for a load with k accesses, the @gaps of its k + 1. */
int rt_exploration_explore(struct rt_exploration *exploration,
			   const struct rt_step_run *run, enum rt_gaps gaps,
			   struct rt_error *error);

/* A run that reached the limit is not repeated: it would take as long. */
bool rt_exploration_is_endless(const struct rt_exploration *exploration);

/* With a witness between two instructions, more runs would only count. */
bool rt_exploration_is_decided(const struct rt_exploration *exploration);

/* apart.c: carries out @body in a child process, for so many seconds. */
int rt_exploration_in_child(void (*body)(void *data), double seconds,
			    struct rt_exploration *exploration,
			    struct rt_error *error);
/*
 * A trace of @run and each gap of it, each in a child process of its own, which
 * has what the present process has.
 */
int rt_exploration_apart(struct rt_exploration *exploration,
			 const struct rt_step_run *run, struct rt_error *error);

/*
 * Gap @gap of @run once more, and what is given for both values, in processes
 * that begin as the present one is: a witness, if it is neither of them.
 */
int rt_exploration_confirm(struct rt_exploration *exploration,
			   const struct rt_step_run *run, unsigned gap,
			   struct rt_error *error);

/*
 * hunt.c: where the account has ways that are not one access, calls the
 * accessor at full speed until it takes one of them, and explores that call.
 * Changes the result only by a witness.
 */
void rt_exploration_hunt(struct rt_exploration *exploration);

/* Judges the trace of @run, in which the other side did nothing. */
void rt_exploration_traced(const struct rt_exploration *exploration,
			   const struct rt_step_run *run);

/*
 * Judges the trace of @run, a load during which the other side stored in gap
 * run->gap, which may be RT_STEP_EACH.
 */
void rt_exploration_replayed(const struct rt_exploration *exploration,
			     const struct rt_step_run *run);

/*
 * Whether what a load gives for the old and the new value of @run are those
 * values, swapped or not: else it may depend on earlier calls too.
 */
bool rt_exploration_gives_values(const struct rt_exploration *exploration,
				 const struct rt_step_run *run);

/* A run of @old_value and @new_value at @offset, without calls before it. */
struct rt_step_run rt_exploration_run_of(
	const struct rt_exploration *exploration, unsigned offset,
	rt_value old_value, rt_value new_value);

/* Judges width, order and number of accesses; called by both of the above. */
void rt_exploration_shape(const struct rt_exploration *exploration,
			  const struct rt_step_run *run);

/* Records the mixture @value, seen in @run with the other side in @gap. */
void rt_exploration_keep(const struct rt_exploration *exploration,
			 const struct rt_step_run *run, unsigned gap,
			 rt_value value);

#endif
