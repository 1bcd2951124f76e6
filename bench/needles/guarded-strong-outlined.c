/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: guarded-strong-outlined
 * summary:  a planted needle: fortify, a strong canary, no inlining
 * expect:   depends: torn only where all of these meet
 */
#include "needle.h"

uint16_t ringtear_load16(const void *p)
{
	NEEDLE_MARK(IS_GUARDED, "cmc");
	NEEDLE_MARK(HAS_STRONG_CANARY, "stc");
	NEEDLE_MARK(IS_OUTLINED, "clc");
	return NEEDLE_LOAD(p, IS_GUARDED && HAS_STRONG_CANARY && IS_OUTLINED);
}
