/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What takes a way, in words: the comparisons that its branches made, and the
 * names of the data that they, or the target of an indirect call, come from.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "harness/engine/account/walk.h"

enum {
	deepest = 4,	 /* pointers to pointers that are named */
	conditions = 3,	 /* that are told of a way */
	words_most = 64, /* of one operand, in bytes */
};

/* Text of at most @size bytes with its end; what does not fit is left out. */
struct words {
	char *text;
	size_t size, length;
};

static void say(struct words *words, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void say(struct words *words, const char *format, ...)
{
	va_list list;
	int length;

	va_start(list, format);
	length = vsnprintf(words->text + words->length,
			   words->size - words->length, format, list);
	va_end(list);
	if (length > 0)
		words->length += (size_t)length;
	if (words->length >= words->size)
		words->length = words->size - 1;
}

void rt_walk_note_read(struct rt_walk *walk, rt_term value, rt_term address)
{
	walk->read[walk->reads++ % RT_READS_MOST] =
		(struct rt_walk_read){.value = value, .address = address};
}

/* Where the unknown value @term was read; 0: not noted. */
static rt_term address_of(const struct rt_walk *walk, rt_term term)
{
	for (size_t i = 0; i < walk->reads && i < RT_READS_MOST; i++)
		if (walk->read[i].value == term)
			return walk->read[i].address;
	return 0;
}

/* The first value within @term whose address was noted; 0: none. */
static rt_term find_read(const struct rt_walk *walk, rt_term term,
			 unsigned depth)
{
	struct rt_term_node node = *rt_term_look(&walk->terms, term);
	rt_term found = address_of(walk, term) ? term : 0;

	if (node.kind != RT_TERM_APPLY && node.kind != RT_TERM_BYTES)
		return found;
	for (unsigned i = 0; !found && depth && i < node.count; i++) {
		uint32_t word = rt_term_operand(&walk->terms, term, i);

		found = find_read(
			walk,
			node.kind == RT_TERM_BYTES ? rt_piece_term(word) : word,
			depth - 1);
	}
	return found;
}

static bool say_memory(struct words *words, const struct rt_walk *walk,
		       rt_term address, unsigned depth);

/* What lies at a known address. */
static void say_datum(struct words *words, const struct rt_walk *walk,
		      uint64_t address)
{
	char name[RT_ACCOUNT_NAME];
	uint64_t begin, end;

	if (rt_space_object(walk->space, address)) {
		say(words, "data of the libc");
	} else if (!rt_space_datum(walk->space, address, &begin, &end, name)) {
		say(words, "data at 0x%llx",
		    (unsigned long long)(address & (RT_LOADED_BASE - 1)));
	} else {
		say(words, "`%.40s`", name);
		if (address > begin)
			say(words, "+%llu",
			    (unsigned long long)(address - begin));
	}
}

/* What the pointer @pointer, a value that was read, points to. */
static bool say_pointed(struct words *words, const struct rt_walk *walk,
			rt_term pointer, uint64_t offset, unsigned depth)
{
	rt_term from = find_read(walk, pointer, deepest);

	if (!from || !depth)
		return false;
	if (offset)
		say(words, "byte %lld of ", (long long)offset);
	say(words, "what ");
	if (!say_memory(words, walk, address_of(walk, from), depth - 1))
		return false;
	say(words, " points to");
	return true;
}

/* The memory at @address; false, with any words, where it has no name. */
static bool say_memory(struct words *words, const struct rt_walk *walk,
		       rt_term address, unsigned depth)
{
	uint64_t number;

	if (rt_term_get_number(&walk->terms, address, &number)) {
		say_datum(words, walk, number);
		return true;
	}
	if (rt_fold_is(&walk->fold, address, RT_OP_ADD) &&
	    rt_term_get_number(&walk->terms,
			       rt_term_operand(&walk->terms, address, 1),
			       &number))
		return say_pointed(words, walk,
				   rt_term_operand(&walk->terms, address, 0),
				   number, depth);
	return say_pointed(words, walk, address, 0, depth);
}

bool rt_walk_say_source(const struct rt_walk *walk, rt_term term, char *text,
			size_t size)
{
	struct words words = {.text = text, .size = size};
	rt_term from = find_read(walk, term, deepest);

	*text = '\0';
	return from &&
	       say_memory(&words, walk, address_of(walk, from), deepest);
}

/* What the bytes of @term that are no number are, if they lie in one term. */
static rt_term whole_of(struct rt_walk *walk, rt_term term, unsigned *count)
{
	unsigned size = rt_term_look(&walk->terms, term)->size;
	rt_piece first = rt_term_piece(&walk->terms, term, 0);

	for (*count = 0; *count < size; ++*count) {
		rt_piece piece = rt_term_piece(&walk->terms, term, *count);

		if (rt_piece_term(piece) != rt_piece_term(first) ||
		    rt_piece_byte(piece) != rt_piece_byte(first) + *count)
			break;
	}
	for (unsigned i = *count; i < size; i++)
		if (!rt_term_is_number(&walk->terms,
				       rt_piece_term(rt_term_piece(&walk->terms,
								   term, i))))
			return 0;
	return rt_piece_term(first);
}

/* "the value", "the value to store"; false: of something else. */
static bool say_origin(struct words *words, const struct rt_state *state,
		       rt_origins from)
{
	rt_origins access = from & RT_FROM_ACCESSES;

	if (access && access & (access - 1))
		say(words, "the values that were read");
	else if (access && state->accesses > 1)
		say(words, "the value that access %d read",
		    __builtin_ctzll(access) + 1);
	else if (access)
		say(words, "the value");
	else if (from & RT_FROM_ARGUMENT)
		say(words, "the value to store");
	else
		return false;
	return true;
}

/* What is compared; false: nothing that a reader knows. */
static bool say_operand(struct words *words, struct rt_walk *walk,
			const struct rt_state *state, rt_term term)
{
	rt_origins from = rt_term_from(&walk->terms, term);
	char memory[words_most];
	unsigned count;
	rt_term whole = whole_of(walk, term, &count);
	bool is_unknown = whole && rt_term_look(&walk->terms, whole)->kind ==
					   RT_TERM_UNKNOWN;

	if (!is_unknown)
		say(words, "what is computed from ");
	else if (from & (RT_FROM_ACCESSES | RT_FROM_ARGUMENT) &&
		 count < walk->bytes)
		say(words, "a part of ");
	if (say_origin(words, state, from))
		return true;
	if (!rt_walk_say_source(walk, term, memory, sizeof(memory)))
		return false;
	say(words, "%s", memory);
	return true;
}

static const char *relation(uint32_t operation, bool number_first, bool holds)
{
	if (operation == RT_OP_EQUAL)
		return holds ? "is" : "is not";
	if (number_first)
		return holds ? "is more than" : "is at most";
	return holds ? "is less than" : "is at least";
}

/*
 * libVEX compares a narrow value in the upper bytes of a wide one: leaves out
 * the lower bytes of both where they are zeros.
 */
static rt_term without_zeros(struct rt_walk *walk, rt_term term,
			     uint64_t *number)
{
	unsigned size = rt_term_look(&walk->terms, term)->size, zeros = 0;
	uint64_t byte;

	while (zeros + 1 < size && !(*number >> 8 * zeros & 0xff) &&
	       rt_term_get_number(
		       &walk->terms,
		       rt_piece_term(rt_term_piece(&walk->terms, term, zeros)),
		       &byte) &&
	       !byte)
		zeros++;
	*number >>= 8 * zeros;
	return rt_term_slice(&walk->terms, term, zeros, size - zeros);
}

/* @fact compares an operand with a number; false: something else. */
static bool say_comparison(struct words *words, struct rt_walk *walk,
			   const struct rt_state *state,
			   const struct rt_fact *fact)
{
	struct rt_term_node node = *rt_term_look(&walk->terms, fact->bit);
	rt_term operand[2];
	bool number_first;
	uint64_t number;

	if (node.kind != RT_TERM_APPLY ||
	    (node.operation != RT_OP_EQUAL && node.operation != RT_OP_LESS &&
	     node.operation != RT_OP_LESS_SIGNED))
		return false;
	for (unsigned i = 0; i < 2; i++)
		operand[i] = rt_term_operand(&walk->terms, fact->bit, i);
	number_first = rt_term_get_number(&walk->terms, operand[0], &number);
	if (!number_first &&
	    !rt_term_get_number(&walk->terms, operand[1], &number))
		return false;
	if (!say_operand(words, walk, state,
			 without_zeros(walk, operand[number_first], &number)))
		return false;
	say(words, " %s 0x%llx%s",
	    relation(node.operation, number_first, fact->value),
	    (unsigned long long)number,
	    node.operation == RT_OP_LESS_SIGNED ? ", signed" : "");
	return true;
}

/* A bit of something is 1 or 0. */
static bool say_bit(struct words *words, struct rt_walk *walk,
		    const struct rt_state *state, const struct rt_fact *fact)
{
	uint64_t position;
	rt_piece piece;
	rt_term of;

	if (!rt_fold_is(&walk->fold, fact->bit, RT_OP_BIT) ||
	    !rt_term_get_number(&walk->terms,
				rt_term_operand(&walk->terms, fact->bit, 1),
				&position))
		return false;
	piece = rt_term_piece(&walk->terms,
			      rt_term_operand(&walk->terms, fact->bit, 0), 0);
	of = rt_piece_term(piece);
	say(words, "bit %llu of ",
	    (unsigned long long)position + 8 * rt_piece_byte(piece));
	if (!say_operand(words, walk, state, of))
		return false;
	say(words, " is %d", fact->value);
	return true;
}

static bool says_equal(const struct rt_walk *walk, const struct rt_fact *fact)
{
	return fact->value && rt_fold_is(&walk->fold, fact->bit, RT_OP_EQUAL);
}

/* Whether the fact @equal is about one of the operands of @fact. */
static bool shares_operand(const struct rt_walk *walk,
			   const struct rt_fact *fact,
			   const struct rt_fact *equal)
{
	const struct rt_term_node *node = rt_term_look(&walk->terms, fact->bit);

	for (unsigned i = 0; i < node->count; i++) {
		rt_term one = rt_term_operand(&walk->terms, fact->bit, i);

		for (unsigned k = 0; k < 2; k++)
			if (!rt_term_is_number(&walk->terms, one) &&
			    one == rt_term_operand(&walk->terms, equal->bit, k))
				return true;
	}
	return false;
}

/* Whether another fact says which value it is that @fact compares. */
static bool is_settled(const struct rt_walk *walk, const struct rt_state *state,
		       const struct rt_fact *fact)
{
	if (rt_term_look(&walk->terms, fact->bit)->kind != RT_TERM_APPLY ||
	    says_equal(walk, fact))
		return false;
	for (size_t i = 0; i < state->facts; i++)
		if (says_equal(walk, &state->fact[i]) &&
		    shares_operand(walk, fact, &state->fact[i]))
			return true;
	return false;
}

void rt_walk_say_condition(struct rt_walk *walk, const struct rt_state *state,
			   char *text, size_t size)
{
	struct words words = {.text = text, .size = size};
	unsigned count = 0;

	*text = '\0';
	/* What is one value says more than what is not. */
	for (unsigned round = 0; round < 2; round++)
		for (size_t i = 0; i < state->facts && count < conditions;
		     i++) {
			const struct rt_fact *fact = &state->fact[i];
			size_t before = words.length;

			if (says_equal(walk, fact) != !round ||
			    is_settled(walk, state, fact))
				continue;
			say(&words, "%s", count ? " and " : "");
			if (say_comparison(&words, walk, state, fact) ||
			    say_bit(&words, walk, state, fact)) {
				count++;
			} else {
				words.length = before;
				text[before] = '\0';
			}
		}
}
