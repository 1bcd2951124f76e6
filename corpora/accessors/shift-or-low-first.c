/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: shift-or-low-first
 * summary:  bytes shifted and joined by or, the low one first
 * met:      portable readers of little-endian files and wire formats
 * expect:   depends: atomic where the compiler merges the bytes into one
 *           access ; torn at -O0 and with tcc
 */
#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		const uint8_t *byte = p;                                       \
		uint##bits##_t v = 0;                                          \
		unsigned int i;                                                \
                                                                               \
		for (i = 0; i < sizeof(v); i++)                                \
			v |= (uint##bits##_t)((uint##bits##_t)byte[i]          \
					      << (8 * i));                     \
		return v;                                                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		uint8_t *byte = p;                                             \
		unsigned int i;                                                \
                                                                               \
		for (i = 0; i < sizeof(v); i++)                                \
			byte[i] = (uint8_t)(v >> (8 * i));                     \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
