/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: c11-atomic
 * summary:  atomic_load_explicit and atomic_store_explicit of stdatomic.h
 * met:      liburing, its rings shared with the kernel
 * expect:   atomic
 */
#include <stdatomic.h>

#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		return atomic_load_explicit((const _Atomic uint##bits##_t *)p, \
					    memory_order_relaxed);             \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		atomic_store_explicit((_Atomic uint##bits##_t *)p, v,          \
				      memory_order_relaxed);                   \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
