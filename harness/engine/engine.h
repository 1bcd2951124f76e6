/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every engine has in common: the question that it is asked about one
 * module, the observation that it answers with, and its row in the table of
 * engines. docs/recipes.md says how one is added.
 */
#ifndef RT_ENGINE_ENGINE_H
#define RT_ENGINE_ENGINE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "harness/base/error.h"
#include "harness/engine/outcome.h"

struct rt_cell;
struct rt_step_cpu_kind;
struct rt_target;
struct rt_toolchains;
struct rt_trial;

/* Is the access a data race under C11 (5.1.2.4)? tsan alone answers. */
enum rt_race {
	/* Not asked, could not look, or the access was out of its sight. */
	RT_RACE_UNKNOWN,
	/* The access was in sight, and in no run was it a race. */
	RT_RACE_NONE,
	RT_RACE_SEEN,
};

/*
 * What the machine code does to the field, as far as reading it can tell;
 * whether that was seen to tear is the outcome's to say.
 */
enum rt_emission {
	RT_EMITTED_UNKNOWN, /* not looked at, or it cannot be told */
	RT_EMITTED_WHOLE,   /* one access of the full width on every path */
	RT_EMITTED_PARTS,   /* a partial access on some path: it can tear */
	RT_EMITTED_TWICE,   /* more than one, each of the full width */
	RT_EMISSIONS,
};

struct rt_observation {
	const char *engine; /* codegen, step, hammer or tsan */
	enum rt_outcome outcome;
	enum rt_race race; /* apart from @outcome: a race need not tear */
	enum rt_emission emission;
	/*
	 * The field was accessed more than once: refetch of a load, rewrite
	 * of a store. RT_EMITTED_TWICE says so as well.
	 */
	bool twice;
	const char *emulator; /* the CPU that ran it; NULL: this one, or none */
	char reason[256];     /* one sentence, numbers included */
};

struct rt_question;

/* Races a module on two cores of this machine, with controls beside it. */
struct rt_racer {
	int (*race)(void *data, const struct rt_question *question,
		    struct rt_observation *seen, struct rt_error *error);
	void *data;
};

/* What is asked of an engine. All of it is borrowed. */
struct rt_question {
	const char *module; /* path of a shared object */
	const char *symbol; /* NULL: ringtear_load16 and so on, by the ABI */
	unsigned width;	    /* of the field, in bits: 16, 32 or 64 */
	/* The function stores into the field; else it loads. */
	bool stores;
	/* Bytes from a page's start to the field; -1: each aligned place. */
	int offset;
	/* That runs the code in steps; NULL: by the module. */
	const struct rt_step_cpu_kind *cpu;
	/*
	 * What only some callers have; an engine whose needs are not met says
	 * so. NULL or 0: not there.
	 */
	const struct rt_trial *trial;	/* the values and times of a race */
	const struct rt_target *target; /* NULL: for this machine */
	const struct rt_cell *cell;	/* what the module was built from */
	const struct rt_toolchains *toolchains;
	const char *corpora, *cache;  /* folders */
	const struct rt_racer *racer; /* of modules for this machine */
	double patience; /* as in struct rt_hammer_plan: grace_seconds */
	/* What the engines that were asked before saw. */
	const struct rt_observation *seen;
	size_t seen_count;
};

/* The name of the function that is asked about; @buffer is for the ABI's. */
const char *rt_question_symbol(const struct rt_question *question,
			       char buffer[32]);

/*
 * Where in a cache line a race has the field, in bytes: where it was asked for,
 * else where the trial has it or, as the other engines, at an aligned place.
 */
unsigned rt_question_place(const struct rt_question *question);

/* An engine: a row of the table. */
struct rt_engine {
	const char *name; /* as in --engines, records and reports */
	/* It needs nothing but the module, and is asked by default. */
	bool is_usual;
	/*
	 * Answers @question in @seen. What kept the engine from looking, or
	 * what the accessor did to it, is an observation; an error is one of
	 * the question: RT_USAGE when the module has no such accessor,
	 * RT_BUILD when it is damaged, RT_SETUP without memory. @evidence is
	 * the engine's own, or stays NULL.
	 */
	int (*examine)(const struct rt_question *question,
		       struct rt_observation *seen, void **evidence,
		       struct rt_error *error);
	/* Releases what examine() gave; NULL where it gives nothing. */
	void (*release)(void *evidence);
	/*
	 * Whether it may answer @question where the usual engines left it
	 * open, and is here. NULL: it is only asked by its name.
	 */
	bool (*may_decide)(const struct rt_question *question);
	/*
	 * The evidence for --json, under @key of its object, for a field of
	 * @width bits; NULL as @evidence gives JSON's null. NULL: none.
	 */
	const char *key;
	json_t *(*json)(const void *evidence, unsigned width);
};

enum { RT_ENGINES_MOST = 8 };

/* The table, in the order in which engines are asked; NULL ends it. */
extern const struct rt_engine *const rt_engines[];

/*
 * RT_USAGE unless @names are names of engines, joined by commas; the message
 * has those that there are.
 */
int rt_engines_check(const char *names, struct rt_error *error);

/* True when @engine is one of @names; NULL stands for the usual ones. */
bool rt_engine_is_asked(const struct rt_engine *engine, const char *names);

/*
 * The outcome as an engine's observation is printed and recorded: "tear", "no
 * tear", "whole", "could not look", "failure" or "another question".
 */
const char *rt_observation_word(enum rt_outcome outcome);

/* "unknown", "no race" or "race". */
const char *rt_race_name(enum rt_race race);

#endif
