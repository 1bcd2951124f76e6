/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A topology in one line, and the kinds of cores in it. */
#include "pinning/private.h"

#include <hwloc/cpukinds.h>

void rt_topology_add_size(struct rt_text *text, unsigned long long bytes)
{
	if (bytes >= 1ULL << 20 && bytes % (1ULL << 20) == 0)
		rt_text_format(text, "%llu MiB", bytes >> 20);
	else if (bytes >= 1ULL << 20)
		rt_text_format(text, "%.1f MiB", (double)bytes / (1 << 20));
	else if (bytes >= 1ULL << 10)
		rt_text_format(text, "%llu KiB", bytes >> 10);
	else
		rt_text_format(text, "%llu bytes", bytes);
}

int rt_topology_kind_count(const struct rt_topology *topology)
{
	int count = hwloc_cpukinds_get_nr(topology->hwloc, 0);

	return count > 1 ? count : 1;
}

int rt_topology_kind(const struct rt_topology *topology, int cpu)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	int kind = -1;

	if (set && hwloc_bitmap_only(set, (unsigned)cpu) == 0)
		kind = hwloc_cpukinds_get_by_cpuset(topology->hwloc, set, 0);
	hwloc_bitmap_free(set);
	return kind;
}

static bool kinds_are_ranked(const struct rt_topology *topology)
{
	int efficiency = -1;

	hwloc_cpukinds_get_info(topology->hwloc, 0, NULL, &efficiency, NULL,
				NULL, 0);
	return efficiency >= 0;
}

const char *rt_topology_kind_name(const struct rt_topology *topology, int kind)
{
	static const char *const of_two[] = {"little", "big"};
	static const char *const of_three[] = {"little", "middle", "big"};
	static const char *const numbered[] = {"kind 0", "kind 1", "kind 2",
					       "kind 3", "kind 4", "kind 5",
					       "kind 6", "kind 7"};
	int count = rt_topology_kind_count(topology);

	if (kind < 0 || kind >= 8)
		return "other";
	if (count == 2 && kinds_are_ranked(topology))
		return of_two[kind];
	if (count == 3 && kinds_are_ranked(topology))
		return of_three[kind];
	return numbered[kind];
}

static int count_of(const struct rt_topology *topology, hwloc_obj_type_t type)
{
	int count = hwloc_get_nbobjs_by_type(topology->hwloc, type);

	return count > 0 ? count : 0;
}

static void add_count(struct rt_text *line, int count, const char *thing)
{
	rt_text_format(line, "%d %s%s", count, thing, count == 1 ? "" : "s");
}

static void add_packages(const struct rt_topology *topology,
			 struct rt_text *line)
{
	int count = count_of(topology, HWLOC_OBJ_PACKAGE);

	if (!count)
		return;
	add_count(line, count, "package");
	rt_text_add(line, ", ");
}

/* The size of the caches of @type; 0 when they differ in size. */
static unsigned long long size_of_each(const struct rt_topology *topology,
				       hwloc_obj_type_t type)
{
	hwloc_obj_t cache = NULL;
	unsigned long long size = 0;

	while ((cache = hwloc_get_next_obj_by_type(topology->hwloc, type,
						   cache))) {
		if (size && cache->attr->cache.size != size)
			return 0;
		size = cache->attr->cache.size;
	}
	return size;
}

static void add_l3(const struct rt_topology *topology, struct rt_text *line)
{
	int count = count_of(topology, HWLOC_OBJ_L3CACHE);
	unsigned long long size = size_of_each(topology, HWLOC_OBJ_L3CACHE);

	if (!count) {
		rt_text_add(line, "no L3, ");
		return;
	}
	rt_text_format(line, "%d L3", count);
	if (size) {
		rt_text_add(line, " of ");
		rt_topology_add_size(line, size);
	}
	rt_text_add(line, ", ");
}

static void add_cores(const struct rt_topology *topology, struct rt_text *line)
{
	int threads = count_of(topology, HWLOC_OBJ_PU);
	int cores = count_of(topology, HWLOC_OBJ_CORE);

	if (!cores)
		cores = threads;
	add_count(line, cores, "core");
	if (threads == cores)
		rt_text_add(line, ", no SMT, ");
	else if (cores && threads % cores == 0)
		rt_text_format(line, ", SMT of %d, ", threads / cores);
	else
		rt_text_add(line, ", SMT on some, ");
}

/* The CPU kinds in an hwloc XML file may list CPUs that are not in it. */
static int cpus_of_kind(const struct rt_topology *topology, int kind)
{
	hwloc_const_cpuset_t online =
		hwloc_topology_get_topology_cpuset(topology->hwloc);
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	int weight = 0;

	if (set &&
	    hwloc_cpukinds_get_info(topology->hwloc, (unsigned)kind, set, NULL,
				    NULL, NULL, 0) == 0 &&
	    hwloc_bitmap_and(set, set, online) == 0)
		weight = hwloc_bitmap_weight(set);
	hwloc_bitmap_free(set);
	return weight;
}

static void add_kinds(const struct rt_topology *topology, struct rt_text *line)
{
	int count = rt_topology_kind_count(topology);

	if (count == 1)
		return;
	rt_text_add(line, ", hybrid of ");
	for (int kind = count - 1; kind >= 0; kind--)
		rt_text_format(line, "%d %s%s", cpus_of_kind(topology, kind),
			       rt_topology_kind_name(topology, kind),
			       kind ? " + " : "");
}

static void add_usable(const struct rt_topology *topology, struct rt_text *line)
{
	int online = hwloc_bitmap_weight(
		hwloc_topology_get_topology_cpuset(topology->hwloc));
	int present = hwloc_bitmap_weight(
		hwloc_topology_get_complete_cpuset(topology->hwloc));

	rt_text_format(line, "; %zu of %d CPUs usable",
		       rt_topology_usable_count(topology), online);
	if (present > online)
		rt_text_format(line, ", %d offline", present - online);
}

void rt_topology_describe(const struct rt_topology *topology,
			  struct rt_text *line)
{
	add_packages(topology, line);
	add_l3(topology, line);
	add_cores(topology, line);
	add_count(line, count_of(topology, HWLOC_OBJ_NUMANODE), "NUMA node");
	add_kinds(topology, line);
	add_usable(topology, line);
	if (!topology->here)
		rt_text_add(line, " (described, not this machine)");
}
