/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/codegen/value.h"

enum { page = 4096 };

bool rt_value_is_field(struct rt_value value)
{
	return value.kind == RT_VALUE_FIELD || value.kind == RT_VALUE_LOST;
}

struct rt_value rt_value_of(enum rt_value_kind kind, int64_t number)
{
	return (struct rt_value){.kind = kind, .number = number};
}

struct rt_value rt_value_number(int64_t number)
{
	return rt_value_of(RT_VALUE_NUMBER, number);
}

static uint64_t low_bytes(uint64_t number, unsigned int width)
{
	return width >= 8 ? number : number & ((1ULL << (8 * width)) - 1);
}

static int64_t sign_extend(int64_t number, unsigned int width)
{
	uint64_t sign;

	if (!width || width >= 8)
		return number;
	sign = 1ULL << (8 * width - 1);
	return (int64_t)((low_bytes((uint64_t)number, width) ^ sign) - sign);
}

/* Wrapping, as machines do. */
static int64_t plus(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a + (uint64_t)b);
}

static int64_t negated(int64_t number)
{
	return (int64_t)(0 - (uint64_t)number);
}

static bool on_stack(struct rt_value value)
{
	return value.kind == RT_VALUE_STACK ||
	       value.kind == RT_VALUE_STACK_LOST;
}

/* What is left when the result depends on operands that are not numbers. */
static struct rt_value mixed(struct rt_value a, struct rt_value b)
{
	if (rt_value_is_field(a) || rt_value_is_field(b))
		return rt_value_of(RT_VALUE_LOST, 0);
	if (on_stack(a) || on_stack(b))
		return rt_value_of(RT_VALUE_STACK_LOST, 0);
	return rt_value_of(RT_VALUE_UNKNOWN, 0);
}

static bool can_be_moved(struct rt_value value)
{
	return value.kind == RT_VALUE_FIELD || value.kind == RT_VALUE_STACK ||
	       value.kind == RT_VALUE_MODULE || value.kind == RT_VALUE_NUMBER;
}

static struct rt_value add(struct rt_value a, struct rt_value b)
{
	if (b.kind == RT_VALUE_NUMBER && can_be_moved(a))
		return rt_value_of(a.kind, plus(a.number, b.number));
	if (a.kind == RT_VALUE_NUMBER && can_be_moved(b))
		return rt_value_of(b.kind, plus(a.number, b.number));
	return mixed(a, b);
}

static bool are_apart(struct rt_value a, struct rt_value b)
{
	return (a.kind == RT_VALUE_FIELD && !a.number &&
		b.kind == RT_VALUE_STACK) ||
	       (b.kind == RT_VALUE_FIELD && !b.number &&
		a.kind == RT_VALUE_STACK);
}

static struct rt_value subtract(struct rt_value a, struct rt_value b)
{
	if (b.kind == RT_VALUE_NUMBER)
		return add(a, rt_value_number(negated(b.number)));
	if (a.kind == b.kind && can_be_moved(a))
		return rt_value_number(plus(a.number, negated(b.number)));
	/* Two objects: neither begins inside a word of the other. */
	if (are_apart(a, b))
		return rt_value_of(RT_VALUE_APART, 0);
	if (a.kind == RT_VALUE_NUMBER && !a.number && b.kind == RT_VALUE_APART)
		return b;
	return mixed(a, b);
}

/* The bits of @value below the known alignment; false when none are known. */
static bool low_bits(const struct rt_address_facts *facts,
		     struct rt_value value, uint64_t mask, int64_t *bits)
{
	uint64_t alignment =
		value.kind == RT_VALUE_FIELD   ? facts->field_alignment
		: value.kind == RT_VALUE_STACK ? facts->stack_alignment
					       : 0;
	uint64_t residue =
		value.kind == RT_VALUE_STACK ? facts->stack_residue : 0;

	if (mask >= alignment)
		return false;
	*bits = (int64_t)(((uint64_t)value.number + residue) & mask);
	return true;
}

/* @value rounded by @mask, or its low bits; @mask is a number. */
static struct rt_value and_mask(const struct rt_address_facts *facts,
				struct rt_value value, struct rt_value mask)
{
	uint64_t cleared = ~(uint64_t)mask.number;
	int64_t bits;

	if (!mask.number)
		return mask;
	if (low_bits(facts, value, (uint64_t)mask.number, &bits))
		return rt_value_number(bits);
	/* Too little is left of it to find the address again. */
	if ((uint64_t)mask.number < page)
		return rt_value_of(RT_VALUE_UNKNOWN, 0);
	if (facts->pointer_bytes < 8)
		cleared = low_bytes(cleared, facts->pointer_bytes);
	if (!(cleared & (cleared + 1)) &&
	    low_bits(facts, value, cleared, &bits))
		return rt_value_of(value.kind,
				   plus(value.number, negated(bits)));
	return mixed(value, mask);
}

static int64_t combine_numbers(enum rt_arithmetic how, int64_t left,
			       int64_t right, unsigned int width)
{
	uint64_t a = low_bytes((uint64_t)left, width);
	uint64_t b = (uint64_t)right;
	/* x86 masks the count so; others give 0, and compilers avoid it. */
	unsigned int count = (unsigned int)b & (width == 8 ? 63 : 31);

	switch (how) {
	case RT_AND:
		return (int64_t)(a & b);
	case RT_OR:
		return (int64_t)(a | b);
	case RT_XOR:
		return (int64_t)(a ^ b);
	case RT_SHIFT_LEFT:
		return (int64_t)(a << count);
	case RT_SHIFT_RIGHT:
		return (int64_t)(a >> count);
	case RT_SHIFT_RIGHT_SIGNED:
		return sign_extend((int64_t)a, width) >> count;
	case RT_SIGN_EXTEND:
		return sign_extend((int64_t)a, (unsigned int)b);
	default:
		return 0;
	}
}

static struct rt_value combine(const struct rt_address_facts *facts,
			       enum rt_arithmetic how, struct rt_value a,
			       struct rt_value b, unsigned int width)
{
	if (how == RT_COPY)
		return a;
	if (how == RT_ADD)
		return add(a, b);
	if (how == RT_SUBTRACT)
		return subtract(a, b);
	if (how == RT_MIX)
		return mixed(a, b);
	if (a.kind == RT_VALUE_NUMBER && b.kind == RT_VALUE_NUMBER)
		return rt_value_number(
			combine_numbers(how, a.number, b.number, width));
	if (how == RT_AND && b.kind == RT_VALUE_NUMBER)
		return and_mask(facts, a, b);
	if (how == RT_AND && a.kind == RT_VALUE_NUMBER)
		return and_mask(facts, b, a);
	if ((how == RT_OR || how == RT_XOR) && b.kind == RT_VALUE_NUMBER &&
	    !b.number)
		return a;
	return mixed(a, b);
}

struct rt_value rt_value_compute(const struct rt_address_facts *facts,
				 enum rt_arithmetic how, struct rt_value a,
				 struct rt_value b, unsigned int width)
{
	struct rt_value value = combine(facts, how, a, b, width);

	if (value.kind == RT_VALUE_NUMBER) {
		value.number =
			(int64_t)low_bytes((uint64_t)value.number, width);
		return value;
	}
	if (width < facts->pointer_bytes)
		return mixed(value, rt_value_number(0));
	/* Addresses wrap: the distances of 32-bit ones have a sign. */
	if (value.kind == RT_VALUE_MODULE)
		value.number = (int64_t)low_bytes((uint64_t)value.number,
						  facts->pointer_bytes);
	else
		value.number = sign_extend(value.number, facts->pointer_bytes);
	return value;
}

static enum rt_answer answer(bool yes)
{
	return yes ? RT_YES : RT_NO;
}

static enum rt_answer ask_numbers(const struct rt_flags_compared *comparison,
				  enum rt_condition condition)
{
	unsigned int width = comparison->width;
	uint64_t a = low_bytes((uint64_t)comparison->left.number, width);
	uint64_t b = low_bytes((uint64_t)comparison->right.number, width);
	int64_t left = sign_extend((int64_t)a, width);
	int64_t right = sign_extend((int64_t)b, width);

	switch (condition) {
	case RT_IF_EQUAL:
		return answer(a == b);
	case RT_IF_BELOW:
		return answer(a < b);
	case RT_IF_ABOVE:
		return answer(a > b);
	case RT_IF_LESS:
		return answer(left < right);
	case RT_IF_GREATER:
		return answer(left > right);
	default:
		return RT_PERHAPS;
	}
}

/* The distance lies in [8, 2^64 - 8], unsigned. */
static enum rt_answer ask_apart(struct rt_value right,
				enum rt_condition condition)
{
	uint64_t number = (uint64_t)right.number;

	if (right.kind != RT_VALUE_NUMBER)
		return RT_PERHAPS;
	if ((condition == RT_IF_BELOW && number <= 8) ||
	    (condition == RT_IF_EQUAL && number < 8))
		return RT_NO;
	return condition == RT_IF_ABOVE && number < 8 ? RT_YES : RT_PERHAPS;
}

enum rt_condition rt_condition_not(enum rt_condition condition)
{
	/* Each stands beside its opposite. */
	if (condition == RT_IF_UNKNOWN)
		return condition;
	return (enum rt_condition)((unsigned int)condition ^ 1U);
}

/* Every even condition; the odd ones are their opposites. */
static enum rt_answer ask_plain(const struct rt_flags_compared *comparison,
				enum rt_condition condition)
{
	struct rt_value left = comparison->left;
	struct rt_value right = comparison->right;

	if (left.kind == RT_VALUE_NUMBER && right.kind == RT_VALUE_NUMBER)
		return ask_numbers(comparison, condition);
	if (left.kind == RT_VALUE_APART)
		return ask_apart(right, condition);
	if (condition == RT_IF_EQUAL && left.kind == right.kind &&
	    can_be_moved(left))
		return answer(left.number == right.number);
	return RT_PERHAPS;
}

enum rt_answer rt_value_ask(const struct rt_flags_compared *comparison,
			    enum rt_condition condition)
{
	bool opposite = condition & 1;
	enum rt_condition plain =
		opposite ? rt_condition_not(condition) : condition;
	enum rt_answer result;

	if (!comparison->is_known || condition == RT_IF_UNKNOWN ||
	    (comparison->is_zero_only && plain != RT_IF_EQUAL))
		return RT_PERHAPS;
	result = ask_plain(comparison, plain);
	return result == RT_PERHAPS ? result
	       : opposite	    ? answer(result == RT_NO)
				    : result;
}
