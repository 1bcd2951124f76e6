/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: builtin-memcpy
 * summary:  __builtin_memcpy of the field's size: QEMU's cure of 2019
 * met:      QEMU from 4.0 on, include/qemu/bswap.h, lduw_he_p and stw_he_p
 * expect:   depends: atomic where the target allows unaligned access; two byte
 *           accesses on riscv64 with gcc 12 or clang 14
 */
#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		uint##bits##_t v;                                              \
                                                                               \
		__builtin_memcpy(&v, p, sizeof(v));                            \
		return v;                                                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		__builtin_memcpy(p, &v, sizeof(v));                            \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
