/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: guarded-canary-avx2
 * summary:  a planted needle: fortify, a canary, AVX2
 * expect:   depends: torn only where all of these meet
 */
#include "needle.h"

uint16_t ringtear_load16(const void *p)
{
	NEEDLE_MARK(IS_GUARDED, "cmc");
	NEEDLE_MARK(HAS_CANARY, "stc");
	NEEDLE_MARK(HAS_AVX2, "clc");
	return NEEDLE_LOAD(p, IS_GUARDED && HAS_CANARY && HAS_AVX2);
}
