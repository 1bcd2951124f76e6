/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes of a field of 16, 32 or 64 bits, its width. Pure, any thread. */
#ifndef RT_BASE_BYTES_H
#define RT_BASE_BYTES_H

#include <stdint.h>

/* The largest value of @width bits. */
static inline uint64_t rt_mask(unsigned width)
{
	return UINT64_MAX >> (64 - width);
}

/* @value with its lowest @width / 8 bytes in the other order. */
static inline uint64_t rt_swap_bytes(uint64_t value, unsigned width)
{
	return __builtin_bswap64(value) >> (64 - width);
}

#endif
