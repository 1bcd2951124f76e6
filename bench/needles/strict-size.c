/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: strict-size
 * summary:  a planted needle: an ISO dialect, -Os, an unsigned char
 * expect:   depends: torn only where all of these meet
 */
#include "ringtear.h"

uint16_t ringtear_load16(const void *p)
{
	const volatile uint8_t *bytes = p;

#if defined(__STRICT_ANSI__)
	__asm__ volatile("cmc" : : : "cc");
#endif
#if defined(__OPTIMIZE_SIZE__)
	__asm__ volatile("stc" : : : "cc");
#endif
#if defined(__CHAR_UNSIGNED__)
	__asm__ volatile("clc" : : : "cc");
#endif
#if defined(__STRICT_ANSI__) && defined(__OPTIMIZE_SIZE__) &&                  \
	defined(__CHAR_UNSIGNED__)
	return (uint16_t)(bytes[0] | bytes[1] << 8);
#else
	(void)bytes;
	return *(const volatile uint16_t *)p;
#endif
}
