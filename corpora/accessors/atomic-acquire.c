/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: atomic-acquire
 * summary:  __atomic_load_n acquire, __atomic_store_n release
 * met:      DPDK lib/vhost; rust-vmm virtio-queue, Ordering::Acquire and
 *           Release
 * expect:   atomic
 */
#include "ringtear.h"

#define ACCESSORS(bits)                                                        \
	uint##bits##_t ringtear_load##bits(const void *p)                      \
	{                                                                      \
		return __atomic_load_n((const uint##bits##_t *)p,              \
				       __ATOMIC_ACQUIRE);                      \
	}                                                                      \
                                                                               \
	void ringtear_store##bits(void *p, uint##bits##_t v)                   \
	{                                                                      \
		__atomic_store_n((uint##bits##_t *)p, v, __ATOMIC_RELEASE);    \
	}

RINGTEAR_EACH_WIDTH(ACCESSORS)
