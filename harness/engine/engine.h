/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all engines have in common: the question that an engine is asked about
 * one module, its answer (the observation), and its row in the table of
 * engines. docs/recipes.md says how to add an engine.
 */
#ifndef RT_ENGINE_ENGINE_H
#define RT_ENGINE_ENGINE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/engine/outcome.h"

struct rt_account;
struct rt_cell;
struct rt_open_names;
struct rt_step_cpu_kind;
struct rt_target;
struct rt_toolchains;
struct rt_trial;

/* Is the access a data race under C11 (5.1.2.4)? Only tsan answers this. */
enum rt_race {
	/* tsan was not asked, failed, or could not observe the access. */
	RT_RACE_UNKNOWN,
	/* tsan could observe the access, and no run reported a race of it. */
	RT_RACE_NONE,
	RT_RACE_SEEN,
};

/*
 * What the machine code does to the field, as far as static analysis and
 * single-stepping can tell. Whether a tear was seen is in enum rt_outcome.
 */
enum rt_emission {
	RT_EMITTED_UNKNOWN, /* not examined, or undecidable */
	RT_EMITTED_WHOLE,   /* one access of the full width on every path */
	RT_EMITTED_PARTS,   /* a partial access on some path: it can tear */
	RT_EMITTED_TWICE,   /* more than one access, each of the full width */
	RT_EMISSIONS,
};

struct rt_observation {
	const char *engine; /* codegen, step, hammer or tsan */
	enum rt_outcome outcome;
	enum rt_race race; /* independent of @outcome: a race need not tear */
	enum rt_emission emission;
	/*
	 * The field was accessed more than once: refetch of a load, rewrite of
	 * a store. Set with RT_EMITTED_TWICE too.
	 */
	bool twice;
	/*
	 * Beside the outcome: a part of the field is all that is accessed; a
	 * store of the other side between a load and a store is lost; memory
	 * beside the field is written.
	 */
	bool partial, loses_update, overwrites;
	/*
	 * All ways through the code are known, and each accesses the field as
	 * one (codegen); without that nothing is called atomic.
	 */
	bool is_closed;
	/* Code ran that the account of all ways does not have (step). */
	bool is_unaccounted;
	/* A signal from outside ended it, twice: at another time it may say. */
	bool is_interrupted;
	const char *emulator; /* the emulated CPU that ran it; NULL: none */
	char reason[256];     /* one sentence, numbers included */
};

/* Which lines of source are looked up; it takes milliseconds. */
enum rt_lines {
	RT_LINES_NEVER,
	RT_LINES_OPEN, /* where not every way is closed and whole */
	RT_LINES_ALL,
};

struct rt_question;
struct rt_trial_object;

/* Races a module on two cores of this machine, together with controls. */
struct rt_racer {
	int (*race)(void *data, const struct rt_question *question,
		    struct rt_observation *seen, struct rt_error *error);
	void *data;
};

/* What an engine is asked. All pointers are borrowed. */
struct rt_question {
	const char *module; /* path of a shared object */
	const char *symbol; /* NULL: the module ABI's name, "ringtear_load16" */
	unsigned width;	    /* of the field, in bits: rt_is_width() */
	/* The accessor stores into the field; otherwise it loads. */
	bool stores;
	/*
	 * The object that the accessor may access: the field lies @within bytes
	 * behind its begin, of @object bytes; 0: the field alone.
	 * @object_alignment is in bytes; 0: by its size.
	 */
	unsigned within, object, object_alignment;
	/* What lies beside the field in half of the runs; else it is zero. */
	const uint8_t *beside; /* @object bytes; NULL: chosen bytes */
	/*
	 * Bytes from a page's start to the field; -1: try every aligned offset.
	 */
	int offset;
	/* The CPU for single-stepping; NULL: chosen by the module's machine. */
	const struct rt_step_cpu_kind *cpu;
	/*
	 * Not every caller has the following, NULL or 0 if absent. An engine
	 * that needs an absent member says so in its observation or error.
	 */
	const struct rt_trial *trial;	/* values and timing of a race */
	const struct rt_target *target; /* NULL: this machine */
	const struct rt_cell *cell;	/* what the module was built from */
	const struct rt_toolchains *toolchains;
	/*
	 * Names in the module that may be others in the user's program
	 * (harness/module/open_names.h).
	 */
	const struct rt_open_names *open;
	const char *corpora, *cache;  /* folders */
	const struct rt_racer *racer; /* of modules for this machine */
	double patience;	      /* rt_hammer_plan.grace_seconds */
	/* Facilities that the machine is promised to have, or NULL. */
	const char *assume;
	enum rt_lines lines; /* of source, beside the account's addresses */
	/* Of all ways through the code, if codegen was asked before. */
	const struct rt_account *account;
	/* The observations of the engines that were asked before this one. */
	const struct rt_observation *seen;
	size_t seen_count;
};

/*
 * The name of the accessor in the module. @buffer is used for ringtear's own
 * names.
 */
const char *rt_question_symbol(const struct rt_question *question,
			       char buffer[32]);

/* Sets the members of the object to those of @object, which is borrowed. */
void rt_question_take_object(struct rt_question *question,
			     const struct rt_trial_object *object);

/*
 * What the object is aligned to, in bytes, where its place is not said: as
 * @object_alignment says, or else to the widest power of 2 that its size is a
 * multiple of, as a C object is, up to 16.
 */
unsigned rt_question_alignment(const struct rt_question *question);

/*
 * The offset of the field in its 64-byte cache line during a race, in bytes:
 * from @question, else from its trial, else the default of a trial. Of an
 * object, which then begins with a line, the field's offset in it.
 */
unsigned rt_question_place(const struct rt_question *question);

/*
 * Appends what the accessor @printed, one clean line, to the reason, quoted and
 * cut to what fits: its own words, which are none of ringtear's.
 */
void rt_observation_printed(struct rt_observation *seen, const char *printed);

/* An engine: a row of the table of engines. */
struct rt_engine {
	const char *name; /* as in --engines, records and reports */
	/* Needs nothing but the module, and is asked by default. */
	bool is_usual;
	/*
	 * Answers @question in @seen. A failure of the engine or of the
	 * accessor is an observation, not an error. Errors: RT_SUBJECT when the
	 * module has no such accessor, RT_BUILD when the module is damaged,
	 * RT_SETUP without memory. @evidence is set to this engine's own
	 * structure, or stays NULL.
	 */
	int (*examine)(const struct rt_question *question,
		       struct rt_observation *seen, void **evidence,
		       struct rt_error *error);
	/* Frees the evidence of examine(); NULL if examine() sets none. */
	void (*release)(void *evidence);
	/*
	 * Whether this engine is installed and may answer @question, when the
	 * default engines left it open. NULL: asked only by its name.
	 */
	bool (*may_decide)(const struct rt_question *question);
	/*
	 * The evidence as JSON for --json, stored under @key, for a field of
	 * @width bits. A NULL @evidence gives JSON's null. Both members are
	 * NULL for an engine without evidence.
	 */
	const char *key;
	json_t *(*json)(const void *evidence, unsigned width);
};

enum { RT_ENGINES_MOST = 8 };

/* The table, NULL-terminated, in the order in which engines are asked. */
extern const struct rt_engine *const rt_engines[];

/*
 * RT_USAGE unless @names is a comma-separated list of engines; the message
 * lists the engines that exist.
 */
int rt_engines_check(const char *names, struct rt_error *error);

/* Whether @engine is one of @names; NULL stands for the default engines. */
bool rt_engine_is_asked(const struct rt_engine *engine, const char *names);

/* "unknown", "no race" or "race". */
const char *rt_race_name(enum rt_race race);

#endif
