/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: memmove
 * summary:  memmove of the field's size
 * met:      code that copies to or from shared memory and plays safe about
 *           overlap
 * expect:   depends: atomic where the compiler expands it; where it is a call,
 *           the library decides
 */
#include <string.h>

#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		uint##bits##_t v;                                              \
                                                                               \
		memmove(&v, p, sizeof(v));                                     \
		return v;                                                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		memmove(p, &v, sizeof(v));                                     \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
