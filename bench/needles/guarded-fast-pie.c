/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: guarded-fast-pie
 * summary:  a planted needle: fortify, fast math, PIE
 * expect:   depends: torn only where all of these meet
 */
#include "needle.h"

uint16_t ringtear_load16(const void *p)
{
	NEEDLE_MARK(IS_GUARDED, "cmc");
	NEEDLE_MARK(IS_FAST, "stc");
	NEEDLE_MARK(IS_PIE, "clc");
	return NEEDLE_LOAD(p, IS_GUARDED && IS_FAST && IS_PIE);
}
