/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to the files of pinning/. */
#ifndef RT_PINNING_PRIVATE_H
#define RT_PINNING_PRIVATE_H

#include <hwloc.h>
#include <stdbool.h>

#include "pinning/topology.h"

struct rt_topology {
	hwloc_topology_t hwloc;
	hwloc_bitmap_t affinity; /* of the thread that loaded it */
	hwloc_bitmap_t usable;	 /* online, allowed, and in the affinity */
	bool here;		 /* this machine, not a description */
};

/* RT_SETUP unless @topology is this machine; @what begins the message. */
int rt_topology_require_here(const struct rt_topology *topology,
			     const char *what, struct rt_error *error);

/* The PU of a usable @cpu. */
hwloc_obj_t rt_topology_pu(const struct rt_topology *topology, int cpu);

/* Appends "32 MiB", "512 KiB" or "48 bytes". */
void rt_topology_add_size(struct rt_text *text, unsigned long long bytes);

#endif
