/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: virtio-drivers-spin
 * summary:  the used index polled by a plain load in a loop
 * met:      case 13: rcore-os virtio-drivers pull requests 125 and 128, 2024:
 *           the load was hoisted, the loop span for ever, a log line hid it
 * expect:   atomic
 */
#include "ringtear.h"

/*
 * Three polls, so that a hoisted load returns at all: an optimiser leaves one
 * of them. That nothing reads it again is no tear: `atomic` without refetch
 * is what tells the hoisted loop from virtio-drivers-poll.
 */
#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		const uint##bits##_t *index = p;                               \
		uint##bits##_t seen = *index;                                  \
                                                                               \
		for (int poll = 1; poll < 3; poll++)                           \
			seen = *index;                                         \
		return seen;                                                   \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
