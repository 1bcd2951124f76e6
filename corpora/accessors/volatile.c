/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: volatile
 * summary:  a dereference of a volatile pointer
 * met:      Linux ACCESS_ONCE, before READ_ONCE; drivers of small systems
 * expect:   atomic
 */
#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		return *(const volatile uint##bits##_t *)p;                    \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		*(volatile uint##bits##_t *)p = v;                             \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
RINGTEAR_128_BITS(ACCESSORS)
