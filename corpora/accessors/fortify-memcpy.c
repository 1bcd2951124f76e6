/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: fortify-memcpy
 * summary:  memcpy through a wrapper in the manner of fortify-headers 1.0
 * met:      QEMU as Alpine Linux built it in 2019, with fortify-headers 1.0
 *           and -D_FORTIFY_SOURCE=2
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
