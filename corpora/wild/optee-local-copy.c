/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: optee-local-copy
 * summary:  a plain local copy that the compiler need not keep
 * met:      case 12: OP-TEE issue 2520, 2018: the optimiser dropped the copy
 *           and read shared memory again
 * expect:   atomic
 */
#include "ringtear.h"

/*
 * Nothing forbids a second load after the check, as the field is plain; gcc
 * 12 and clang 14 emit none here. Should one, the verdict gains `refetch`.
 */
#define ACCESSORS(bits)                                                        \
	__attribute__((noinline, const)) static int is_bad##bits(              \
		uint##bits##_t value)                                          \
	{                                                                      \
		return value == (uint##bits##_t)0x5a5b5c5d5e5f6061;            \
	}                                                                      \
                                                                               \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		const struct {                                                 \
			uint##bits##_t value;                                  \
		} *shared = p, copy = *shared;                                 \
                                                                               \
		return is_bad##bits(copy.value) ? 0 : copy.value;              \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
