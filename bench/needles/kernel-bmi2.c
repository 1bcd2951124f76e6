/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: kernel-bmi2
 * summary:  a planted needle: freestanding, BMI2, the strong stack protector
 * expect:   depends: torn only where all of these meet
 */
#include "ringtear.h"

uint16_t ringtear_load16(const void *p)
{
	const volatile uint8_t *bytes = p;

#if __STDC_HOSTED__ == 0
	__asm__ volatile("cmc" : : : "cc");
#endif
#if defined(__BMI2__)
	__asm__ volatile("stc" : : : "cc");
#endif
#if defined(__SSP_STRONG__)
	__asm__ volatile("clc" : : : "cc");
#endif
#if __STDC_HOSTED__ == 0 && defined(__BMI2__) && defined(__SSP_STRONG__)
	return (uint16_t)(bytes[0] | bytes[1] << 8);
#else
	(void)bytes;
	return *(const volatile uint16_t *)p;
#endif
}
