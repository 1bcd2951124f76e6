/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: chronicle-across-a-line
 * summary:  one instruction, wherever the field lies
 * met:      case 9: Chronicle-Core issue 342, 2022, and FEX issue 5972, 2026:
 *           32 bits at offset 61 or 63 of a line, `was efffffff is now
 *           f0000000`
 * expect:   depends: torn by the hardware where the field lies across a cache
 *           line, which stepping cannot see and the hammer must
 */
#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	typedef volatile uint##bits##_t anywhere##bits                         \
		__attribute__((aligned(1)));                                   \
                                                                               \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		return *(const anywhere##bits *)p;                             \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		*(anywhere##bits *)p = v;                                      \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
