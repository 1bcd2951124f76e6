/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/account/term.h"

#include <stdlib.h>
#include <string.h>

enum {
	byte_bits = 5, /* of a piece, for the byte's number */
	first_slots = 1 << 12,
	most_terms = 1 << 22,
	/*
	 * A loop that computes would nest applications for ever, and no state
	 * of it would equal an earlier one: a deeper one becomes unknown.
	 */
	deepest = 24,
};

bool rt_terms_init(struct rt_terms *terms)
{
	*terms = (struct rt_terms){.capacity = 1 << 11,
				   .word_capacity = 1 << 13,
				   .slots = first_slots};
	terms->node = malloc(terms->capacity * sizeof(*terms->node));
	terms->word = malloc(terms->word_capacity * sizeof(*terms->word));
	terms->slot = calloc(terms->slots, sizeof(*terms->slot));
	if (!terms->node || !terms->word || !terms->slot)
		return false;
	/* Term 0, since a slot of 0 is empty; and what a failed pool gives. */
	terms->node[terms->count++] =
		(struct rt_term_node){.kind = RT_TERM_UNKNOWN,
				      .size = RT_TERM_BYTES_MOST,
				      .from = UINT64_MAX};
	return true;
}

void rt_terms_free(struct rt_terms *terms)
{
	free(terms->node);
	free(terms->word);
	free(terms->slot);
	*terms = (struct rt_terms){.node = NULL};
}

static uint64_t mix(uint64_t hash, uint64_t more)
{
	hash = (hash ^ more) * 0x9e3779b97f4a7c15u;
	return hash ^ hash >> 29;
}

static uint64_t hash_of(const struct rt_term_node *node, const uint32_t *words)
{
	uint64_t hash = mix(node->kind | node->size << 8 |
				    (uint64_t)(uint8_t)node->field << 16 |
				    (uint64_t)(uint8_t)node->stack << 24 |
				    (uint64_t)node->operation << 32,
			    node->number);

	for (unsigned i = 0; i < node->count; i++)
		hash = mix(hash, words[i]);
	return hash;
}

static bool is_same(const struct rt_terms *terms,
		    const struct rt_term_node *one,
		    const struct rt_term_node *other, const uint32_t *words)
{
	return one->kind == other->kind && one->size == other->size &&
	       one->count == other->count && one->field == other->field &&
	       one->stack == other->stack &&
	       one->operation == other->operation &&
	       one->number == other->number &&
	       (!one->count || !memcmp(terms->word + one->first, words,
				       one->count * sizeof(*words)));
}

static bool grow_table(struct rt_terms *terms)
{
	size_t slots = terms->slots * 2;
	uint32_t *slot = calloc(slots, sizeof(*slot));

	if (!slot)
		return false;
	for (size_t term = 1; term < terms->count; term++) {
		const struct rt_term_node *node = &terms->node[term];
		uint64_t at = hash_of(node, terms->word + node->first);

		while (slot[at & (slots - 1)])
			at++;
		slot[at & (slots - 1)] = (uint32_t)term;
	}
	free(terms->slot);
	terms->slot = slot;
	terms->slots = slots;
	return true;
}

static bool grow_nodes(struct rt_terms *terms)
{
	struct rt_term_node *node;

	if (terms->count < terms->capacity)
		return true;
	if (terms->capacity >= most_terms)
		return false;
	node = realloc(terms->node, 2 * terms->capacity * sizeof(*node));
	if (!node)
		return false;
	terms->node = node;
	terms->capacity *= 2;
	return true;
}

static bool grow_words(struct rt_terms *terms, unsigned more)
{
	uint32_t *word;

	if (terms->words + more <= terms->word_capacity)
		return true;
	word = realloc(terms->word, 2 * terms->word_capacity * sizeof(*word));
	if (!word)
		return false;
	terms->word = word;
	terms->word_capacity *= 2;
	return true;
}

static rt_term add(struct rt_terms *terms, struct rt_term_node node,
		   const uint32_t *words, uint64_t at)
{
	if (terms->failed || !grow_nodes(terms) ||
	    !grow_words(terms, node.count)) {
		terms->failed = true;
		return 0;
	}
	node.first = (uint32_t)terms->words;
	if (node.count)
		memcpy(terms->word + terms->words, words,
		       node.count * sizeof(*words));
	terms->words += node.count;
	terms->node[terms->count] = node;
	terms->slot[at & (terms->slots - 1)] = (uint32_t)terms->count;
	if (terms->count * 2 > terms->slots && !grow_table(terms))
		terms->failed = true;
	return (rt_term)terms->count++;
}

/* The term that equals @node, made if there is none. */
static rt_term intern(struct rt_terms *terms, const struct rt_term_node *node,
		      const uint32_t *words)
{
	uint64_t at = hash_of(node, words);

	for (;; at++) {
		uint32_t term = terms->slot[at & (terms->slots - 1)];

		if (!term)
			return add(terms, *node, words, at);
		if (is_same(terms, &terms->node[term], node, words))
			return term;
	}
}

static uint64_t mask_of(unsigned size)
{
	if (!size)
		return 1;
	return size >= 8 ? UINT64_MAX : ((uint64_t)1 << 8 * size) - 1;
}

rt_term rt_term_linear(struct rt_terms *terms, uint64_t number, int field,
		       int stack, unsigned size)
{
	struct rt_term_node node = {
		.kind = RT_TERM_LINEAR,
		.size = (uint8_t)size,
		.field = (int8_t)field,
		.stack = (int8_t)stack,
		.number = number & mask_of(size),
		.from = (field ? RT_FROM_FIELD : 0) |
			(stack ? RT_FROM_STACK : 0),
	};

	return intern(terms, &node, NULL);
}

rt_term rt_term_number(struct rt_terms *terms, uint64_t number, unsigned size)
{
	return rt_term_linear(terms, number, 0, 0, size);
}

rt_term rt_term_unknown(struct rt_terms *terms, rt_origins from, unsigned size)
{
	struct rt_term_node node = {
		.kind = RT_TERM_UNKNOWN,
		.size = (uint8_t)size,
		.number = terms->count, /* equal to no other */
		.from = from,
	};

	return intern(terms, &node, NULL);
}

rt_term rt_term_apply(struct rt_terms *terms, uint32_t operation,
		      const rt_term *operand, unsigned count, unsigned size)
{
	struct rt_term_node node = {
		.kind = RT_TERM_APPLY,
		.size = (uint8_t)size,
		.count = (uint8_t)count,
		.operation = operation,
	};
	unsigned depth = 0;

	for (unsigned i = 0; i < count; i++) {
		const struct rt_term_node *one = &terms->node[operand[i]];

		node.from |= one->from;
		depth = one->depth > depth ? one->depth : depth;
	}
	if (depth >= deepest)
		return rt_term_unknown(terms, node.from, size);
	node.depth = (uint8_t)(depth + 1);
	return intern(terms, &node, operand);
}

rt_term rt_term_operand(const struct rt_terms *terms, rt_term term,
			unsigned number)
{
	return terms->word[terms->node[term].first + number];
}

rt_piece rt_piece_of(rt_term term, unsigned byte)
{
	return term << byte_bits | byte;
}

rt_term rt_piece_term(rt_piece piece)
{
	return piece >> byte_bits;
}

unsigned rt_piece_byte(rt_piece piece)
{
	return piece & ((1u << byte_bits) - 1);
}

rt_piece rt_term_piece(struct rt_terms *terms, rt_term term, unsigned byte)
{
	const struct rt_term_node *node = &terms->node[term];

	if (node->kind == RT_TERM_BYTES)
		return terms->word[node->first + byte];
	if (node->kind == RT_TERM_LINEAR && !node->field && !node->stack &&
	    node->size != 1)
		return rt_piece_of(
			rt_term_number(terms, node->number >> 8 * byte, 1), 0);
	return rt_piece_of(term, byte);
}

/* True, with the number in @number, if all of @pieces are numbers. */
static bool gather_number(const struct rt_terms *terms, const rt_piece *piece,
			  unsigned count, uint64_t *number)
{
	*number = 0;
	if (count > 8)
		return false;
	for (unsigned i = 0; i < count; i++) {
		const struct rt_term_node *node =
			&terms->node[rt_piece_term(piece[i])];

		if (node->kind != RT_TERM_LINEAR || node->field || node->stack)
			return false;
		*number |= node->number << 8 * i;
	}
	return true;
}

static bool is_whole_term(const struct rt_terms *terms, const rt_piece *piece,
			  unsigned count)
{
	if (terms->node[rt_piece_term(piece[0])].size != count)
		return false;
	for (unsigned i = 0; i < count; i++)
		if (piece[i] != rt_piece_of(rt_piece_term(piece[0]), i))
			return false;
	return true;
}

rt_term rt_term_gather(struct rt_terms *terms, const rt_piece *pieces,
		       unsigned count)
{
	rt_piece simple[RT_TERM_BYTES_MOST];
	struct rt_term_node node = {.kind = RT_TERM_BYTES,
				    .size = (uint8_t)count,
				    .count = (uint8_t)count};
	uint64_t number;

	/* Terms of a failed pool may have more bytes than were asked for. */
	if (terms->failed)
		return 0;
	if (is_whole_term(terms, pieces, count))
		return rt_piece_term(pieces[0]);
	for (unsigned i = 0; i < count; i++)
		simple[i] = rt_term_piece(terms, rt_piece_term(pieces[i]),
					  rt_piece_byte(pieces[i]));
	if (gather_number(terms, simple, count, &number))
		return rt_term_number(terms, number, count);
	if (is_whole_term(terms, simple, count))
		return rt_piece_term(simple[0]);
	for (unsigned i = 0; i < count; i++) {
		const struct rt_term_node *one =
			&terms->node[rt_piece_term(simple[i])];

		node.from |= rt_piece_from(terms, simple[i]);
		node.depth = one->depth > node.depth ? one->depth : node.depth;
	}
	return intern(terms, &node, simple);
}

rt_term rt_term_slice(struct rt_terms *terms, rt_term term, unsigned first,
		      unsigned count)
{
	rt_piece piece[RT_TERM_BYTES_MOST];

	if (!first && count == terms->node[term].size)
		return term;
	for (unsigned i = 0; i < count; i++)
		piece[i] = rt_piece_of(term, first + i);
	return rt_term_gather(terms, piece, count);
}

bool rt_term_get_number(const struct rt_terms *terms, rt_term term,
			uint64_t *number)
{
	const struct rt_term_node *node = &terms->node[term];

	if (node->kind != RT_TERM_LINEAR || node->field || node->stack)
		return false;
	*number = node->number;
	return true;
}

bool rt_term_is_number(const struct rt_terms *terms, rt_term term)
{
	uint64_t number;

	return rt_term_get_number(terms, term, &number);
}

rt_origins rt_term_from(const struct rt_terms *terms, rt_term term)
{
	return terms->node[term].from;
}

rt_origins rt_piece_from(const struct rt_terms *terms, rt_piece piece)
{
	const struct rt_term_node *node = &terms->node[rt_piece_term(piece)];

	if (node->kind == RT_TERM_BYTES)
		return rt_piece_from(
			terms, terms->word[node->first + rt_piece_byte(piece)]);
	return node->from;
}
