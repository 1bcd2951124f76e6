/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: kernel-fortify-inline
 * summary:  memcpy through a gnu_inline wrapper that checks the size first
 * met:      case 7: Linux built by clang after LLVM commit d437fba8 with
 *           CONFIG_FORTIFY_SOURCE, 2020-04, ClangBuiltLinux issue 979: MMIO
 *           of 8 bytes went through a memcpy that was no longer folded
 * expect:   depends: a call where the compiler does not fold the wrapper, and
 *           then the libc decides
 */
#include <stddef.h>

#include "ringtear.h"

extern void *memcpy(void *to, const void *from, size_t length);
extern void *real_memcpy(void *to, const void *from,
			 size_t length) __asm__("memcpy");

extern inline __attribute__((always_inline, gnu_inline)) void *memcpy(
	void *to, const void *from, size_t length)
{
	size_t room = __builtin_object_size(to, 0);

	if (__builtin_constant_p(length) && room < length)
		__builtin_trap();
	return real_memcpy(to, from, length);
}

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		uint##bits##_t v;                                              \
                                                                               \
		memcpy(&v, p, sizeof(v));                                      \
		return v;                                                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		memcpy(p, &v, sizeof(v));                                      \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
