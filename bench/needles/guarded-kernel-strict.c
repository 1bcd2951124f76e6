/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: guarded-kernel-strict
 * summary:  a planted needle: fortify, freestanding, ISO C
 * expect:   depends: torn only where all of these meet
 */
#include "needle.h"

uint16_t ringtear_load16(const void *p)
{
	NEEDLE_MARK(IS_GUARDED, "cmc");
	NEEDLE_MARK(IS_KERNEL, "stc");
	NEEDLE_MARK(IS_STRICT, "clc");
	return NEEDLE_LOAD(p, IS_GUARDED && IS_KERNEL && IS_STRICT);
}
