/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: byte-struct
 * summary:  a struct of single bytes, assigned whole
 * met:      layouts written for compilers without a packed attribute
 * expect:   depends: atomic where the assignment becomes one access, as gcc
 *           and clang do for 16, 32 and 64 bits; the compiler may copy the
 *           bytes one by one
 */
#include "ringtear.h"

struct bytes_of_16 {
	uint8_t byte[2];
};

struct bytes_of_32 {
	uint8_t byte[4];
};

struct bytes_of_64 {
	uint8_t byte[8];
};

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		union {                                                        \
			struct bytes_of_##bits bytes;                          \
			uint##bits##_t v;                                      \
		} copy;                                                        \
                                                                               \
		copy.bytes = *(const struct bytes_of_##bits *)p;               \
		return copy.v;                                                 \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		union {                                                        \
			struct bytes_of_##bits bytes;                          \
			uint##bits##_t v;                                      \
		} copy = {.v = v};                                             \
                                                                               \
		*(struct bytes_of_##bits *)p = copy.bytes;                     \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
