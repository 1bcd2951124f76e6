/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: asterinas-byte-loop
 * summary:  a byte loop over a length that is clamped at run time
 * met:      case 4: Asterinas, 2024-07, issues 1089, 1112 and 2948: a 4-byte
 *           ring read through a memmove of its own; CI panicked in pop_used
 * expect:   torn
 */
#include <stddef.h>

#include "ringtear.h"

/* volatile stands for a memmove in another crate, which nothing folds. */
static void copy_bytes(volatile uint8_t *to, const volatile uint8_t *from,
		       size_t length, size_t room)
{
	if (length > room)
		length = room;
	for (size_t i = 0; i < length; i++)
		to[i] = from[i];
}

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		uint##bits##_t v = 0;                                          \
                                                                               \
		copy_bytes((volatile uint8_t *)&v, p, sizeof(v), sizeof(v));   \
		return v;                                                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		copy_bytes(p, (volatile uint8_t *)&v, sizeof(v), sizeof(v));   \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
