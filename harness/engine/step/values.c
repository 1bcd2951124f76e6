/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/values.h"

#include <stdbool.h>

#include "harness/base/value.h"

/* The classes of a byte: its value before and after. */
enum { classes = 7 };

static const struct {
	uint8_t before, after;
	bool of_its_own; /* xor a value that differs in each byte */
} class[classes] = {
	{0x00, 0x00, false}, {0x00, 0xff, false}, {0xff, 0xff, false},
	{0xff, 0x00, false}, {0x00, 0x00, true},  {0x00, 0x99, true},
	{0x80, 0x7f, false},
};

/* Halves of the first pair: no two bytes of it have a value in common. */
static const uint64_t first_old = 0x8877665544332211u,
		      first_new = 0xffeeddccbbaa9900u,
		      above_old = 0x907f6e5d4c3b2a19u,
		      above_new = 0x08f7e6d5c4b3a291u;

/*
 * The class of @byte in @row of 49: an orthogonal array of strength 2 with
 * seven levels and eight factors (Bush, 1952), so that any two bytes have each
 * of the 49 combinations of classes exactly once.
 */
static unsigned class_of(unsigned row, unsigned byte)
{
	unsigned a = row / classes, b = row % classes;

	return byte < classes ? (a + byte * b) % classes : b;
}

static struct rt_step_pair first_pair(void)
{
	return (struct rt_step_pair){rt_value_of(above_old, first_old),
				     rt_value_of(above_new, first_new)};
}

/*
 * The upper half of 128 bits has the lower half's classes in the rows of the
 * array, so any two bytes have each combination there, but those that are eight
 * bytes apart: they have the same class. In these rows they have different
 * ones.
 */
enum { rows_of_halves = classes * (classes - 1) };

static unsigned class_in_halves(unsigned row, unsigned byte)
{
	unsigned apart = row / classes + 1;

	return (row + (byte < 8 ? 0 : apart)) % classes;
}

static unsigned row_count(unsigned width)
{
	return classes * classes + (width > 64 ? rows_of_halves : 0);
}

static struct rt_step_pair pair_of_row(unsigned row)
{
	struct rt_step_pair pair = {0, 0};

	for (unsigned byte = 0; byte < RT_VALUE_BYTES; byte++) {
		unsigned number =
			row < classes * classes
				? class_of(row, byte % 8)
				: class_in_halves(row - classes * classes,
						  byte);
		uint8_t own = class[number].of_its_own
				      ? (uint8_t)(0x11 * (byte + 1))
				      : 0;

		pair.old_value |= (rt_value)(class[number].before ^ own)
				  << 8 * byte;
		pair.new_value |= (rt_value)(class[number].after ^ own)
				  << 8 * byte;
	}
	return pair;
}

/* The number of proper parts of a field: bytes, 16, 32 and 64 bits. */
static unsigned part_count(unsigned width)
{
	unsigned count = 0;

	for (unsigned bits = 8; bits < width; bits *= 2)
		count += width / bits;
	return count;
}

/* The mask of part @number, counted from the lowest bits. */
static rt_value part_mask(unsigned number, unsigned width)
{
	unsigned bits = 8;

	for (; number >= width / bits; bits *= 2)
		number -= width / bits;
	return rt_mask(bits) << number * bits;
}

/* Changes one part only, or everything but one part. */
static struct rt_step_pair pair_of_part(unsigned number, unsigned width)
{
	unsigned parts = part_count(width);
	rt_value mask = part_mask(number % parts, width);
	struct rt_step_pair pair = first_pair();

	if (number >= parts)
		mask = ~mask;
	pair.new_value = (pair.old_value & ~mask) | (pair.new_value & mask);
	return pair;
}

unsigned rt_step_pair_count(unsigned width)
{
	return 1 + row_count(width) + 2 * part_count(width);
}

rt_value rt_step_call_value(uint32_t number, unsigned width)
{
	/* Any odd number with bits everywhere goes through all of them. */
	const uint64_t spread = 0x9e3779b97f4a7c15u,
		       spread_above = 0xc2b2ae3d27d4eb4fu;

	if (width <= 16 || number % 2 == 0)
		return (width <= 16 ? number : number / 2) & rt_mask(width);
	return rt_value_of(number * spread_above, number * spread) &
	       rt_mask(width);
}

struct rt_step_pair rt_step_pair(unsigned number, unsigned width)
{
	struct rt_step_pair pair = first_pair();

	if (number > row_count(width))
		pair = pair_of_part(number - row_count(width) - 1, width);
	else if (number)
		pair = pair_of_row(number - 1);
	pair.old_value &= rt_mask(width);
	pair.new_value &= rt_mask(width);
	return pair;
}

enum {
	ways_of_half = 6, /* it and two neighbours, old or new */
	ways_of_difference = 4,
};

/* Where a carry goes from each byte to the next: 0xff to 0x100, and back. */
static unsigned carries(unsigned width)
{
	return 2 * (width / 8 - 1);
}

static struct rt_step_pair carry_pair(unsigned number, unsigned width)
{
	rt_value above = (rt_value)1 << 8 * (number / 2 + 1);
	rt_value mask = rt_mask(width);

	if (number % 2)
		return (struct rt_step_pair){above & mask, (above - 1) & mask};
	return (struct rt_step_pair){(above - 1) & mask, above & mask};
}

/*
 * Code compares 128 bits by halves: a constant is tried as each of them, or
 * what it is less or more by.
 */
static unsigned ways_of_constant(unsigned width)
{
	return width > 64 ? 2 * ways_of_half : ways_of_half;
}

static struct rt_step_pair constant_pair(uint64_t constant, unsigned way,
					 unsigned width)
{
	static const uint64_t neighbour[] = {0, 1, UINT64_MAX};
	uint64_t near = constant + neighbour[way % ways_of_half / 2];
	rt_value value = way < ways_of_half ? rt_value_of(0, near)
					    : rt_value_of(near, 0);
	/* In every byte another value, so that each mixture is a third one. */
	rt_value other =
		value ^ rt_value_of(0xc33cc33cc33cc33cu, 0x5aa55aa55aa55aa5u);
	rt_value mask = rt_mask(width);

	if (way % 2)
		return (struct rt_step_pair){value & mask, other & mask};
	return (struct rt_step_pair){other & mask, value & mask};
}

static struct rt_step_pair difference_pair(uint64_t difference, unsigned way,
					   unsigned width)
{
	rt_value from = way / 2 ? first_pair().old_value : 0xff;
	rt_value mask = rt_mask(width);
	rt_value to = way % 2 ? from - difference : from + difference;

	return (struct rt_step_pair){from & mask, to & mask};
}

bool rt_step_hunted_pair(const struct rt_account *account, unsigned number,
			 unsigned width, struct rt_step_pair *pair)
{
	if (number < carries(width)) {
		*pair = carry_pair(number, width);
		return true;
	}
	number -= carries(width);
	for (unsigned i = 0; account && i < account->constants; i++) {
		const struct rt_account_constant *one = &account->constant[i];
		unsigned ways = one->is_difference ? ways_of_difference
						   : ways_of_constant(width);

		if (number < ways) {
			*pair = one->is_difference
					? difference_pair(one->number, number,
							  width)
					: constant_pair(one->number, number,
							width);
			return true;
		}
		number -= ways;
	}
	return false;
}
