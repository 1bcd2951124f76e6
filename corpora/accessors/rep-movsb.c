/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: rep-movsb
 * summary:  a string move of bytes, written in assembly
 * met:      Linux memcpy on x86 CPUs with ERMS; glibc __memmove_erms
 * expect:   depends: moves a byte at a time by its definition, so torn when
 *           stepped; CPUs with fast string moves were not seen to tear
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
		unsigned long count = sizeof(v);                               \
                                                                               \
		__asm__ volatile("rep movsb"                                   \
				 : "+D"(to), "+S"(p), "+c"(count)              \
				 :                                             \
				 : "memory");                                  \
		return v;                                                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		const void *from = &v;                                         \
		unsigned long count = sizeof(v);                               \
                                                                               \
		__asm__ volatile("rep movsb"                                   \
				 : "+D"(p), "+S"(from), "+c"(count)            \
				 :                                             \
				 : "memory");                                  \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
