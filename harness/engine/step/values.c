/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/values.h"

#include <stdbool.h>

#include "harness/base/bytes.h"

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

static const struct rt_step_pair first = {0x8877665544332211u,
					  0xffeeddccbbaa9900u};

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

static struct rt_step_pair pair_of_row(unsigned row)
{
	struct rt_step_pair pair = {0, 0};

	for (unsigned byte = 0; byte < 8; byte++) {
		unsigned number = class_of(row, byte);
		uint8_t own = class[number].of_its_own
				      ? (uint8_t)(0x11 * (byte + 1))
				      : 0;

		pair.old_value |= (uint64_t)(class[number].before ^ own)
				  << 8 * byte;
		pair.new_value |= (uint64_t)(class[number].after ^ own)
				  << 8 * byte;
	}
	return pair;
}

/* The number of proper parts of a field: bytes, 16 and 32 bits. */
static unsigned part_count(unsigned width)
{
	unsigned count = 0;

	for (unsigned bits = 8; bits < width; bits *= 2)
		count += width / bits;
	return count;
}

/* The mask of part @number, counted from the lowest bits. */
static uint64_t part_mask(unsigned number, unsigned width)
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
	uint64_t mask = part_mask(number % parts, width);

	if (number >= parts)
		mask = ~mask;
	return (struct rt_step_pair){
		first.old_value,
		(first.old_value & ~mask) | (first.new_value & mask),
	};
}

unsigned rt_step_pair_count(unsigned width)
{
	return 1 + classes * classes + 2 * part_count(width);
}

uint64_t rt_step_call_value(uint32_t number, unsigned width)
{
	/* Any odd number with bits everywhere goes through all of them. */
	const uint64_t spread = 0x9e3779b97f4a7c15u;

	if (width <= 16 || number % 2 == 0)
		return (width <= 16 ? number : number / 2) & rt_mask(width);
	return number * spread & rt_mask(width);
}

struct rt_step_pair rt_step_pair(unsigned number, unsigned width)
{
	struct rt_step_pair pair = first;

	if (number > classes * classes)
		pair = pair_of_part(number - classes * classes - 1, width);
	else if (number)
		pair = pair_of_row(number - 1);
	pair.old_value &= rt_mask(width);
	pair.new_value &= rt_mask(width);
	return pair;
}

enum {
	ways_of_constant = 6, /* it and two neighbours, old or new */
	ways_of_difference = 4,
};

/* Where a carry goes from each byte to the next: 0xff to 0x100, and back. */
static unsigned carries(unsigned width)
{
	return 2 * (width / 8 - 1);
}

static struct rt_step_pair carry_pair(unsigned number, unsigned width)
{
	uint64_t above = (uint64_t)1 << 8 * (number / 2 + 1);
	uint64_t mask = rt_mask(width);

	if (number % 2)
		return (struct rt_step_pair){above & mask, (above - 1) & mask};
	return (struct rt_step_pair){(above - 1) & mask, above & mask};
}

static struct rt_step_pair constant_pair(uint64_t constant, unsigned way,
					 unsigned width)
{
	static const uint64_t neighbour[] = {0, 1, UINT64_MAX};
	uint64_t value = constant + neighbour[way / 2];
	/* In every byte another value, so that each mixture is a third one. */
	uint64_t other = value ^ 0x5aa55aa55aa55aa5u;
	uint64_t mask = rt_mask(width);

	if (way % 2)
		return (struct rt_step_pair){value & mask, other & mask};
	return (struct rt_step_pair){other & mask, value & mask};
}

static struct rt_step_pair difference_pair(uint64_t difference, unsigned way,
					   unsigned width)
{
	uint64_t from = way / 2 ? first.old_value : 0xff;
	uint64_t mask = rt_mask(width);

	if (way % 2)
		difference = -difference;
	return (struct rt_step_pair){from & mask, (from + difference) & mask};
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
						   : ways_of_constant;

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
