/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: canary-outlined-unsigned
 * summary:  a planted needle: a canary, no inlining, unsigned char
 * expect:   depends: torn only where all of these meet
 */
#include "needle.h"

uint16_t ringtear_load16(const void *p)
{
	NEEDLE_MARK(HAS_CANARY, "cmc");
	NEEDLE_MARK(IS_OUTLINED, "stc");
	NEEDLE_MARK(IS_UNSIGNED, "clc");
	return NEEDLE_LOAD(p, HAS_CANARY && IS_OUTLINED && IS_UNSIGNED);
}
