/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memcpy and memmove wrapped with the mechanism of fortify-headers 1.0, which
 * Alpine Linux compiled its packages with: an inline function of the same
 * name checks the sizes and goes on to a declaration that carries the
 * library's symbol under another name. The compiler does not know that other
 * name as a builtin, so a copy of two bytes becomes a call.
 *
 * Written for ringtear from a description of the mechanism. As there, it is
 * in force only with _FORTIFY_SOURCE above 0 and optimisation on.
 */
#ifndef RINGTEAR_FORTIFY_STRING_H
#define RINGTEAR_FORTIFY_STRING_H

/* glibc has wrappers of its own, which would collide: leave them out here. */
#include <stdint.h>
#pragma push_macro("__USE_FORTIFY_LEVEL")
#undef __USE_FORTIFY_LEVEL
#define __USE_FORTIFY_LEVEL 0
#include_next <string.h>
#pragma pop_macro("__USE_FORTIFY_LEVEL")

#if defined(__GNUC__) && defined(_FORTIFY_SOURCE) && _FORTIFY_SOURCE > 0 &&    \
	defined(__OPTIMIZE__) && __OPTIMIZE__ > 0

void *__orig_memcpy(void *, const void *, size_t) __asm__("memcpy");
void *__orig_memmove(void *, const void *, size_t) __asm__("memmove");

extern inline __attribute__((always_inline, gnu_inline)) void *memcpy(
	void *to, const void *from, size_t length)
{
	if (length > __builtin_object_size(to, 0) ||
	    length > __builtin_object_size(from, 0))
		__builtin_trap();
	return __orig_memcpy(to, from, length);
}

extern inline __attribute__((always_inline, gnu_inline)) void *memmove(
	void *to, const void *from, size_t length)
{
	if (length > __builtin_object_size(to, 0) ||
	    length > __builtin_object_size(from, 0))
		__builtin_trap();
	return __orig_memmove(to, from, length);
}

#endif
#endif
