/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: memcpy
 * summary:  memcpy of the field's size, as QEMU's lduw_he_p had it to 2019
 * met:      QEMU up to 3.1 include/qemu/bswap.h; most portable C
 * expect:   depends: atomic where the compiler expands it to one mov, torn
 *           where it is a call (-fno-builtin) to a memcpy that copies bytewise
 */
#include <string.h>

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
RINGTEAR_128_BITS(ACCESSORS)
