/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: xen-ring-copy
 * summary:  one volatile load into a local copy, checked and used there
 * met:      case 11, its fix: RING_COPY_REQUEST of Xen's io/ring.h
 * expect:   atomic
 */
#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		uint##bits##_t local = *(const volatile uint##bits##_t *)p;    \
                                                                               \
		if (local == (uint##bits##_t)0x5a5b5c5d5e5f6061)               \
			return 0;                                              \
		return local;                                                  \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
