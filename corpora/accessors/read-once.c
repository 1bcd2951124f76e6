/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: read-once
 * summary:  a volatile access to a field of any type, through typeof
 * met:      Linux READ_ONCE and WRITE_ONCE
 * expect:   atomic
 */
#include "ringtear.h"

#define ONCE(field) (*(volatile __typeof__(field) *)&(field))

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		return ONCE(*(const uint##bits##_t *)p);                       \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		ONCE(*(uint##bits##_t *)p) = v;                                \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
