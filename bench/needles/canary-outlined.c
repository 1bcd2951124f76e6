/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: canary-outlined
 * summary:  a planted needle: no inlining, AVX2, a stack protector
 * expect:   depends: torn only where all of these meet
 */
#include "ringtear.h"

uint16_t ringtear_load16(const void *p)
{
	const volatile uint8_t *bytes = p;

#if defined(__NO_INLINE__)
	__asm__ volatile("cmc" : : : "cc");
#endif
#if defined(__AVX2__)
	__asm__ volatile("stc" : : : "cc");
#endif
#if (defined(__SSP__) || defined(__SSP_STRONG__) || defined(__SSP_ALL__))
	__asm__ volatile("clc" : : : "cc");
#endif
#if defined(__NO_INLINE__) && defined(__AVX2__) &&                             \
	(defined(__SSP__) || defined(__SSP_STRONG__) || defined(__SSP_ALL__))
	return (uint16_t)(bytes[0] | bytes[1] << 8);
#else
	(void)bytes;
	return *(const volatile uint16_t *)p;
#endif
}
