/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Binds threads to CPUs and memory to the NUMA node beside a CPU.
 *
 * Any thread; each call concerns the calling thread or the given range only.
 * On a machine that is only described everything here is RT_SETUP.
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

/* What became of the memory. None of them is an error. */
enum rt_memory_binding {
	RT_MEMORY_ONE_NODE, /* there is no other node to be on */
	RT_MEMORY_BOUND,    /* its pages are, or will be, on the node */
	RT_MEMORY_REFUSED,  /* the kernel or the container does not let us */
};

/*
 * Puts the pages of @length bytes at @address on the NUMA node nearest to
 * @cpu, moving those that are elsewhere (mbind(2) with MPOL_BIND and
 * MPOL_MF_MOVE). Whole pages are bound: give it memory from mmap. *@outcome,
 * if not NULL, tells which of the three it was. RT_USAGE when @cpu is not
 * usable, RT_SETUP when the kernel fails otherwise than by refusing.
 */
int rt_bind_memory(const struct rt_topology *topology, void *address,
		   size_t length, int cpu, enum rt_memory_binding *outcome,
		   struct rt_error *error);

#endif
