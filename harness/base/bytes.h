/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values of a field of @width bits: 16, 32 or 64. Pure functions, thread-safe.
 */
#ifndef RT_BASE_BYTES_H
#define RT_BASE_BYTES_H

#include <stdint.h>

/* The largest value of @width bits. */
static inline uint64_t rt_mask(unsigned width)
{
	return UINT64_MAX >> (64 - width);
}

/* The lowest @width bits of @value, byte-swapped. */
static inline uint64_t rt_swap_bytes(uint64_t value, unsigned width)
{
	return __builtin_bswap64(value) >> (64 - width);
}

#endif
