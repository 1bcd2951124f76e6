/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recognises a state that is equal to an earlier one, up to the names of
 * accesses and of unknown values: what follows from it is known. So loops end.
 *
 * The state is written down as a list of words in which each term has the
 * number of its first appearance, and hashed with XXH3, 128 bits.
 */
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "harness/engine/account/survey.h"

/* The most that an ABI lets a function use below its pointer: ppc64's. */
enum { red_zone = 288, turns_most = 8 };

struct writer {
	struct rt_walk *walk;
	struct rt_seen *seen;
	const struct rt_state *state;
	uint32_t names; /* given so far */
	/* Numbers are left out: states of a loop that counts are equal. */
	bool is_blurred;
	unsigned char access_name[RT_ACCESSES_MOST];
	unsigned char access_names;
};

static void put(struct rt_seen *seen, uint32_t word)
{
	if (seen->word_count == seen->word_capacity) {
		size_t capacity =
			seen->word_capacity ? 2 * seen->word_capacity : 4096;
		uint32_t *words =
			realloc(seen->words, capacity * sizeof(*words));

		if (!words) {
			seen->failed = true;
			return;
		}
		seen->words = words;
		seen->word_capacity = capacity;
	}
	seen->words[seen->word_count++] = word;
}

static void put_long(struct rt_seen *seen, uint64_t word)
{
	put(seen, (uint32_t)word);
	put(seen, (uint32_t)(word >> 32));
}

/* What an access is for the judgement of a way (judge.c). */
static uint32_t class_of(const struct rt_walk *walk,
			 const struct rt_way_access *access)
{
	int64_t end = access->offset + access->bytes;

	if (access->offset >= (int64_t)walk->bytes || end <= 0)
		return access->writes ? UINT32_MAX : 1;
	return 2 + (uint32_t)access->writes + 2 * (uint32_t)access->how +
	       16 * access->bytes + 1024 * (uint32_t)(access->offset + 4096);
}

/* Origins with the accesses renamed in the order of their appearance. */
static void put_origins(struct writer *writer, rt_origins from)
{
	put(writer->seen, (uint32_t)(from >> RT_ACCESSES_MOST));
	for (unsigned i = 0; i < RT_ACCESSES_MOST; i++) {
		if (!(from & RT_FROM_ACCESS(i)))
			continue;
		if (!writer->access_name[i]) {
			writer->access_name[i] = ++writer->access_names;
			put(writer->seen,
			    class_of(writer->walk, &writer->state->access[i]));
			put(writer->seen,
			    (uint32_t)writer->state->access[i].address);
		}
		put(writer->seen, writer->access_name[i]);
	}
	put(writer->seen, UINT32_MAX);
}

static bool make_room(struct rt_seen *seen, size_t terms)
{
	uint32_t *name;

	if (terms <= seen->name_capacity)
		return true;
	name = realloc(seen->name, 2 * terms * sizeof(*name));
	if (!name)
		return false;
	memset(name + seen->name_capacity, 0,
	       (2 * terms - seen->name_capacity) * sizeof(*name));
	seen->name = name;
	seen->name_capacity = 2 * terms;
	return true;
}

static void put_term(struct writer *writer, rt_term term);

static void describe(struct writer *writer, rt_term term)
{
	const struct rt_term_node *node =
		rt_term_look(&writer->walk->terms, term);

	put(writer->seen, node->kind | (uint32_t)node->size << 8 |
				  (uint32_t)(uint8_t)node->field << 16 |
				  (uint32_t)(uint8_t)node->stack << 24);
	if (node->kind == RT_TERM_UNKNOWN) {
		put_origins(writer, node->from);
		return;
	}
	if (node->kind != RT_TERM_LINEAR || !writer->is_blurred)
		put_long(writer->seen, node->number);
	else
		rt_survey_blur(writer->walk, term);
	put(writer->seen, node->operation);
	for (unsigned i = 0; i < node->count; i++) {
		uint32_t word = rt_term_operand(&writer->walk->terms, term, i);

		if (node->kind == RT_TERM_BYTES) {
			put_term(writer, rt_piece_term(word));
			put(writer->seen, rt_piece_byte(word));
		} else {
			put_term(writer, word);
		}
	}
}

/* The number of a term; at its first appearance also what it is. */
static void put_term(struct writer *writer, rt_term term)
{
	uint32_t *name = writer->seen->name;

	if (!name[term]) {
		name[term] = ++writer->names;
		describe(writer, term);
	}
	put(writer->seen, name[term]);
}

static void put_pieces(struct writer *writer, const rt_piece *piece,
		       size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!piece[i]) { /* of the stack: never written */
			put(writer->seen, UINT32_MAX);
			continue;
		}
		if (i && piece[i] == piece[i - 1] + 1) {
			put(writer->seen, UINT32_MAX - 1);
			continue;
		}
		put_term(writer, rt_piece_term(piece[i]));
		put(writer->seen, rt_piece_byte(piece[i]));
	}
}

/* Registers but for the program counter, which each instruction sets. */
static void put_registers(struct writer *writer)
{
	const struct rt_guest *guest = writer->walk->guest;
	size_t counter = (size_t)guest->counter;
	size_t behind = counter + (size_t)guest->counter_size;

	put_pieces(writer, writer->state->guest, counter);
	put_pieces(writer, writer->state->guest + behind, guest->size - behind);
}

/* The stack that is in use: from below its pointer on. */
static void put_stack(struct writer *writer)
{
	const struct rt_walk *walk = writer->walk;
	const struct rt_state *state = writer->state;
	rt_term pointer =
		rt_state_get(state, walk->guest, &writer->walk->terms,
			     walk->guest->stack, walk->fold.pointer_bytes);
	const struct rt_term_node *node = rt_term_look(&walk->terms, pointer);
	int64_t low = state->stack_low;

	if (node->kind == RT_TERM_LINEAR && node->stack == 1 && !node->field) {
		unsigned shift = 64 - 8 * walk->fold.pointer_bytes;
		int64_t offset = (int64_t)(node->number << shift) >> shift;

		if (offset + RT_STACK_BELOW - red_zone > low)
			low = offset + RT_STACK_BELOW - red_zone;
	}
	if (low > state->stack_high)
		low = state->stack_high;
	put(writer->seen, (uint32_t)low);
	put_pieces(writer, state->stack + low,
		   (size_t)(state->stack_high - low));
}

static void put_kept(struct writer *writer)
{
	const struct rt_state *state = writer->state;

	put(writer->seen, (uint32_t)state->kepts);
	for (size_t i = 0; i < state->kepts; i++) {
		put_long(writer->seen, state->kept[i].address);
		put_term(writer, state->kept[i].value);
	}
}

/* An operand of a fact, by what it is rather than by its name. */
static uint32_t content_of(const struct writer *writer, rt_term term)
{
	const struct rt_terms *terms = &writer->walk->terms;
	rt_origins from = rt_term_from(terms, term);
	uint32_t content = rt_term_look(terms, term)->size;
	uint64_t number;

	if (rt_term_get_number(terms, term, &number))
		return content + (uint32_t)(number * 2654435761u >> 8);
	content += (uint32_t)(from >> RT_ACCESSES_MOST) * 40503u;
	for (unsigned i = 0; i < RT_ACCESSES_MOST; i++)
		if (from & RT_FROM_ACCESS(i))
			content += class_of(writer->walk,
					    &writer->state->access[i]) *
				   2246822519u;
	return content;
}

/*
 * An equality of values that the state does not have any more still says where
 * a number that is returned comes from (judge.c). Each is told once, so that a
 * loop that finds it again and again ends.
 */
static uint32_t new_equality(const struct writer *writer, size_t number)
{
	const struct rt_state *state = writer->state;
	const struct rt_terms *terms = &writer->walk->terms;
	uint32_t content[2] = {0, 0};

	for (size_t i = number; i <= number; i--) {
		rt_term bit = state->fact[i].bit;
		uint32_t one;

		if (!state->fact[i].value ||
		    !rt_fold_is(&writer->walk->fold, bit, RT_OP_EQUAL))
			continue;
		one = content_of(writer, rt_term_operand(terms, bit, 0)) +
		      content_of(writer, rt_term_operand(terms, bit, 1));
		if (i == number)
			content[0] = one;
		else if (one == content[0])
			return 0;
	}
	return content[0] * 3266489917u;
}

/* Facts about terms that the state still has. */
static void put_facts(struct writer *writer)
{
	const struct rt_state *state = writer->state;
	uint32_t sum = 0;

	for (size_t i = 0; i < state->facts; i++) {
		const struct rt_term_node *node =
			rt_term_look(&writer->walk->terms, state->fact[i].bit);
		bool is_alive = node->kind == RT_TERM_APPLY;

		for (unsigned k = 0; is_alive && k < node->count; k++) {
			rt_term operand = rt_term_operand(
				&writer->walk->terms, state->fact[i].bit, k);

			is_alive = rt_term_is_number(&writer->walk->terms,
						     operand) ||
				   writer->seen->name[operand];
		}
		if (!is_alive && !writer->seen->name[state->fact[i].bit]) {
			if (state->fact[i].value)
				sum += new_equality(writer, i);
			continue;
		}
		put_term(writer, state->fact[i].bit);
		put(writer->seen, state->fact[i].value);
	}
	put(writer->seen, sum);
}

/* What judge.c asks of them: which access it is, if there is only one. */
static void put_guards(struct writer *writer)
{
	rt_origins guards = writer->state->guards;
	rt_origins accesses = guards & RT_FROM_ACCESSES;

	put(writer->seen, (uint32_t)(guards >> RT_ACCESSES_MOST));
	if (rt_is_from_access(accesses))
		put_origins(writer, accesses);
	else
		put(writer->seen, accesses != 0);
}

/* How many accesses of each class there were, up to two: judge.c asks no more.
 */
static void put_accesses(struct writer *writer)
{
	const struct rt_state *state = writer->state;
	uint32_t sum = 0;

	for (size_t i = 0; i < state->accesses; i++) {
		uint32_t class = class_of(writer->walk, &state->access[i]);
		unsigned before = 0;

		for (size_t k = 0; k < i; k++)
			before += class_of(writer->walk, &state->access[k]) ==
				  class;
		/* A sum, as their order does not count. */
		if (before < 2)
			sum += class * 2654435761u + before;
	}
	put(writer->seen, sum);
	for (size_t i = 0; i < state->accesses; i++)
		if (state->access[i].writes) {
			put(writer->seen,
			    state->access[i].is_same | state->access[i].is_back
							       << 1);
			put_origins(writer,
				    state->access[i].from & ~RT_FROM_ARGUMENT);
		}
}

static void forget_names(struct writer *writer)
{
	memset(writer->seen->name, 0,
	       writer->walk->terms.count * sizeof(*writer->seen->name));
}

static bool insert(struct rt_seen *seen, struct rt_seen_hash hash, bool *is_new)
{
	size_t at = hash.low & (seen->slots - 1);

	for (; seen->hash[at].low || seen->hash[at].high;
	     at = (at + 1) & (seen->slots - 1))
		if (seen->hash[at].low == hash.low &&
		    seen->hash[at].high == hash.high) {
			*is_new = false;
			return true;
		}
	seen->hash[at] = hash;
	*is_new = true;
	return true;
}

static bool grow(struct rt_seen *seen)
{
	struct rt_seen_hash *old = seen->hash;
	size_t slots = seen->slots;
	bool is_new;

	if (seen->slots && seen->count * 2 < seen->slots)
		return true;
	seen->slots = slots ? 2 * slots : 1024;
	seen->hash = calloc(seen->slots, sizeof(*seen->hash));
	if (!seen->hash) {
		seen->hash = old;
		seen->slots = slots;
		return false;
	}
	for (size_t i = 0; i < slots; i++)
		if (old[i].low || old[i].high)
			insert(seen, old[i], &is_new);
	free(old);
	return true;
}

/* The hash of the state; @turn makes another one of it. */
static struct rt_seen_hash hash_of(struct rt_walk *walk,
				   const struct rt_state *state,
				   bool is_blurred, uint32_t turn)
{
	struct rt_seen *seen = &walk->seen;
	struct writer writer = {.walk = walk,
				.seen = seen,
				.state = state,
				.is_blurred = is_blurred};
	XXH128_hash_t hash;

	seen->word_count = 0;
	put(seen, turn);
	put_long(seen, state->counter);
	put(seen, walk->depth);
	put_registers(&writer);
	put_stack(&writer);
	put_kept(&writer);
	put_facts(&writer);
	put_origins(&writer, state->memory);
	put_guards(&writer);
	put_pieces(&writer, state->stored, walk->bytes);
	put_accesses(&writer);
	forget_names(&writer);
	hash = XXH3_128bits(seen->words, seen->word_count * sizeof(uint32_t));
	walk->failed |= seen->failed;
	return (struct rt_seen_hash){.low = hash.low64, .high = hash.high64};
}

static bool add(struct rt_walk *walk, struct rt_seen_hash hash)
{
	bool is_new = true;

	if (!grow(&walk->seen)) {
		walk->failed = true;
		return false;
	}
	insert(&walk->seen, hash, &is_new);
	walk->seen.count += is_new;
	return !is_new;
}

/* In a survey, a loop is walked so often with other numbers, and no more. */
static bool has_turned(struct rt_walk *walk, const struct rt_state *state)
{
	for (uint32_t turn = 1; turn <= turns_most; turn++)
		if (!add(walk, hash_of(walk, state, true, turn)))
			return false;
	return true;
}

bool rt_seen_add(struct rt_walk *walk, const struct rt_state *state)
{
	/* A state may make a term: its stack pointer. */
	if (!make_room(&walk->seen, walk->terms.count + 64)) {
		walk->failed = true;
		return false;
	}
	if (add(walk, hash_of(walk, state, false, 0)))
		return true;
	return walk->survey.is_on && has_turned(walk, state);
}

void rt_seen_free(struct rt_seen *seen)
{
	free(seen->hash);
	free(seen->words);
	free(seen->name);
	*seen = (struct rt_seen){.hash = NULL};
}
