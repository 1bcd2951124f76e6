/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: optee-relaxed-load
 * summary:  a relaxed atomic load into the local copy
 * met:      case 12, its fix: OP-TEE's answer to issue 2520
 * expect:   atomic
 */
#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	__attribute__((noinline, const)) static int is_bad##bits(              \
		uint##bits##_t value)                                          \
	{                                                                      \
		return value == (uint##bits##_t)0x5a5b5c5d5e5f6061;            \
	}                                                                      \
                                                                               \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		uint##bits##_t copy = __atomic_load_n(                         \
			(const uint##bits##_t *)p, __ATOMIC_RELAXED);          \
                                                                               \
		return is_bad##bits(copy) ? 0 : copy;                          \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
