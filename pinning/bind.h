/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Binds threads to CPUs and memory to the NUMA node beside a CPU.
 *
 * Thread-safe: a call affects only the calling thread or the given range. For a
 * machine that is only described every call fails with RT_SETUP.
 */
#ifndef RT_PINNING_BIND_H
#define RT_PINNING_BIND_H

#include <stddef.h>

#include "harness/base/error.h"
#include "pinning/topology.h"

/*
 * Binds the calling thread to @cpu alone and reads the binding back, so that
 * 0 means that it is in force. RT_USAGE when @cpu is not usable, RT_SETUP
 * when the kernel refuses or reports another binding afterwards.
 */
int rt_bind_thread(const struct rt_topology *topology, int cpu,
		   struct rt_error *error);

/* Where the memory is. None of these is an error. */
enum rt_memory_binding {
	RT_MEMORY_ONE_NODE, /* the machine has no other node */
	RT_MEMORY_BOUND,    /* its pages are, or will be, on the node */
	RT_MEMORY_REFUSED,  /* the kernel or the container forbids it */
};

/*
 * Puts the pages of @length bytes at @address on the NUMA node nearest to @cpu,
 * moving those that are elsewhere (mbind(2) with MPOL_BIND and MPOL_MF_MOVE).
 * Whole pages are bound: use memory from mmap(2). *@outcome, if not NULL,
 * receives the result. RT_USAGE when @cpu is not usable, RT_SETUP when the
 * kernel fails for another reason.
 */
int rt_bind_memory(const struct rt_topology *topology, void *address,
		   size_t length, int cpu, enum rt_memory_binding *outcome,
		   struct rt_error *error);

#endif
