/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: movsb
 * summary:  one movsb a byte, low byte first, written in assembly
 * met:      the tail of musl's memcpy on x86-64, which copies 2 bytes so
 * expect:   torn: each byte is an access of its own; the second tearing
 *           control, slower and so with a wider gap than bytes-volatile
 */
#include "ringtear.h"

#if !defined(__x86_64__)
#error "this accessor is x86-64 code: choose another one on this machine"
#endif

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		uint##bits##_t v;                                              \
		void *to = &v;                                                 \
                                                                               \
		__asm__ volatile(".rept %c2\n\tmovsb\n\t.endr"                 \
				 : "+D"(to), "+S"(p)                           \
				 : "i"(sizeof(v))                              \
				 : "memory");                                  \
		return v;                                                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		const void *from = &v;                                         \
                                                                               \
		__asm__ volatile(".rept %c2\n\tmovsb\n\t.endr"                 \
				 : "+D"(p), "+S"(from)                         \
				 : "i"(sizeof(v))                              \
				 : "memory");                                  \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
RINGTEAR_128_BITS(ACCESSORS)
