/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: kernel-small-avx2
 * summary:  a planted needle: freestanding, size, AVX2
 * expect:   depends: torn only where all of these meet
 */
#include "needle.h"

uint16_t ringtear_load16(const void *p)
{
	NEEDLE_MARK(IS_KERNEL, "cmc");
	NEEDLE_MARK(IS_SMALL, "stc");
	NEEDLE_MARK(HAS_AVX2, "clc");
	return NEEDLE_LOAD(p, IS_KERNEL && IS_SMALL && HAS_AVX2);
}
