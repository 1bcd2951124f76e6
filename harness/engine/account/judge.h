/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to this folder: what a way that has ended does to the field, by its
 * accesses and by what its result derives from. merge.c writes down all that is
 * asked of a state here. Not thread-safe.
 */
#ifndef RT_ENGINE_ACCOUNT_JUDGE_H
#define RT_ENGINE_ACCOUNT_JUDGE_H

#include "harness/engine/account/walk.h"

/* What judging a way comes to. */
struct rt_way_summary {
	rt_origins from;   /* of the result, or of what is stored */
	rt_origins whole;  /* accesses that are one for the machine */
	rt_origins single; /* accesses to a part, which are one for it */
	rt_origins plain;  /* reads that no store is locked to */
	unsigned accesses, parts;
	unsigned part_writes; /* to a part, each one for the machine */
	bool writes_plain;
	bool undoes;	  /* a load has stored back what it read */
	bool has_changed; /* a load that writes has written */
	bool is_value;	  /* the result is the field's value, byte by byte */
	bool rewrites_part;
	bool differs; /* stores of more than one value */
	/* A store did nothing, as the field has the value already. */
	bool has_value;
	const struct rt_way_access *unpromised;
};

/* Whether @access has bytes of the field. */
bool rt_way_is_of_field(const struct rt_walk *walk,
			const struct rt_way_access *access);

/* Whether @access has the whole field by itself, and is one. */
bool rt_way_is_enough(struct rt_walk *walk, const struct rt_way_access *access);

/* Fills @summary with what the accesses of the way of @state come to. */
void rt_way_sum_up(struct rt_walk *walk, const struct rt_state *state,
		   struct rt_way_summary *summary);

/*
 * What the way is that came to its end with @result, 0 for a store; completes
 * the @summary of rt_way_sum_up(). RT_WAY_OPEN where an access is not promised
 * to be one: summary->unpromised.
 */
enum rt_way_kind rt_way_judge(struct rt_walk *walk,
			      const struct rt_state *state, rt_term result,
			      struct rt_way_summary *summary);

#endif
