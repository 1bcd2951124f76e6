/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: packed-struct
 * summary:  a member of a packed struct
 * met:      Linux get_unaligned since 5.14; headers of wire formats
 * expect:   depends: atomic on x86; byte by byte where the target has no
 *           unaligned access, as riscv64
 */
#include "ringtear.h"

struct __attribute__((packed)) packed_16 {
	uint16_t v;
};

struct __attribute__((packed)) packed_32 {
	uint32_t v;
};

struct __attribute__((packed)) packed_64 {
	uint64_t v;
};

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		return ((const struct packed_##bits *)p)->v;                   \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		((struct packed_##bits *)p)->v = v;                            \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
