/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: kernel-canary-small-pie
 * summary:  a planted needle: freestanding, a canary, size, PIE
 * expect:   depends: torn only where all of these meet
 */
#include "needle.h"

uint16_t ringtear_load16(const void *p)
{
	NEEDLE_MARK(IS_KERNEL, "cmc");
	NEEDLE_MARK(HAS_CANARY, "stc");
	NEEDLE_MARK(IS_SMALL, "clc");
	NEEDLE_MARK(IS_PIE, "cld");
	return NEEDLE_LOAD(p, IS_KERNEL && HAS_CANARY && IS_SMALL && IS_PIE);
}
