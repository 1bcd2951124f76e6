/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: xen-double-fetch
 * summary:  an index that is checked as read once and used as read again
 * met:      case 11: Xen's XSA-155, CVE-2015-8550: the compiler may load twice
 *           what the source read into one variable
 * expect:   atomic
 */
#include "ringtear.h"

/* Each load is whole; that there are two is what `refetch` says. */
#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		const volatile uint##bits##_t *shared = p;                     \
                                                                               \
		if (*shared == (uint##bits##_t)0x5a5b5c5d5e5f6061)             \
			return *shared;                                        \
		return *shared;                                                \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
