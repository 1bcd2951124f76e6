/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pinning/bind.h"

#include <errno.h>

#include "pinning/private.h"

static int verify(const struct rt_topology *topology, hwloc_bitmap_t wanted,
		  struct rt_error *error)
{
	hwloc_bitmap_t seen = hwloc_bitmap_alloc();
	bool equal;

	if (!seen)
		return rt_no_memory(error);
	equal = hwloc_get_cpubind(topology->hwloc, seen,
				  HWLOC_CPUBIND_THREAD) == 0 &&
		hwloc_bitmap_isequal(seen, wanted);
	hwloc_bitmap_free(seen);
	if (equal)
		return 0;
	return rt_fail(error, RT_SETUP,
		       "the kernel accepted a CPU binding and then reports "
		       "another; look for a daemon or a cgroup that moves "
		       "threads");
}

static int bind_to_set(const struct rt_topology *topology,
		       hwloc_bitmap_t wanted, struct rt_error *error)
{
	const int flags = HWLOC_CPUBIND_THREAD | HWLOC_CPUBIND_STRICT;

	if (hwloc_set_cpubind(topology->hwloc, wanted, flags) < 0)
		return rt_fail_errno(
			error, RT_SETUP, errno,
			"a thread cannot be bound to its CPU; check "
			"`taskset -p $$` and the cgroup's cpuset");
	return verify(topology, wanted, error);
}

int rt_bind_thread(const struct rt_topology *topology, int cpu,
		   struct rt_error *error)
{
	hwloc_bitmap_t wanted;
	int code = rt_topology_require_here(topology,
					    "a thread cannot be bound", error);

	if (!code)
		code = rt_topology_check_cpu(topology, cpu, error);
	if (code)
		return code;
	wanted = hwloc_bitmap_alloc();
	if (!wanted || hwloc_bitmap_only(wanted, (unsigned)cpu) < 0)
		code = rt_no_memory(error);
	else
		code = bind_to_set(topology, wanted, error);
	hwloc_bitmap_free(wanted);
	return code;
}

/* Sets @nodes to the one node to use for @cpu; empty if none is allowed. */
static int nearest_node(const struct rt_topology *topology, int cpu,
			hwloc_bitmap_t nodes)
{
	hwloc_obj_t pu = rt_topology_pu(topology, cpu);

	if (hwloc_bitmap_and(
		    nodes, pu->nodeset,
		    hwloc_topology_get_allowed_nodeset(topology->hwloc)) < 0)
		return -1;
	return hwloc_bitmap_singlify(nodes);
}

/* mbind(2) does not exist, or a container's filter refuses it. */
static bool is_refusal(int number)
{
	return number == ENOSYS || number == EPERM || number == EACCES;
}

static int bind_to_node(const struct rt_topology *topology, void *address,
			size_t length, hwloc_bitmap_t node,
			enum rt_memory_binding *outcome, struct rt_error *error)
{
	const int flags = HWLOC_MEMBIND_BYNODESET | HWLOC_MEMBIND_STRICT |
			  HWLOC_MEMBIND_MIGRATE;

	*outcome = RT_MEMORY_REFUSED;
	if (hwloc_bitmap_iszero(node))
		return 0;
	if (hwloc_set_area_membind(topology->hwloc, address, length, node,
				   HWLOC_MEMBIND_BIND, flags) == 0) {
		*outcome = RT_MEMORY_BOUND;
		return 0;
	}
	if (is_refusal(errno))
		return 0;
	return rt_fail_errno(error, RT_SETUP, errno,
			     "%zu bytes cannot be put on NUMA node %d; check "
			     "its free memory with `numactl --hardware`",
			     length, hwloc_bitmap_first(node));
}

static int bind_near(const struct rt_topology *topology, void *address,
		     size_t length, int cpu, enum rt_memory_binding *outcome,
		     struct rt_error *error)
{
	hwloc_bitmap_t node = hwloc_bitmap_alloc();
	int code;

	if (!node || nearest_node(topology, cpu, node) < 0)
		code = rt_no_memory(error);
	else
		code = bind_to_node(topology, address, length, node, outcome,
				    error);
	hwloc_bitmap_free(node);
	return code;
}

int rt_bind_memory(const struct rt_topology *topology, void *address,
		   size_t length, int cpu, enum rt_memory_binding *outcome,
		   struct rt_error *error)
{
	enum rt_memory_binding became = RT_MEMORY_ONE_NODE;
	int code = rt_topology_require_here(topology, "memory cannot be bound",
					    error);

	if (!code)
		code = rt_topology_check_cpu(topology, cpu, error);
	if (!code &&
	    hwloc_get_nbobjs_by_type(topology->hwloc, HWLOC_OBJ_NUMANODE) > 1)
		code = bind_near(topology, address, length, cpu, &became,
				 error);
	if (!code && outcome)
		*outcome = became;
	return code;
}
