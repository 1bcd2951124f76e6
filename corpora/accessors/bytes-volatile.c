/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: bytes-volatile
 * summary:  one volatile access a byte, low first: the tearing control
 * met:      what simple memcpys do, written out; registers of 8-bit devices
 * expect:   torn
 */
#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		const volatile uint8_t *byte = p;                              \
		uint##bits##_t v = 0;                                          \
		unsigned int i;                                                \
                                                                               \
		for (i = 0; i < sizeof(v); i++)                                \
			v |= (uint##bits##_t)((uint##bits##_t)byte[i]          \
					      << (8 * i));                     \
		return v;                                                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		volatile uint8_t *byte = p;                                    \
		unsigned int i;                                                \
                                                                               \
		for (i = 0; i < sizeof(v); i++)                                \
			byte[i] = (uint8_t)(v >> (8 * i));                     \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
RINGTEAR_128_BITS(ACCESSORS)
