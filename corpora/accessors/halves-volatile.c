/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: halves-volatile
 * summary:  two volatile accesses of half the width, low first
 * met:      64-bit registers behind 32-bit accesses: Linux lo_hi_readq
 * expect:   torn
 */
#include "ringtear.h"

typedef uint8_t half_of_16;
typedef uint16_t half_of_32;
typedef uint32_t half_of_64;
typedef uint64_t half_of_128;

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		const volatile half_of_##bits *half = p;                       \
		uint##bits##_t low = half[0];                                  \
		uint##bits##_t high = half[1];                                 \
                                                                               \
		return (uint##bits##_t)(low | high << (bits / 2));             \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		volatile half_of_##bits *half = p;                             \
                                                                               \
		half[0] = (half_of_##bits)v;                                   \
		half[1] = (half_of_##bits)(v >> (bits / 2));                   \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
RINGTEAR_128_BITS(ACCESSORS)
