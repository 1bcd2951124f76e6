/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: qemu-ram-device
 * summary:  memcpy of a size that the guest's instruction chose
 * met:      case 10: QEMU's memory_region_ram_device_read and _write, broken
 *           for an assigned NIC in 2016 (mended by 4a2e242bbb) and debated
 *           again in 2026-06, qemu-devel msg1199859, msg1200362, msg1200391
 * expect:   depends: always a call, so the libc decides
 */
#include <stddef.h>
#include <string.h>

#include "ringtear.h"

/* What the guest's load or store asks for, by the log of its size. */
static volatile size_t size_asked[] = {1, 2, 4, 8};

#define ACCESSORS(bits, log)                                                   \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		uint64_t data = 0;                                             \
                                                                               \
		memcpy(&data, p, size_asked[log]);                             \
		return (uint##bits##_t)data;                                   \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		uint64_t data = v;                                             \
                                                                               \
		memcpy(p, &data, size_asked[log]);                             \
	}

ACCESSORS(16, 1)
ACCESSORS(32, 2)
ACCESSORS(64, 3)
