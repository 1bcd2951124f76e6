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
