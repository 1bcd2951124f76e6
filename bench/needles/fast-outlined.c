/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: fast-outlined
 * summary:  a planted needle: -ffast-math without inlining
 * expect:   depends: torn only where all of these meet
 */
#include "ringtear.h"

uint16_t ringtear_load16(const void *p)
{
	const volatile uint8_t *bytes = p;

#if defined(__FAST_MATH__)
	__asm__ volatile("cmc" : : : "cc");
#endif
#if defined(__NO_INLINE__)
	__asm__ volatile("stc" : : : "cc");
#endif
#if defined(__FAST_MATH__) && defined(__NO_INLINE__)
	return (uint16_t)(bytes[0] | bytes[1] << 8);
#else
	(void)bytes;
	return *(const volatile uint16_t *)p;
#endif
}
