/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The order of stores of any kind, for what counts those of an accessor. Needs
 * nothing but C11 and gcc's built-in functions. Thread-safe.
 */
#ifndef RT_DRIVERS_BARE_ORDER_H
#define RT_DRIVERS_BARE_ORDER_H

#include <stdatomic.h>

/*
 * Orders the stores before it, of whichever kind, before those behind it. A
 * release does so for ordinary stores only: to an x86 the C11 model leaves
 * their order as it is, and there a non-temporal one, such as movnti, may
 * become visible long after the stores that follow it (AMD64 manual, volume 2,
 * 7.4.2; Intel's, volume 1, 10.4.6.2). What such a store is counted by would be
 * ahead of it.
 */
__attribute__((always_inline)) static inline void rt_order_stores(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__asm__ volatile("sfence" ::: "memory");
#else
	atomic_thread_fence(memory_order_seq_cst);
#endif
}

#endif
