/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: atomic-relaxed
 * summary:  __atomic_load_n and __atomic_store_n, relaxed: the sound control
 * met:      QEMU qatomic_read and qatomic_set
 * expect:   atomic
 */
#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		return __atomic_load_n((const uint##bits##_t *)p,              \
				       __ATOMIC_RELAXED);                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		__atomic_store_n((uint##bits##_t *)p, v, __ATOMIC_RELAXED);    \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
