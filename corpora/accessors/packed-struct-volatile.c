/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: packed-struct-volatile
 * summary:  a volatile member of a packed struct
 * met:      register layouts in firmware and drivers
 * expect:   depends: atomic on x86; two byte accesses on riscv64, volatile or
 *           not
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
		return ((const volatile struct packed_##bits *)p)->v;          \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		((volatile struct packed_##bits *)p)->v = v;                   \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
