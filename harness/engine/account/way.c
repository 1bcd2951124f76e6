/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a way that has ended did to the field. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/account/judge.h"
#include "harness/engine/account/site.h"
#include "harness/engine/account/survey.h"
#include "harness/engine/account/walk.h"

enum { choices_most = 6 };

/* What the accessor returns. */
static rt_term result_of(struct rt_walk *walk, const struct rt_state *state)
{
	const struct rt_guest *guest = walk->guest;
	bool is_big = guest->arch->elf.is_big_endian;
	unsigned word = walk->fold.pointer_bytes;
	rt_term low, high;

	if (rt_walk_is_in_memory(walk) &&
	    rt_state_pull(state, guest, &walk->terms,
			  guest->arch->call->stack_residue + RT_WIDE_PLACE,
			  walk->bytes, &low))
		return low;
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

static rt_term pointer_of(struct rt_walk *walk, const struct rt_state *state)
{
	return rt_state_get(state, walk->guest, &walk->terms,
			    walk->guest->result, walk->fold.pointer_bytes);
}

static void describe_touches(struct rt_walk *walk, const struct rt_state *state,
			     const struct rt_way_summary *summary,
			     struct rt_account_way *way)
{
	for (size_t i = 0; i < state->accesses; i++) {
		const struct rt_way_access *access = &state->access[i];

		if (!rt_way_is_of_field(walk, access))
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
			       const struct rt_way_summary *summary,
			       struct rt_account_way *way)
{
	const struct rt_way_access *access = summary->unpromised;
	unsigned site = rt_site_of(walk, access->address);

	const char *text = site < RT_ACCOUNT_SITES
				   ? walk->account->site[site].text
				   : "an instruction";
	const char *wanted =
		site < RT_ACCOUNT_SITES ? walk->account->site[site].wanted : "";

	way->reason_at = access->address;
	if (*wanted) {
		snprintf(way->reason, sizeof(way->reason),
			 "%.48s: these %u bytes are one access on CPUs with "
			 "%.15s only; if they have it, --assume %.15s",
			 text, access->bytes, wanted, wanted);
		return;
	}
	snprintf(way->reason, sizeof(way->reason),
		 "%.60s: no manual promises that these %u bytes are one access",
		 text, access->bytes);
}

/* Whether one begins where the other ends. */
static bool is_beside(const struct rt_way_access *one,
		      const struct rt_way_access *other)
{
	return one->offset + one->bytes == other->offset ||
	       other->offset + other->bytes == one->offset;
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
		    !is_beside(before, access) ||
		    rt_way_is_enough(walk, before) ||
		    rt_way_is_enough(walk, access) ||
		    !rt_site_is_joined(walk, access->address,
				       access->bytes + before->bytes))
			continue;
		if (before->offset < access->offset)
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
		    rt_way_is_of_field(walk, &state->access[i]) &&
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
			const struct rt_way_summary *summary)
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

/* What a way that came to its end, with @result, is. */
static void judge_ended(struct rt_walk *walk, const struct rt_state *state,
			rt_term result, struct rt_way_summary *summary,
			struct rt_account_way *way)
{
	way->kind = rt_way_judge(walk, state, result, summary);
	if (way->kind == RT_WAY_OPEN)
		explain_unpromised(walk, summary, way);
	note_claims(walk, state, summary);
}

static void note_way(struct rt_walk *walk, const struct rt_state *state,
		     rt_term result)
{
	struct rt_account_way way = {.kind = RT_WAY_OPEN};
	struct rt_way_summary summary;

	rt_way_sum_up(walk, state, &summary);
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
