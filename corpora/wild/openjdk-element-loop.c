/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: openjdk-element-loop
 * summary:  a loop that copies aligned elements, one at a time in the source
 * met:      case 5: OpenJDK on AArch64, 2025-10-06, jdk PR 27647: latent; the
 *           loop may become a memcpy, and volatile elements were proposed
 * expect:   depends: torn where the compiler makes a call of the loop and the
 *           libc copies in pieces (gcc at -O2 -ftree-loop-distribute-patterns)
 */
#include <stddef.h>

#include "ringtear.h"

/* The compiler must not know that there is one element. */
static volatile size_t elements = 1;

#define ACCESSORS(bits)                                                        \
	__attribute__((noinline)) static void copy##bits(                      \
		uint##bits##_t *restrict to,                                   \
		const uint##bits##_t *restrict from, size_t count)             \
	{                                                                      \
		for (size_t i = 0; i < count; i++)                             \
			to[i] = from[i];                                       \
	}                                                                      \
                                                                               \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		uint##bits##_t v = 0;                                          \
                                                                               \
		copy##bits(&v, p, elements);                                   \
		return v;                                                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		copy##bits(p, &v, elements);                                   \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
