/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: virtio-drivers-poll
 * summary:  the used index polled by an atomic load in a loop
 * met:      case 13, its fix: atomics for the shared indexes
 * expect:   atomic
 */
#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		const uint##bits##_t *index = p;                               \
		uint##bits##_t seen = 0;                                       \
                                                                               \
		for (int poll = 0; poll < 3; poll++)                           \
			seen = __atomic_load_n(index, __ATOMIC_ACQUIRE);       \
		return seen;                                                   \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
