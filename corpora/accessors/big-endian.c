/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: big-endian
 * summary:  a plain access, the bytes swapped on the way
 * met:      virtio before 1.0 with a big-endian guest: QEMU lduw_be_p
 * expect:   depends: atomic where it is one mov and a swap, or one movbe; the
 *           field holds the value in the other byte order
 */
#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		return __builtin_bswap##bits(*(const uint##bits##_t *)p);      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		*(uint##bits##_t *)p = __builtin_bswap##bits(v);               \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
