/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: plain
 * summary:  a plain dereference
 * met:      drivers of small systems; proposed for QEMU in 2021 and rejected
 *           there, as unaligned pointers must work
 * expect:   depends: atomic where it is one mov; the compiler may read it
 *           twice, split it or leave it out
 */
#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		return *(const uint##bits##_t *)p;                             \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		*(uint##bits##_t *)p = v;                                      \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
RINGTEAR_128_BITS(ACCESSORS)
