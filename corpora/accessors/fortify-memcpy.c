/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: fortify-memcpy
 * summary:  memcpy through a wrapper in the manner of fortify-headers 1.0
 * met:      QEMU 2.x and 3.x built on Alpine Linux up to 3.18: every package
 *           there was compiled with fortify-headers and -D_FORTIFY_SOURCE
 * expect:   depends: torn with -O1 or more and -D_FORTIFY_SOURCE=1 or 2, as
 *           memcpy is then a call; without them the same as memcpy
 */
#include "fortify-1.0/string.h"

#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		uint##bits##_t v;                                              \
                                                                               \
		memcpy(&v, p, sizeof(v));                                      \
		return v;                                                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		memcpy(p, &v, sizeof(v));                                      \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
