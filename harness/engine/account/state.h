/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known at one point of one way through an accessor: registers, the
 * stack, the accesses to the field so far, and what branches taught. Plain
 * data, copied where ways part. Not thread-safe.
 */
#ifndef RT_ENGINE_ACCOUNT_STATE_H
#define RT_ENGINE_ACCOUNT_STATE_H

#include "harness/engine/account/fold.h"
#include "harness/engine/account/guest.h"

enum {
	/* The stack that is followed, in bytes below and above its pointer. */
	RT_STACK_BELOW = 6144,
	RT_STACK_ABOVE = 2048,
	RT_FACTS_MOST = 48,
	RT_KEPT_MOST = 4,
	RT_REASON_TEXT = 160,
};

enum rt_access_how {
	RT_ACCESS_PLAIN,
	/* Compare-and-swap, or the load of one: locked, exclusive. */
	RT_ACCESS_LOCKED,
	RT_ACCESS_LINKED, /* load-linked, store-conditional */
	RT_ACCESS_HELPER, /* by an instruction that libVEX does not lift */
	RT_ACCESS_KEPT,	  /* load-linked: its store-conditional succeeded */
};

/* What one instruction does to memory of the field, or beside it. */
struct rt_way_access {
	uint64_t address;   /* of the instruction */
	unsigned execution; /* counts the instructions of the way */
	int64_t offset;	    /* in bytes from the field */
	unsigned bytes;
	bool writes;
	enum rt_access_how how;
	/* What is written to the field's own bytes derives from. */
	rt_origins from;
	/* A store of bytes that this way has stored there before. */
	bool is_same;
	bool is_back;	  /* a store of what an access read there */
	rt_origins joins; /* accesses that are part of this one (way.c) */
};

/* A pointer that this way has put into a variable of the module's own. */
struct rt_kept {
	uint64_t address;
	rt_term value;
};

/* A bit that a branch made known. */
struct rt_fact {
	rt_term bit;
	bool value;
};

struct rt_state {
	uint64_t counter; /* the address of the next instruction */
	/* The function that chooses where to go on, instead; 0: none. */
	uint64_t resolver;
	unsigned executions;
	struct rt_way_access access[RT_ACCESSES_MOST];
	size_t accesses;
	struct rt_fact fact[RT_FACTS_MOST];
	size_t facts;
	/* What this way has stored into each byte of the field; 0: nothing. */
	rt_piece stored[RT_VALUE_BYTES];
	struct rt_kept kept[RT_KEPT_MOST]; /* kept.c */
	size_t kepts;
	/* What was written to memory that is not followed derives from. */
	rt_origins memory;
	/* What the branches that were taken derive from. */
	rt_origins guards;
	/* Why the way is open, "" while it is not; and where. */
	char reason[RT_REASON_TEXT];
	uint64_t reason_at;
	struct rt_state *next; /* in a list of states to go on from */
	/* The part of @stack that may hold something. */
	int stack_low, stack_high;
	rt_piece stack[RT_STACK_BELOW + RT_STACK_ABOVE];
	rt_piece guest[]; /* the bytes of the machine's state */
};

/* NULL without memory. */
struct rt_state *rt_state_new(const struct rt_guest *guest);
struct rt_state *rt_state_copy(const struct rt_guest *guest,
			       const struct rt_state *state);

/* The first reason is kept. */
void rt_state_open(struct rt_state *state, uint64_t at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * The last access is by a store-conditional that succeeds: the load-linked of
 * the same memory before it becomes RT_ACCESS_KEPT.
 */
void rt_state_keep_linked(struct rt_state *state);

/* @size bytes of the machine's state at @offset, and their replacement. */
rt_term rt_state_get(const struct rt_state *state, const struct rt_guest *guest,
		     struct rt_terms *terms, int offset, unsigned size);
void rt_state_put(struct rt_state *state, const struct rt_guest *guest,
		  struct rt_terms *terms, int offset, rt_term value);

/*
 * The same of the stack, at @offset from the stack pointer at entry; false
 * when it is farther away than what is followed.
 */
bool rt_state_pull(const struct rt_state *state, const struct rt_guest *guest,
		   struct rt_terms *terms, int64_t offset, unsigned size,
		   rt_term *value);
bool rt_state_push(struct rt_state *state, const struct rt_guest *guest,
		   struct rt_terms *terms, int64_t offset, rt_term value);

/*
 * What is known of @bit by the facts: true, with the answer in @value, if it
 * is decided.
 */
bool rt_state_knows(const struct rt_state *state, struct rt_fold *fold,
		    rt_term bit, bool *value);
/* Adds the fact, and those that follow from it. */
void rt_state_learn(struct rt_state *state, struct rt_fold *fold, rt_term bit,
		    bool value);

#endif
