/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: arm-packed-volatile
 * summary:  a volatile field of a packed structure
 * met:      case 6: kernel drivers on ARM from gcc 4.6 on, linaro-toolchain
 *           2011-06-17: device registers were written byte by byte
 * expect:   depends: torn where the target has no unaligned access that the
 *           compiler thinks cheap: riscv64, AArch64 with -mstrict-align
 */
#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	struct register##bits {                                                \
		uint##bits##_t value;                                          \
	} __attribute__((packed));                                             \
                                                                               \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		return ((const volatile struct register##bits *)p)->value;     \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		((volatile struct register##bits *)p)->value = v;              \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
