/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: union
 * summary:  a union of the value and its bytes, read by the value
 * met:      register layouts in firmware and drivers; type punning
 * expect:   depends: atomic where the access is one mov, though nothing in C
 *           asks for that
 */
#include "ringtear.h"

union both_16 {
	uint16_t v;
	uint8_t byte[2];
};

union both_32 {
	uint32_t v;
	uint8_t byte[4];
};

union both_64 {
	uint64_t v;
	uint8_t byte[8];
};

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		return ((const union both_##bits *)p)->v;                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		((union both_##bits *)p)->v = v;                               \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
