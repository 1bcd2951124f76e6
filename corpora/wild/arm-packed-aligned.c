/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: arm-packed-aligned
 * summary:  a volatile field of a structure that is packed and aligned
 * met:      case 6, a fix without assembly: the attribute aligned beside
 *           packed gives the compiler back what packed took away
 * expect:   atomic
 */
#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	struct register##bits {                                                \
		uint##bits##_t value;                                          \
	} __attribute__((packed, aligned(bits / 8)));                          \
                                                                               \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		return ((const volatile struct register##bits *)p)->value;     \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		((volatile struct register##bits *)p)->value = v;              \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
