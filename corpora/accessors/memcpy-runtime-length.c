/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: memcpy-runtime-length
 * summary:  memcpy whose length is known only at run time
 * met:      rust-vmm vm-memory, CVE-2020-13759: a copy by length read the
 *           index
 * expect:   depends: always a call, so the library decides: torn with musl and
 *           with most of glibc's variants from 2.35 on, for 16 bits
 */
#include <string.h>

#include "ringtear.h"

/* The compiler must read these each time, so it cannot expand the copy. */
static volatile size_t length_of_16 = 2;
static volatile size_t length_of_32 = 4;
static volatile size_t length_of_64 = 8;

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		uint##bits##_t v;                                              \
                                                                               \
		memcpy(&v, p, length_of_##bits);                               \
		return v;                                                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		memcpy(p, &v, length_of_##bits);                               \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
