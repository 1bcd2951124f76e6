/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a way that has ended did to the field. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/account/site.h"
#include "harness/engine/account/survey.h"
#include "harness/engine/account/walk.h"

enum { choices_most = 6 };

/* What judging a way comes to. */
struct summary {
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

static bool is_of_field(const struct rt_walk *walk,
			const struct rt_way_access *access)
{
	return access->bytes && access->offset < (int64_t)walk->bytes &&
	       access->offset + (int64_t)access->bytes > 0;
}

/* What the accessor returns. */
static rt_term result_of(struct rt_walk *walk, const struct rt_state *state)
{
	const struct rt_guest *guest = walk->guest;
	bool is_big = guest->arch->elf.is_big_endian;
	unsigned word = walk->fold.pointer_bytes;
	rt_term low, high;

	if (walk->bytes <= word)
		return rt_state_get(
			state, guest, &walk->terms,
			guest->result +
				(is_big ? (int)(word - walk->bytes) : 0),
			walk->bytes);
	low = rt_state_get(state, guest, &walk->terms, guest->result, word);
	high = rt_state_get(state, guest, &walk->terms, guest->result_high,
			    word);
	return rt_fold_join(&walk->fold, high, low);
}

static bool is_access(rt_origins from)
{
	return from && !(from & (from - 1)) && from & RT_FROM_ACCESSES;
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

static rt_term pointer_of(struct rt_walk *walk, const struct rt_state *state)
{
	return rt_state_get(state, walk->guest, &walk->terms,
			    walk->guest->result, walk->fold.pointer_bytes);
}

/* Whether one access has the whole field, as one for the machine. */
static bool is_whole(struct rt_walk *walk, const struct rt_way_access *access,
		     struct summary *summary)
{
	int64_t end = access->offset + (int64_t)access->bytes;

	if (access->offset > 0 || end < (int64_t)walk->bytes)
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
			       struct summary *summary)
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
			       rt_origins number, struct summary *summary)
{
	struct summary unused = {.from = 0};

	if (is_whole(walk, access, &unused))
		summary->whole |= number;
	else if (is_single(walk, access))
		summary->single |= number;
}

static void take_access(struct rt_walk *walk, const struct rt_state *state,
			size_t number, struct summary *summary)
{
	const struct rt_way_access *access = &state->access[number];
	bool counts = access->writes == walk->question->stores;

	if (!is_of_field(walk, access))
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
	} else if (access != summary->unpromised)
		summary->parts++;
	if (access->writes) {
		summary->from |= access->from;
		summary->writes_plain |= access->how == RT_ACCESS_PLAIN;
	}
}

/* Whether a whole access read what is to be stored: then nothing is to do. */
static bool has_value(struct rt_walk *walk, const struct rt_state *state)
{
	struct summary unused = {.from = 0};

	for (size_t i = 0; i < state->facts; i++) {
		rt_term fact = state->fact[i].bit;
		rt_origins from = rt_term_from(&walk->terms, fact);
		rt_origins access = from & RT_FROM_ACCESSES;
		unsigned number =
			access ? (unsigned)__builtin_ctzll(access) : 0;

		if (state->fact[i].value &&
		    rt_fold_is(&walk->fold, fact, RT_OP_EQUAL) &&
		    from == (access | RT_FROM_ARGUMENT) && is_access(access) &&
		    rt_term_look(&walk->terms,
				 rt_term_operand(&walk->terms, fact, 0))
				    ->size == walk->bytes &&
		    is_whole(walk, &state->access[number], &unused))
			return true;
	}
	return false;
}

/* What a value is that derives from the accesses @from. */
static enum rt_way_kind judge_origin(const struct summary *summary,
				     rt_origins from)
{
	if (from & ~(summary->whole | summary->single))
		return RT_WAY_PARTS;
	if (from && !is_access(from))
		return summary->single & from ? RT_WAY_PARTS : RT_WAY_MIXED;
	if (from & summary->single)
		return RT_WAY_PART;
	return summary->accesses > 1 ? RT_WAY_TWICE : RT_WAY_WHOLE;
}

/*
 * Whatever is made of what one access read is of the old value or of the new
 * one; where a branch chose what is made of it, the branch had to see the same.
 */
static enum rt_way_kind judge_load(const struct summary *summary,
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

static enum rt_way_kind judge_store(const struct summary *summary)
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
			      const struct summary *summary)
{
	if (summary->parts)
		return RT_WAY_PARTS;
	if (summary->unpromised)
		return RT_WAY_OPEN;
	return walk->question->stores ? judge_store(summary)
				      : judge_load(summary, state->guards);
}

static void describe_touches(struct rt_walk *walk, const struct rt_state *state,
			     const struct summary *summary,
			     struct rt_account_way *way)
{
	for (size_t i = 0; i < state->accesses; i++) {
		const struct rt_way_access *access = &state->access[i];

		if (!is_of_field(walk, access))
			continue;
		if (way->touches < RT_ACCOUNT_TOUCHES)
			way->touch[way->touches] = (struct rt_account_touch){
				.site = (uint16_t)rt_site_of(walk,
							     access->address),
				.offset = (int16_t)access->offset,
				.bytes = (uint16_t)access->bytes,
				.writes = access->writes,
				.is_used = summary->from & RT_FROM_ACCESS(i),
			};
		way->touches++;
	}
}

static bool is_same(const struct rt_account_way *one,
		    const struct rt_account_way *other)
{
	return one->kind == other->kind && one->has_parts == other->has_parts &&
	       one->touches == other->touches &&
	       !memcmp(one->touch, other->touch, sizeof(one->touch)) &&
	       one->reason_at == other->reason_at &&
	       !strcmp(one->reason, other->reason);
}

/* Keeps different ways; a worse one takes the place of a better one. */
static void keep(struct rt_account *account, const struct rt_account_way *way)
{
	unsigned at = account->kept;

	account->ways++;
	account->kinds[way->kind]++;
	for (unsigned i = 0; i < account->kept; i++)
		if (is_same(&account->way[i], way)) {
			account->way[i].has_others |=
				strcmp(account->way[i].condition,
				       way->condition) != 0;
			return;
		}
	if (account->kept == RT_ACCOUNT_WAYS) {
		at = 0;
		for (unsigned i = 1; i < account->kept; i++)
			if (account->way[i].kind > account->way[at].kind)
				at = i;
		if (account->way[at].kind <= way->kind)
			return;
	} else {
		account->kept++;
	}
	account->way[at] = *way;
}

static void explain_unpromised(struct rt_walk *walk,
			       const struct summary *summary,
			       struct rt_account_way *way)
{
	const struct rt_way_access *access = summary->unpromised;
	unsigned site = rt_site_of(walk, access->address);

	way->reason_at = access->address;
	snprintf(way->reason, sizeof(way->reason),
		 "%.60s: no manual promises that these %u bytes are one access",
		 site < RT_ACCOUNT_SITES ? walk->account->site[site].text
					 : "an instruction",
		 access->bytes);
}

/* Whether @access has the whole field by itself, and is one. */
static bool is_enough(struct rt_walk *walk, const struct rt_way_access *access)
{
	struct summary unused = {.from = 0};

	return is_of_field(walk, access) && is_whole(walk, access, &unused);
}

/*
 * Makes one access of those that one instruction makes of several registers,
 * where the machine promises it and one alone is not enough; the others have no
 * bytes then.
 */
static void join_accesses(struct rt_walk *walk, struct rt_state *state)
{
	for (size_t i = 1; i < state->accesses; i++) {
		struct rt_way_access *before = &state->access[i - 1];
		struct rt_way_access *access = &state->access[i];

		if (access->execution != before->execution ||
		    access->writes != before->writes ||
		    access->offset != before->offset + before->bytes ||
		    is_enough(walk, before) || is_enough(walk, access) ||
		    !rt_site_is_joined(walk, access->address,
				       access->bytes + before->bytes))
			continue;
		access->offset = before->offset;
		access->bytes += before->bytes;
		access->from |= before->from;
		access->joins = before->joins | RT_FROM_ACCESS(i - 1);
		before->bytes = 0;
	}
}

/* The first store of the way that is not locked to a read. */
static uint64_t find_plain_store(const struct rt_walk *walk,
				 const struct rt_state *state)
{
	for (size_t i = 0; i < state->accesses; i++)
		if (state->access[i].writes &&
		    is_of_field(walk, &state->access[i]) &&
		    state->access[i].how == RT_ACCESS_PLAIN)
			return state->access[i].address;
	return 0;
}

/* A store that has bytes of memory beside the field. */
static void note_overwrite(struct rt_walk *walk,
			   const struct rt_way_access *access)
{
	struct rt_account *account = walk->account;
	int field = (int)walk->bytes;
	int begin = (int)access->offset, end = begin + (int)access->bytes;

	if (!access->writes || begin == end || (begin >= 0 && end <= field))
		return;
	if (begin < 0 && end > 0)
		end = 0;
	else if (begin >= 0 && begin < field)
		begin = field;
	account->overwrites = access->address;
	account->overwrites_at = begin;
	account->overwrites_bytes = (unsigned)(end - begin);
}

/* What is said beside the verdict. */
static void note_claims(struct rt_walk *walk, const struct rt_state *state,
			const struct summary *summary)
{
	struct rt_account *account = walk->account;
	rt_origins read = state->guards | summary->from;

	account->is_derived |= !walk->question->stores && summary->accesses &&
			       !summary->is_value;
	if (!account->loses && summary->writes_plain && read & summary->plain)
		account->loses = find_plain_store(walk, state);
	for (size_t i = 0; !account->overwrites && i < state->accesses; i++)
		note_overwrite(walk, &state->access[i]);
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

		if (!is_access(from) ||
		    rt_piece_from(&walk->terms, piece[i]) != from ||
		    rt_term_look(&walk->terms, term)->kind != RT_TERM_UNKNOWN ||
		    rt_piece_term(piece[0]) != term)
			return false;
		seen |= 1u << rt_piece_byte(piece[i]);
	}
	return (unsigned)__builtin_popcount(seen) == walk->bytes;
}

/* What a way that came to its end, with @result, is. */
static void judge_ended(struct rt_walk *walk, const struct rt_state *state,
			rt_term result, struct summary *summary,
			struct rt_account_way *way)
{
	if (!walk->question->stores) {
		summary->from =
			join_origins(state, origin_of(walk, state, result));
		summary->is_value = is_value(walk, state, result);
		rt_walk_note_constants(walk, result);
	} else if (!summary->accesses)
		summary->has_value = has_value(walk, state);
	way->kind = judge(walk, state, summary);
	if (way->kind == RT_WAY_OPEN)
		explain_unpromised(walk, summary, way);
	note_claims(walk, state, summary);
}

static void note_way(struct rt_walk *walk, const struct rt_state *state,
		     rt_term result)
{
	struct rt_account_way way = {.kind = RT_WAY_OPEN};
	struct summary summary = {.from = 0};

	for (size_t i = 0; i < state->accesses; i++)
		take_access(walk, state, i, &summary);
	if (*state->reason) {
		memcpy(way.reason, state->reason, sizeof(way.reason));
		way.reason_at = state->reason_at;
	} else {
		judge_ended(walk, state, result, &summary, &way);
	}
	if (way.reason_at)
		rt_site_function(walk, way.reason_at, way.function);
	way.accesses = summary.accesses;
	way.rewrites_part = summary.rewrites_part;
	way.has_parts = summary.parts || summary.part_writes ||
			(!walk->question->stores && summary.single);
	if (way.kind < RT_WAY_TWICE)
		rt_walk_say_condition(walk, state, way.condition,
				      sizeof(way.condition));
	describe_touches(walk, state, &summary, &way);
	keep(walk->account, &way);
}

/* Whether @result is one of two values, as a conditional move chooses. */
static bool is_choice(struct rt_walk *walk, rt_term result, rt_term *choice)
{
	unsigned size = rt_term_look(&walk->terms, result)->size;

	*choice = rt_piece_term(rt_term_piece(&walk->terms, result, 0));
	if (!rt_fold_is(&walk->fold, *choice, RT_OP_SELECT))
		return false;
	for (unsigned i = 0; i < size; i++)
		if (rt_term_piece(&walk->terms, result, i) !=
		    rt_piece_of(*choice, i))
			return false;
	return true;
}

/* A choice between two results is two ways, up to a few of them. */
static void note_ways(struct rt_walk *walk, struct rt_state *state,
		      rt_term result, unsigned depth)
{
	unsigned size = rt_term_look(&walk->terms, result)->size;
	rt_term choice, bit;

	if (depth == choices_most || !is_choice(walk, result, &choice)) {
		note_way(walk, state, result);
		return;
	}
	bit = rt_term_operand(&walk->terms, choice, 0);
	for (unsigned i = 0; i < 2; i++) {
		size_t facts = state->facts;
		rt_origins guards = state->guards;

		state->guards |= rt_term_from(&walk->terms, bit);
		rt_state_learn(state, &walk->fold, bit, !i);
		note_ways(walk, state,
			  rt_term_slice(
				  &walk->terms,
				  rt_term_operand(&walk->terms, choice, 1 + i),
				  0, size),
			  depth + 1);
		state->facts = facts;
		state->guards = guards;
	}
}

/* A way of a resolver, or of a function that is surveyed. */
static void end_within(struct rt_walk *walk, const struct rt_state *state)
{
	if (walk->survey.is_on && walk->depth == walk->survey.depth)
		rt_survey_end(walk, state);
	else if (*state->reason)
		walk->has_other_results = true;
	else
		rt_walk_note_result(walk, pointer_of(walk, state));
}

void rt_way_end(struct rt_walk *walk, struct rt_state *state)
{
	if (walk->depth) {
		end_within(walk, state);
		free(state);
		return;
	}
	join_accesses(walk, state);
	if (*state->reason || walk->question->stores)
		note_way(walk, state, 0);
	else
		note_ways(walk, state, result_of(walk, state), 0);
	free(state);
}
