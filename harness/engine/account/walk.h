/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to this folder: one walk over all ways through an accessor, and the
 * one block of code that it is in. Not thread-safe.
 */
#ifndef RT_ENGINE_ACCOUNT_WALK_H
#define RT_ENGINE_ACCOUNT_WALK_H

#include "harness/engine/account/account.h"
#include "harness/engine/account/space.h"
#include "harness/engine/account/state.h"

enum {
	/* The return address of the accessor: nothing is there. */
	RT_RETURN_ADDRESS = 0x7e57aaa0,
	RT_HELPERS_MOST = 64,
	RT_LAST_MOST = 32,
	RT_CHOSEN_MOST = 32,
	RT_RESOLVERS_MOST = 16,
	RT_READS_MOST = 512,
	RT_WIDE_PLACE = 1024,
};

/* States that were walked from: a set of 128-bit hashes. */
struct rt_seen {
	struct rt_seen_hash {
		uint64_t low, high;
	} * hash;
	size_t count, slots; /* a power of 2; an empty slot is 0, 0 */
	uint32_t *words;     /* of the state that is hashed */
	size_t word_count, word_capacity;
	uint32_t *name; /* by term: its number in the present state, 0: none */
	size_t name_capacity;
	bool failed;
};

enum { RT_SURVEY_DATA = 32, RT_SURVEY_FUNCTIONS = 256 };

/* A variable of the module that may be taken to be constant. */
struct rt_survey_datum {
	uint64_t begin, end;
	char name[RT_ACCOUNT_NAME];
	bool is_changed;
	bool is_proved; /* a survey has found that nothing writes it */
};

struct rt_survey {
	struct rt_survey_datum datum[RT_SURVEY_DATA];
	unsigned count;
	/* What was a candidate and is written, so as not to be one again. */
	struct rt_space_range written[RT_SURVEY_DATA];
	unsigned writes;
	/* That others can call; those that are walked, and still to walk. */
	uint64_t function[RT_SURVEY_FUNCTIONS];
	size_t functions;
	bool is_new;	/* a candidate was added since the last survey */
	bool is_on;	/* all functions of the module are being walked */
	unsigned depth; /* of that walk */
	bool failed;	/* a way of one of them is open */
	/*
	 * A resolver is walked: what it reads of the CPU, the libc's start code
	 * has written, which is not in the module.
	 */
	bool is_hidden;
};

/* What a resolver may choose, whoever asks it. */
struct rt_chosen {
	uint64_t resolver;
	uint64_t function[RT_CHOSEN_MOST];
	size_t count; /* 0: not all of them are known */
};

/* A value that was read from memory which can change. */
struct rt_walk_read {
	rt_term value, address;
};

struct rt_walk {
	const struct rt_account_question *question;
	struct rt_account *account;
	struct rt_space *space;
	const struct rt_guest *guest;
	struct rt_terms terms;
	struct rt_fold fold;
	struct rt_seen seen;
	struct rt_survey survey;
	struct rt_last_function {
		uint64_t address;
		bool is_known, returns;
	} last[RT_LAST_MOST]; /* last.c */
	size_t lasts;
	/* Of the present walk; another one may know more data. */
	struct rt_chosen chosen[RT_RESOLVERS_MOST];
	size_t chosens;
	struct rt_walk_read read[RT_READS_MOST]; /* the last ones */
	size_t reads;				 /* all of them */
	struct rt_state *work;			 /* states to go on from */
	unsigned bytes;				 /* of the field */
	/* That the machine is promised to have, or the code was built for. */
	char facilities[RT_ACCOUNT_NAME];
	/* VEX's helper functions that were met, in order. */
	const void *helper[RT_HELPERS_MOST];
	size_t helpers;
	double until; /* of rt_clock_cpu_seconds() */
	/* In a resolver, whose results are collected, or in a survey: */
	unsigned depth;
	uint64_t *result;
	size_t results, results_most;
	bool has_other_results; /* than numbers */
	bool has_returned;
	bool failed; /* memory ran out */
};

/* One block on its way through the statements. */
struct rt_run {
	struct rt_walk *walk;
	struct rt_state *state;
	const IRSB *block;
	rt_term *temporary; /* values of the block's temporaries */
	uint64_t at;	    /* the address of the instruction */
	/* One instruction with another origin, s390x's EXRL: where it ends. */
	uint64_t ends, goes_on;
};

/* expression.c: the value of @expression. */
rt_term rt_evaluate(struct rt_run *run, const IRExpr *expression);
/* Its size in bytes, 0 for a bit. */
unsigned rt_size_of_type(IRType type);

/* memory.c: accesses at the address @address. */
rt_term rt_walk_load(struct rt_run *run, rt_term address, unsigned size,
		     enum rt_access_how how);
void rt_walk_store(struct rt_run *run, rt_term address, rt_term value,
		   enum rt_access_how how);
/* Whether the instruction has read @size bytes of the field at @address. */
bool rt_walk_has_loaded(const struct rt_run *run, rt_term address,
			unsigned size);

/*
 * kept.c: @value is stored at @address, which is neither of the field nor of
 * the stack. A pointer to the field or the stack that is put into a variable
 * which only the module can name, is kept until something may be stored there.
 */
void rt_kept_store(struct rt_run *run, rt_term address, rt_term value,
		   enum rt_access_how how);
/* What the way has put there, if @size bytes of it are kept; else 0. */
rt_term rt_kept_load(const struct rt_run *run, uint64_t address, unsigned size,
		     enum rt_access_how how);

/* helper.c: the result of VEX's pure function @callee. */
rt_term rt_walk_helper(struct rt_run *run, const IRExpr *call);

/* statement.c: carries out the block's statements from number @from on. */
void rt_walk_block(struct rt_run *run, int from);

/* flow.c: leaves the block. Each owns @state from then on. */
void rt_walk_leave(struct rt_run *run, struct rt_state *state, uint64_t target,
		   IRJumpKind kind);
void rt_walk_jump(struct rt_run *run, rt_term target, IRJumpKind kind);
void rt_walk_push(struct rt_walk *walk, struct rt_state *state);

/*
 * constants.c: keeps the numbers that decide @bit, on which two ways part: they
 * are tried as values of the field.
 */
void rt_walk_note_constants(struct rt_walk *walk, rt_term bit);

/* condition.c: @value was read at @address. */
void rt_walk_note_read(struct rt_walk *walk, rt_term value, rt_term address);
/*
 * The memory that @term was read from, by name: "`hook`", "byte 8 of what
 * `table` points to". False, with any text, where it has no name.
 */
bool rt_walk_say_source(const struct rt_walk *walk, rt_term term, char *text,
			size_t size);
/*
 * When the way of @state is taken, as its branches tell: "the value is 0x1234
 * and `mode` is not 0x0"; "" when they tell nothing.
 */
void rt_walk_say_condition(struct rt_walk *walk, const struct rt_state *state,
			   char *text, size_t size);

enum { RT_TARGETS_MOST = 64 };

/*
 * table.c: where a jump to @target, which a table decides, may lead: up to
 * RT_TARGETS_MOST addresses in @list. 0 when that is not known.
 */
size_t rt_walk_targets(struct rt_run *run, rt_term target, uint64_t *list);

/*
 * source.c: the bytes of @value, those that a branch has found to be equal to
 * what one access read, or to the value to store, as that one's: as when a
 * compare-and-swap succeeds and the value that it expected is returned.
 */
void rt_walk_as_source(struct rt_walk *walk, const struct rt_state *state,
		       rt_term value, rt_piece *piece);

/* substitute.c: @term with @what replaced by @by wherever it occurs. */
rt_term rt_substitute(struct rt_walk *walk, rt_term term, rt_term what,
		      rt_term by);
/* The first RT_OP_TABLE that @term is computed from; 0: none. */
rt_term rt_find_table(const struct rt_walk *walk, rt_term term);

/* last.c: whether @name is a function of the C library that does not return. */
bool rt_last_name(const char *name);
/* Finds such functions in the objects. */
void rt_last_find(struct rt_walk *walk);
/*
 * Whether a way ends at @address since the function there does not return. One
 * of the module's that has such a name is walked first: it may be another.
 */
bool rt_last_is(struct rt_walk *walk, uint64_t address);

/* merge.c: whether a state that is equal to @state was walked from before. */
bool rt_seen_add(struct rt_walk *walk, const struct rt_state *state);
void rt_seen_free(struct rt_seen *seen);

/* way.c: the way of @state has returned, or is open. Frees @state. */
void rt_way_end(struct rt_walk *walk, struct rt_state *state);

/* execute.c: lifts the block at the state's counter; NULL: the way is ended. */
IRSB *rt_walk_lift(struct rt_run *run, const uint8_t *bytes);

/*
 * walk.c: whether the field's value is passed by its address, which is then
 * RT_WIDE_PLACE bytes above the stack pointer at entry.
 */
bool rt_walk_is_in_memory(const struct rt_walk *walk);

/* walk.c: all ways of the function at @entry. */
void rt_walk_all(struct rt_walk *walk, uint64_t entry);
/* Forgets what was walked: with other data it may lead elsewhere. */
void rt_walk_forget(struct rt_walk *walk);

/*
 * resolver.c: goes on from @state, which it owns, at each of the functions that
 * the state's resolver may return.
 */
void rt_walk_choose(struct rt_walk *walk, struct rt_state *state);
/* Whether a way of the function at @address returns, as far as is known. */
bool rt_walk_returns(struct rt_walk *walk, uint64_t address);
/* A resolver has returned @result. */
void rt_walk_note_result(struct rt_walk *walk, rt_term result);

#endif
