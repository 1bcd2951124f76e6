/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: null
 * summary:  touches nothing: measures what the harness itself costs
 * met:      nowhere; fio's null engine and ringtest's noring are its like
 * expect:   depends: there is no access to judge; the load always gives 0
 */
#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		(void)p;                                                       \
		return 0;                                                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		(void)p;                                                       \
		(void)v;                                                       \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
RINGTEAR_128_BITS(ACCESSORS)
