/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pinning/private.h"

#include <errno.h>
#include <stdlib.h>

/*
 * Disallowed CPUs are kept so that a message can say why a CPU is refused.
 * hwloc must not change any binding while it loads, since threads may be
 * pinned.
 */
static const unsigned long load_flags = HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED |
					HWLOC_TOPOLOGY_FLAG_DONT_CHANGE_BINDING;

static struct rt_topology *create(void)
{
	struct rt_topology *topology = calloc(1, sizeof(*topology));

	if (!topology)
		return NULL;
	topology->affinity = hwloc_bitmap_alloc();
	topology->usable = hwloc_bitmap_alloc();
	if (topology->affinity && topology->usable &&
	    hwloc_topology_init(&topology->hwloc) == 0)
		return topology;
	topology->hwloc = NULL;
	rt_topology_free(topology);
	return NULL;
}

static int read_affinity(struct rt_topology *topology, struct rt_error *error)
{
	if (!topology->here) {
		hwloc_bitmap_fill(topology->affinity);
		return 0;
	}
	if (hwloc_get_cpubind(topology->hwloc, topology->affinity,
			      HWLOC_CPUBIND_THREAD) < 0)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "the CPU affinity of this process cannot "
				     "be read; run outside this sandbox");
	return 0;
}

static int discover(struct rt_topology *topology, struct rt_error *error)
{
	int code;

	if (hwloc_topology_set_flags(topology->hwloc, load_flags) < 0 ||
	    hwloc_topology_load(topology->hwloc) < 0)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "hwloc cannot read the topology; check "
				     "that /sys and /proc are mounted");
	topology->here = hwloc_topology_is_thissystem(topology->hwloc);
	code = read_affinity(topology, error);
	if (code)
		return code;
	if (hwloc_bitmap_and(
		    topology->usable, topology->affinity,
		    hwloc_topology_get_allowed_cpuset(topology->hwloc)) < 0)
		return rt_no_memory(error);
	return 0;
}

static int set_synthetic(struct rt_topology *topology, const char *description,
			 struct rt_error *error)
{
	if (hwloc_topology_set_synthetic(topology->hwloc, description) == 0)
		return 0;
	return rt_fail(error, RT_USAGE,
		       "'%s' is not a synthetic topology; write it as hwloc "
		       "does, for example \"pack:2 l3:1 core:4 pu:2\"",
		       description);
}

static int set_xml(struct rt_topology *topology, const char *path,
		   struct rt_error *error)
{
	if (hwloc_topology_set_xml(topology->hwloc, path) == 0)
		return 0;
	return rt_fail_errno(error, RT_USAGE, errno,
			     "'%s' cannot be read as a topology; record one "
			     "with `lstopo FILE.xml`",
			     path);
}

/* hwloc silently ignores wrong values of these, so they are set here. */
static int set_from_environment(struct rt_topology *topology,
				const char *unused, struct rt_error *error)
{
	const char *synthetic = getenv("HWLOC_SYNTHETIC");
	const char *xml = getenv("HWLOC_XMLFILE");

	(void)unused;
	if (synthetic && *synthetic)
		return set_synthetic(topology, synthetic, error);
	if (xml && *xml)
		return set_xml(topology, xml, error);
	return 0;
}

typedef int source_setter(struct rt_topology *topology, const char *source,
			  struct rt_error *error);

static int load(struct rt_topology **loaded, source_setter *set_source,
		const char *source, struct rt_error *error)
{
	struct rt_topology *topology = create();
	int code;

	if (!topology)
		return rt_no_memory(error);
	code = set_source(topology, source, error);
	if (!code)
		code = discover(topology, error);
	if (code) {
		rt_topology_free(topology);
		return code;
	}
	*loaded = topology;
	return 0;
}

int rt_topology_load(struct rt_topology **topology, struct rt_error *error)
{
	return load(topology, set_from_environment, NULL, error);
}

int rt_topology_load_synthetic(struct rt_topology **topology,
			       const char *description, struct rt_error *error)
{
	return load(topology, set_synthetic, description, error);
}

int rt_topology_load_xml(struct rt_topology **topology, const char *path,
			 struct rt_error *error)
{
	return load(topology, set_xml, path, error);
}

void rt_topology_free(struct rt_topology *topology)
{
	if (!topology)
		return;
	if (topology->hwloc)
		hwloc_topology_destroy(topology->hwloc);
	hwloc_bitmap_free(topology->usable);
	hwloc_bitmap_free(topology->affinity);
	free(topology);
}

bool rt_topology_is_here(const struct rt_topology *topology)
{
	return topology->here;
}

int rt_topology_require_here(const struct rt_topology *topology,
			     const char *what, struct rt_error *error)
{
	if (topology->here)
		return 0;
	return rt_fail(error, RT_SETUP,
		       "%s on a machine that is only described; unset "
		       "HWLOC_SYNTHETIC and HWLOC_XMLFILE",
		       what);
}

size_t rt_topology_usable_count(const struct rt_topology *topology)
{
	int weight = hwloc_bitmap_weight(topology->usable);

	return weight > 0 ? (size_t)weight : 0;
}

int rt_topology_usable_cpu(const struct rt_topology *topology, size_t index)
{
	int cpu = hwloc_bitmap_first(topology->usable);

	while (index-- && cpu >= 0)
		cpu = hwloc_bitmap_next(topology->usable, cpu);
	return cpu;
}

void rt_topology_usable_list(const struct rt_topology *topology,
			     struct rt_text *list)
{
	char *string;

	if (hwloc_bitmap_list_asprintf(&string, topology->usable) < 0) {
		list->failed = true;
		return;
	}
	rt_text_add(list, string);
	free(string);
}

/* NULL when @cpu is usable, else the reason why not. */
static const char *refusal(const struct rt_topology *topology, int cpu)
{
	hwloc_topology_t hwloc = topology->hwloc;
	unsigned index = (unsigned)cpu;

	if (cpu < 0 ||
	    !hwloc_bitmap_isset(hwloc_topology_get_complete_cpuset(hwloc),
				index))
		return "does not exist on this machine";
	if (!hwloc_bitmap_isset(hwloc_topology_get_topology_cpuset(hwloc),
				index))
		return "is offline";
	if (!hwloc_bitmap_isset(hwloc_topology_get_allowed_cpuset(hwloc),
				index))
		return "is outside the cgroup (cpuset) of this process";
	if (!hwloc_bitmap_isset(topology->affinity, index))
		return "is outside the affinity (taskset) of this process";
	return NULL;
}

int rt_topology_check_cpu(const struct rt_topology *topology, int cpu,
			  struct rt_error *error)
{
	const char *reason = refusal(topology, cpu);
	struct rt_text list = RT_TEXT_INIT;

	if (!reason)
		return 0;
	rt_topology_usable_list(topology, &list);
	rt_fail(error, RT_USAGE, "CPU %d %s; CPUs that may be used: %s", cpu,
		reason, rt_text_string(&list));
	rt_text_free(&list);
	return RT_USAGE;
}

hwloc_obj_t rt_topology_pu(const struct rt_topology *topology, int cpu)
{
	return hwloc_get_pu_obj_by_os_index(topology->hwloc, (unsigned)cpu);
}
