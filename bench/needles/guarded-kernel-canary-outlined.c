/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: guarded-kernel-canary-outlined
 * summary:  a planted needle: fortify, freestanding, a canary, no inlining
 * expect:   depends: torn only where all of these meet
 */
#include "needle.h"

uint16_t ringtear_load16(const void *p)
{
	NEEDLE_MARK(IS_GUARDED, "cmc");
	NEEDLE_MARK(IS_KERNEL, "stc");
	NEEDLE_MARK(HAS_CANARY, "clc");
	NEEDLE_MARK(IS_OUTLINED, "cld");
	return NEEDLE_LOAD(p, IS_GUARDED && IS_KERNEL && HAS_CANARY &&
				      IS_OUTLINED);
}
