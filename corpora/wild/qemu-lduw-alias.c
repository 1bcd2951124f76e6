/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: qemu-lduw-alias
 * summary:  memcpy of 2 through a name that the assembler makes memcpy
 * met:      case 1: QEMU on Alpine Linux, 2019-02-22, qemu-devel 2019-02
 *           msg06183: lduw_he_p in virtqueue_pop, fortify-headers 1.0
 * expect:   depends: gcc calls the alias at every level, so the libc decides;
 *           clang from -O1 on folds it into one access
 */
#include <stddef.h>

#include "ringtear.h"

/* A compiler knows memcpy by the name in the source, which this is not. */
extern void *__orig_memcpy(void *to, const void *from,
			   size_t length) __asm__("memcpy");

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		uint##bits##_t v;                                              \
                                                                               \
		__orig_memcpy(&v, p, sizeof(v));                               \
		return v;                                                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		__orig_memcpy(p, &v, sizeof(v));                               \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
