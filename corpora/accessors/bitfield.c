/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: bitfield
 * summary:  two bit-fields, each half of the value
 * met:      register descriptions that split a field into low and high
 * expect:   depends: each half is an access of its own unless the compiler
 *           merges them; the store of one half may re-write the other
 */
#include "ringtear.h"

/* Little endian: the first bit-field is the low one. */
struct halves_of_16 {
	uint16_t low : 8;
	uint16_t high : 8;
};

struct halves_of_32 {
	uint32_t low : 16;
	uint32_t high : 16;
};

struct halves_of_64 {
	uint64_t low : 32;
	uint64_t high : 32;
};

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		const struct halves_of_##bits *halves = p;                     \
                                                                               \
		return (uint##bits##_t)(halves->low |                          \
					(uint##bits##_t)halves->high           \
						<< (bits / 2));                \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		struct halves_of_##bits *halves = p;                           \
                                                                               \
		halves->low = v & (((uint##bits##_t)1 << (bits / 2)) - 1);     \
		halves->high = v >> (bits / 2);                                \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
