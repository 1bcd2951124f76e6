/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The CPUs of this machine, and which of them this process may use.
 *
 * The data comes from hwloc (hwloc 2.9, hwloc.h). CPUs have their Linux
 * numbers, as in taskset and /proc/cpuinfo. A topology does not change once it
 * is loaded: any number of threads may read one at once.
 */
#ifndef RT_PINNING_TOPOLOGY_H
#define RT_PINNING_TOPOLOGY_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

struct rt_topology;

/*
 * Loads this machine, or the machine that HWLOC_SYNTHETIC or HWLOC_XMLFILE
 * describes. Usable are the CPUs that are online, that the cgroup allows, and
 * that the calling thread's affinity holds at this moment (on a machine that is
 * only described: those that the description allows).
 *
 * Returns 0, and the caller releases *@topology with rt_topology_free().
 * RT_USAGE when a description cannot be read, RT_SETUP when hwloc finds
 * nothing. A single usable CPU is an error of rt_pairs_choose() only.
 */
int rt_topology_load(struct rt_topology **topology, struct rt_error *error);

/*
 * Loads a machine from hwloc's synthetic description, such as "pack:2 core:2
 * pu:2".
 */
int rt_topology_load_synthetic(struct rt_topology **topology,
			       const char *description, struct rt_error *error);

/* Loads a machine that `lstopo FILE.xml` or hwloc recorded. */
int rt_topology_load_xml(struct rt_topology **topology, const char *path,
			 struct rt_error *error);

/* NULL is allowed. */
void rt_topology_free(struct rt_topology *topology);

/*
 * True when @topology is this machine, so that threads can be bound and
 * latencies measured; false for a machine that is only described.
 */
bool rt_topology_is_here(const struct rt_topology *topology);

/*
 * Appends one line without a newline: "1 package, 1 L3 of 32 MiB, 2 cores, no
 * SMT, 1 NUMA node; 2 of 2 CPUs usable", with the kinds of cores when they
 * are not all of one kind.
 */
void rt_topology_describe(const struct rt_topology *topology,
			  struct rt_text *line);

/* The number of usable CPUs; and the @index-th of them, lowest first, or -1. */
size_t rt_topology_usable_count(const struct rt_topology *topology);
int rt_topology_usable_cpu(const struct rt_topology *topology, size_t index);

/* Appends the usable CPUs as Linux lists them: "0-3,8". */
void rt_topology_usable_list(const struct rt_topology *topology,
			     struct rt_text *list);

/*
 * 0 when @cpu is usable. RT_USAGE says whether it does not exist, is offline,
 * or lies outside the cgroup or the affinity, and which CPUs may be used.
 */
int rt_topology_check_cpu(const struct rt_topology *topology, int cpu,
			  struct rt_error *error);

/* The number of kinds of cores; 1 unless the machine is hybrid. */
int rt_topology_kind_count(const struct rt_topology *topology);

/*
 * The kind of @cpu, from 0 for the least powerful as hwloc ranks them
 * (hwloc/cpukinds.h), or -1 when hwloc knows none.
 */
int rt_topology_kind(const struct rt_topology *topology, int cpu);

/*
 * The word for a @kind, a constant: "little" and "big" when there are two
 * that hwloc could rank, "middle" between them when there are three, else
 * "kind 0" and so on; "other" for -1 and for any beyond the eighth.
 */
const char *rt_topology_kind_name(const struct rt_topology *topology, int kind);

#endif
