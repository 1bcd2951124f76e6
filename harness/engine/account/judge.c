/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/account/judge.h"

#include "harness/engine/account/site.h"

bool rt_way_is_of_field(const struct rt_walk *walk,
			const struct rt_way_access *access)
{
	return access->bytes && access->offset < (int64_t)walk->bytes &&
	       access->offset + (int64_t)access->bytes > 0;
}

/* What the result derives from. */
static rt_origins origin_of(struct rt_walk *walk, const struct rt_state *state,
			    rt_term result)
{
	unsigned count = rt_term_look(&walk->terms, result)->size;
	rt_piece piece[RT_TERM_BYTES_MOST];
	rt_origins from = 0;

	rt_walk_as_source(walk, state, result, piece);
	for (unsigned i = 0; i < count; i++) {
		rt_origins byte = rt_piece_from(&walk->terms, piece[i]);

		/*
		 * A number is no byte of the field: it derives from what chose
		 * it, or from nothing.
		 */
		if (!byte)
			byte = state->guards ? state->guards : RT_FROM_OUTSIDE;
		from |= byte;
	}
	return from;
}

/* Origins in accesses that were joined are origins in the one. */
static rt_origins join_origins(const struct rt_state *state, rt_origins from)
{
	for (size_t i = 0; i < state->accesses; i++)
		if (from & state->access[i].joins)
			from = (from & ~state->access[i].joins) |
			       RT_FROM_ACCESS(i);
	return from;
}

/*
 * A load-exclusive of two registers, without its store-exclusive: it is two
 * accesses then, and what derives from it has parts.
 */
static bool is_unkept(struct rt_walk *walk, const struct rt_way_access *access)
{
	return access->how == RT_ACCESS_LINKED && !access->writes &&
	       rt_site_is_linked(walk, access->address, access->bytes);
}

/* Whether one access has the whole field, as one for the machine. */
static bool is_whole(struct rt_walk *walk, const struct rt_way_access *access,
		     struct rt_way_summary *summary)
{
	int64_t end = access->offset + (int64_t)access->bytes;

	if (access->offset > 0 || end < (int64_t)walk->bytes ||
	    is_unkept(walk, access))
		return false;
	if (rt_site_is_whole(walk, access->address, access->offset,
			     access->bytes, walk->bytes))
		return true;
	if (!summary->unpromised)
		summary->unpromised = access;
	return false;
}

/*
 * Stores again what the way has stored there: no other CPU can tell, where
 * stores become visible in their order.
 */
static bool is_harmless(const struct rt_walk *walk,
			const struct rt_way_access *access)
{
	return access->writes && access->is_same &&
	       walk->guest->arch->orders_stores;
}

/* Whether it has less than the field, and that as one for the machine. */
static bool is_single(struct rt_walk *walk, const struct rt_way_access *access)
{
	int64_t end = access->offset + (int64_t)access->bytes;

	return (access->offset > 0 || end < (int64_t)walk->bytes) &&
	       rt_site_is_whole(walk, access->address, access->offset,
				access->bytes, access->bytes);
}

/* A write by a load, which may be of a value that the load has made. */
static void take_write_of_load(struct rt_walk *walk,
			       const struct rt_way_access *access,
			       struct rt_way_summary *summary)
{
	bool is_other = access->how == RT_ACCESS_PLAIN ||
			access->from & ~RT_FROM_ACCESSES;

	summary->undoes |= access->is_back && access->how == RT_ACCESS_PLAIN;
	/* A second one leaves the first one's value there for a while. */
	summary->differs |= is_other && summary->has_changed;
	summary->has_changed |= is_other;
	summary->writes_plain |= is_other && access->how == RT_ACCESS_PLAIN;
	if (is_other && !is_whole(walk, access, summary) &&
	    access != summary->unpromised)
		summary->parts++;
}

/* A read by a store, which counts where it has part in what is stored. */
static void take_read_of_store(struct rt_walk *walk,
			       const struct rt_way_access *access,
			       rt_origins number,
			       struct rt_way_summary *summary)
{
	struct rt_way_summary unused = {.from = 0};

	if (is_whole(walk, access, &unused))
		summary->whole |= number;
	else if (is_single(walk, access))
		summary->single |= number;
}

static void take_access(struct rt_walk *walk, const struct rt_state *state,
			size_t number, struct rt_way_summary *summary)
{
	const struct rt_way_access *access = &state->access[number];
	bool counts = access->writes == walk->question->stores;

	if (!rt_way_is_of_field(walk, access))
		return;
	if (!access->writes && access->how == RT_ACCESS_PLAIN)
		summary->plain |= RT_FROM_ACCESS(number);
	if (!counts && access->writes) {
		take_write_of_load(walk, access, summary);
		return;
	}
	if (!counts) {
		take_read_of_store(walk, access, RT_FROM_ACCESS(number),
				   summary);
		return;
	}
	/* Another value is there for a while. */
	summary->differs |=
		summary->accesses && access->writes && !access->is_same;
	summary->accesses += rt_site_may_restart(walk, access->address) ? 2 : 1;
	if (is_whole(walk, access, summary))
		summary->whole |= RT_FROM_ACCESS(number);
	else if (is_harmless(walk, access) && is_single(walk, access))
		summary->rewrites_part = true;
	else if (is_single(walk, access)) {
		summary->single |= RT_FROM_ACCESS(number);
		summary->part_writes += access->writes;
	} else if (access != summary->unpromised && !is_unkept(walk, access))
		summary->parts++;
	if (access->writes) {
		summary->from |= access->from;
		summary->writes_plain |= access->how == RT_ACCESS_PLAIN;
	}
}

/* Whether a whole access read what is to be stored: then nothing is to do. */
static bool has_value(struct rt_walk *walk, const struct rt_state *state)
{
	struct rt_way_summary unused = {.from = 0};

	for (size_t i = 0; i < state->facts; i++) {
		rt_term fact = state->fact[i].bit;
		rt_origins from = rt_term_from(&walk->terms, fact);
		rt_origins access = from & RT_FROM_ACCESSES;
		unsigned number =
			access ? (unsigned)__builtin_ctzll(access) : 0;

		if (state->fact[i].value &&
		    rt_fold_is(&walk->fold, fact, RT_OP_EQUAL) &&
		    from == (access | RT_FROM_ARGUMENT) &&
		    rt_is_from_access(access) &&
		    rt_term_look(&walk->terms,
				 rt_term_operand(&walk->terms, fact, 0))
				    ->size == walk->bytes &&
		    is_whole(walk, &state->access[number], &unused))
			return true;
	}
	return false;
}

/* What a value is that derives from the accesses @from. */
static enum rt_way_kind judge_origin(const struct rt_way_summary *summary,
				     rt_origins from)
{
	if (from & ~(summary->whole | summary->single))
		return RT_WAY_PARTS;
	if (from && !rt_is_from_access(from))
		return summary->single & from ? RT_WAY_PARTS : RT_WAY_MIXED;
	if (from & summary->single)
		return RT_WAY_PART;
	return summary->accesses > 1 ? RT_WAY_TWICE : RT_WAY_WHOLE;
}

/*
 * Whatever is made of what one access read is of the old value or of the new
 * one; where a branch chose what is made of it, the branch had to see the same.
 */
static enum rt_way_kind judge_load(const struct rt_way_summary *summary,
				   rt_origins guards)
{
	rt_origins from = summary->from & RT_FROM_ACCESSES;

	if (!summary->accesses)
		return RT_WAY_UNTOUCHED;
	if (summary->undoes)
		return RT_WAY_UNDOES;
	if (!from || summary->differs)
		return RT_WAY_OTHER;
	if (!summary->is_value)
		from |= guards & RT_FROM_ACCESSES;
	return judge_origin(summary, from);
}

static enum rt_way_kind judge_store(const struct rt_way_summary *summary)
{
	rt_origins from = summary->from & RT_FROM_ACCESSES;
	enum rt_way_kind kind;

	if (!summary->accesses)
		return summary->has_value ? RT_WAY_WHOLE : RT_WAY_UNTOUCHED;
	/* Another CPU sees what one of them leaves of the field, and the rest.
	 */
	if (summary->part_writes)
		return summary->accesses > 1 ? RT_WAY_PARTS : RT_WAY_PART;
	if (summary->differs)
		return RT_WAY_OTHER;
	kind = judge_origin(summary, from);
	/* Of what is made of a part, all is stored at once. */
	return kind != RT_WAY_PART     ? kind
	       : summary->accesses > 1 ? RT_WAY_TWICE
				       : RT_WAY_WHOLE;
}

static enum rt_way_kind judge(struct rt_walk *walk,
			      const struct rt_state *state,
			      const struct rt_way_summary *summary)
{
	if (summary->parts)
		return RT_WAY_PARTS;
	if (summary->unpromised)
		return RT_WAY_OPEN;
	return walk->question->stores ? judge_store(summary)
				      : judge_load(summary, state->guards);
}

/*
 * Whether @result is what one access read: all of it, its bytes in any order,
 * as where they are swapped.
 */
static bool is_value(struct rt_walk *walk, const struct rt_state *state,
		     rt_term result)
{
	rt_piece piece[RT_TERM_BYTES_MOST];
	rt_origins from;
	unsigned seen = 0;

	rt_walk_as_source(walk, state, result, piece);
	from = rt_piece_from(&walk->terms, piece[0]);
	for (unsigned i = 0; i < walk->bytes; i++) {
		rt_term term = rt_piece_term(piece[i]);

		if (!rt_is_from_access(from) ||
		    rt_piece_from(&walk->terms, piece[i]) != from ||
		    rt_term_look(&walk->terms, term)->kind != RT_TERM_UNKNOWN ||
		    rt_piece_term(piece[0]) != term)
			return false;
		seen |= 1u << rt_piece_byte(piece[i]);
	}
	return (unsigned)__builtin_popcount(seen) == walk->bytes;
}

bool rt_way_is_enough(struct rt_walk *walk, const struct rt_way_access *access)
{
	struct rt_way_summary unused = {.from = 0};

	return rt_way_is_of_field(walk, access) &&
	       is_whole(walk, access, &unused);
}

void rt_way_sum_up(struct rt_walk *walk, const struct rt_state *state,
		   struct rt_way_summary *summary)
{
	*summary = (struct rt_way_summary){.from = 0};
	for (size_t i = 0; i < state->accesses; i++)
		take_access(walk, state, i, summary);
}

enum rt_way_kind rt_way_judge(struct rt_walk *walk,
			      const struct rt_state *state, rt_term result,
			      struct rt_way_summary *summary)
{
	if (!walk->question->stores) {
		summary->from =
			join_origins(state, origin_of(walk, state, result));
		summary->is_value = is_value(walk, state, result);
		rt_walk_note_constants(walk, result);
	} else if (!summary->accesses) {
		summary->has_value = has_value(walk, state);
	}
	return judge(walk, state, summary);
}
