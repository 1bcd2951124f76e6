/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: inline-mov
 * summary:  one mov of the full width, written in assembly
 * met:      Linux readw and writew on x86
 * expect:   atomic
 */
#include "ringtear.h"

#if !defined(__x86_64__)
#error "this accessor is x86-64 code: choose another one on this machine"
#endif

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		uint##bits##_t v;                                              \
                                                                               \
		__asm__ volatile("mov %1, %0"                                  \
				 : "=r"(v)                                     \
				 : "m"(*(const uint##bits##_t *)p));           \
		return v;                                                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		__asm__ volatile("mov %1, %0"                                  \
				 : "=m"(*(uint##bits##_t *)p)                  \
				 : "r"(v));                                    \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
