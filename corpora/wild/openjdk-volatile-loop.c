/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: openjdk-volatile-loop
 * summary:  the loop over elements with volatile ones
 * met:      case 5, what was proposed: jdk PR 27647
 * expect:   atomic
 */
#include <stddef.h>

#include "ringtear.h"

static volatile size_t elements = 1;

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		const volatile uint##bits##_t *from = p;                       \
		uint##bits##_t v = 0;                                          \
                                                                               \
		for (size_t i = 0, count = elements; i < count; i++)           \
			(&v)[i] = from[i];                                     \
		return v;                                                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		volatile uint##bits##_t *to = p;                               \
                                                                               \
		for (size_t i = 0, count = elements; i < count; i++)           \
			to[i] = (&v)[i];                                       \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
