/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a planted needle is made of: conditions that one flag each decides, a
 * mark in the code for each that holds, and a load that tears where all do.
 * The marks change no value; they are how a search sees that it comes nearer.
 */
#ifndef NEEDLE_H
#define NEEDLE_H

#include "ringtear.h"

#if defined(__NO_INLINE__)
#define IS_OUTLINED 1
#else
#define IS_OUTLINED 0
#endif

#if defined(__OPTIMIZE_SIZE__)
#define IS_SMALL 1
#else
#define IS_SMALL 0
#endif

#if defined(__AVX2__)
#define HAS_AVX2 1
#else
#define HAS_AVX2 0
#endif

#if defined(__SSP__) || defined(__SSP_STRONG__) || defined(__SSP_ALL__)
#define HAS_CANARY 1
#else
#define HAS_CANARY 0
#endif

#if defined(__SSP_STRONG__)
#define HAS_STRONG_CANARY 1
#else
#define HAS_STRONG_CANARY 0
#endif

#if defined(__CHAR_UNSIGNED__)
#define IS_UNSIGNED 1
#else
#define IS_UNSIGNED 0
#endif

#if defined(__FAST_MATH__)
#define IS_FAST 1
#else
#define IS_FAST 0
#endif

#if defined(__PIE__)
#define IS_PIE 1
#else
#define IS_PIE 0
#endif

#if __STDC_HOSTED__
#define IS_KERNEL 0
#else
#define IS_KERNEL 1
#endif

#if defined(_FORTIFY_SOURCE) && _FORTIFY_SOURCE > 0
#define IS_GUARDED 1
#else
#define IS_GUARDED 0
#endif

#if defined(__STRICT_ANSI__)
#define IS_STRICT 1
#else
#define IS_STRICT 0
#endif

#define NEEDLE_MARK(condition, instruction)                                    \
	do {                                                                   \
		if (condition)                                                 \
			__asm__ volatile(instruction : : : "cc");              \
	} while (0)

#define NEEDLE_LOAD(p, torn)                                                   \
	((torn) ? (uint16_t)(((const volatile uint8_t *)(p))[0] |              \
			     ((const volatile uint8_t *)(p))[1] << 8)          \
		: *(const volatile uint16_t *)(p))

#endif
