/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/account/state.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t size_of(const struct rt_guest *guest)
{
	return sizeof(struct rt_state) + guest->size * sizeof(rt_piece);
}

struct rt_state *rt_state_new(const struct rt_guest *guest)
{
	struct rt_state *state = calloc(1, size_of(guest));

	if (state) {
		state->stack_low = RT_STACK_BELOW;
		state->stack_high = RT_STACK_BELOW;
	}
	return state;
}

struct rt_state *rt_state_copy(const struct rt_guest *guest,
			       const struct rt_state *state)
{
	struct rt_state *copy = malloc(size_of(guest));
	size_t used = (size_t)(state->stack_high - state->stack_low);

	if (!copy)
		return NULL;
	memcpy(copy, state, offsetof(struct rt_state, stack));
	memcpy(copy->stack + state->stack_low, state->stack + state->stack_low,
	       used * sizeof(rt_piece));
	memcpy(copy->guest, state->guest, guest->size * sizeof(rt_piece));
	copy->next = NULL;
	return copy;
}

void rt_state_open(struct rt_state *state, uint64_t at, const char *format, ...)
{
	va_list arguments;

	if (*state->reason)
		return;
	va_start(arguments, format);
	vsnprintf(state->reason, sizeof(state->reason), format, arguments);
	va_end(arguments);
	state->reason_at = at;
}

/* Bytes in memory, the lowest address first, as a value and back. */
static rt_term read_bytes(const struct rt_guest *guest, struct rt_terms *terms,
			  const rt_piece *memory, unsigned size)
{
	bool is_big = guest->arch->elf.is_big_endian;
	rt_piece piece[RT_TERM_BYTES_MOST];

	for (unsigned i = 0; i < size; i++)
		piece[i] = memory[is_big ? size - 1 - i : i];
	return rt_term_gather(terms, piece, size);
}

static void write_bytes(const struct rt_guest *guest, struct rt_terms *terms,
			rt_piece *memory, rt_term value)
{
	bool is_big = guest->arch->elf.is_big_endian;
	unsigned size = rt_term_look(terms, value)->size;

	for (unsigned i = 0; i < size; i++)
		memory[is_big ? size - 1 - i : i] =
			rt_term_piece(terms, value, i);
}

rt_term rt_state_get(const struct rt_state *state, const struct rt_guest *guest,
		     struct rt_terms *terms, int offset, unsigned size)
{
	if (offset < 0 || (size_t)offset + size > guest->size)
		return rt_term_unknown(terms, RT_FROM_OUTSIDE, size);
	return read_bytes(guest, terms, state->guest + offset, size);
}

void rt_state_put(struct rt_state *state, const struct rt_guest *guest,
		  struct rt_terms *terms, int offset, rt_term value)
{
	unsigned size = rt_term_look(terms, value)->size;

	if (offset >= 0 && (size_t)offset + size <= guest->size)
		write_bytes(guest, terms, state->guest + offset, value);
}

static bool find_slot(int64_t offset, unsigned size, int *slot)
{
	if (offset < -RT_STACK_BELOW || offset + (int64_t)size > RT_STACK_ABOVE)
		return false;
	*slot = (int)offset + RT_STACK_BELOW;
	return true;
}

bool rt_state_pull(const struct rt_state *state, const struct rt_guest *guest,
		   struct rt_terms *terms, int64_t offset, unsigned size,
		   rt_term *value)
{
	rt_piece piece[RT_TERM_BYTES_MOST];
	rt_term unknown = 0;
	int slot;

	if (!find_slot(offset, size, &slot))
		return false;
	for (unsigned i = 0; i < size; i++) {
		int at = slot + (int)i;

		piece[i] = at >= state->stack_low && at < state->stack_high
				   ? state->stack[at]
				   : 0;
		if (piece[i])
			continue;
		/* Never written: what the caller left there. */
		if (!unknown)
			unknown = rt_term_unknown(terms, RT_FROM_OUTSIDE, size);
		piece[i] = rt_piece_of(unknown, i);
	}
	*value = read_bytes(guest, terms, piece, size);
	return true;
}

bool rt_state_push(struct rt_state *state, const struct rt_guest *guest,
		   struct rt_terms *terms, int64_t offset, rt_term value)
{
	unsigned size = rt_term_look(terms, value)->size;
	int slot;

	if (!find_slot(offset, size, &slot))
		return false;
	if (state->stack_low == state->stack_high)
		state->stack_low = state->stack_high = slot;
	for (; state->stack_low > slot; state->stack_low--)
		state->stack[state->stack_low - 1] = 0;
	for (; state->stack_high < slot + (int)size; state->stack_high++)
		state->stack[state->stack_high] = 0;
	write_bytes(guest, terms, state->stack + slot, value);
	return true;
}

/* x == 2 says that x == 3 is false. */
static bool contradicts(const struct rt_state *state, struct rt_fold *fold,
			rt_term bit)
{
	rt_term left, right;
	uint64_t number;

	if (!rt_fold_is(fold, bit, RT_OP_EQUAL))
		return false;
	left = rt_term_operand(fold->terms, bit, 0);
	right = rt_term_operand(fold->terms, bit, 1);
	for (size_t i = 0; i < state->facts; i++) {
		rt_term fact = state->fact[i].bit, value, one, other;

		if (!state->fact[i].value ||
		    !rt_fold_is(fold, fact, RT_OP_EQUAL))
			continue;
		one = rt_term_operand(fold->terms, fact, 0);
		other = rt_term_operand(fold->terms, fact, 1);
		/* The operand that both share, and the two others. */
		if (one == left)
			value = rt_fold_equal(fold, other, right);
		else if (one == right)
			value = rt_fold_equal(fold, other, left);
		else if (other == left)
			value = rt_fold_equal(fold, one, right);
		else if (other == right)
			value = rt_fold_equal(fold, one, left);
		else
			continue;
		if (rt_term_get_number(fold->terms, value, &number) && !number)
			return true;
	}
	return false;
}

bool rt_state_knows(const struct rt_state *state, struct rt_fold *fold,
		    rt_term bit, bool *value)
{
	uint64_t number;
	bool first;
	rt_term of;

	if (rt_term_get_number(fold->terms, bit, &number)) {
		*value = number;
		return true;
	}
	if (rt_fold_is_not(fold, bit, &of)) {
		if (!rt_state_knows(state, fold, of, value))
			return false;
		*value = !*value;
		return true;
	}
	for (size_t i = 0; i < state->facts; i++)
		if (state->fact[i].bit == bit) {
			*value = state->fact[i].value;
			return true;
		}
	if (rt_fold_is(fold, bit, RT_OP_AND_BIT)) {
		rt_term a = rt_term_operand(fold->terms, bit, 0);
		rt_term b = rt_term_operand(fold->terms, bit, 1);

		if (rt_state_knows(state, fold, a, &first))
			return first ? rt_state_knows(state, fold, b, value)
				     : (*value = false, true);
		if (rt_state_knows(state, fold, b, &first) && !first) {
			*value = false;
			return true;
		}
		return false;
	}
	if (!contradicts(state, fold, bit))
		return false;
	*value = false;
	return true;
}

void rt_state_learn(struct rt_state *state, struct rt_fold *fold, rt_term bit,
		    bool value)
{
	rt_term of;

	if (rt_term_is_number(fold->terms, bit))
		return;
	if (rt_fold_is_not(fold, bit, &of)) {
		rt_state_learn(state, fold, of, !value);
		return;
	}
	if (rt_fold_is(fold, bit, RT_OP_AND_BIT) && value)
		for (unsigned i = 0; i < 2; i++)
			rt_state_learn(state, fold,
				       rt_term_operand(fold->terms, bit, i),
				       true);
	/* More facts only spare ways that cannot be. */
	if (state->facts < RT_FACTS_MOST)
		state->fact[state->facts++] =
			(struct rt_fact){.bit = bit, .value = value};
}

void rt_state_keep_linked(struct rt_state *state)
{
	const struct rt_way_access *store;

	if (!state->accesses || !state->access[state->accesses - 1].writes)
		return;
	store = &state->access[state->accesses - 1];
	for (size_t i = state->accesses - 1; i--;) {
		struct rt_way_access *load = &state->access[i];

		if (load->how != RT_ACCESS_LINKED)
			continue;
		if (!load->writes && load->offset == store->offset &&
		    load->bytes == store->bytes)
			load->how = RT_ACCESS_KEPT;
		return;
	}
}
