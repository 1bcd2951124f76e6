/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: shift-or-high-first
 * summary:  bytes shifted and joined by or, the high one first
 * met:      as shift-or-low-first, where the author began at the other end
 * expect:   depends: atomic where the compiler merges the bytes into one
 *           access; torn at -O0 and with tcc, with the other mixture
 */
#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		const uint8_t *byte = p;                                       \
		uint##bits##_t v = 0;                                          \
		unsigned int i;                                                \
                                                                               \
		for (i = sizeof(v); i-- > 0;)                                  \
			v = (uint##bits##_t)((v << 4 << 4) | byte[i]);         \
		return v;                                                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		uint8_t *byte = p;                                             \
		unsigned int i;                                                \
                                                                               \
		for (i = sizeof(v); i-- > 0;)                                  \
			byte[i] = (uint8_t)(v >> (8 * i));                     \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
