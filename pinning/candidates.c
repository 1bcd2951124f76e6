/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pinning/candidates.h"

#include <stdlib.h>

static const hwloc_obj_type_t shared_type[RT_SHARE_PACKAGE + 1] = {
	[RT_SHARE_SMT] = HWLOC_OBJ_CORE,
	[RT_SHARE_L2] = HWLOC_OBJ_L2CACHE,
	[RT_SHARE_L3] = HWLOC_OBJ_L3CACHE,
	[RT_SHARE_PACKAGE] = HWLOC_OBJ_PACKAGE,
};

static void seat_fill(const struct rt_topology *topology, int cpu,
		      struct rt_seat *seat)
{
	hwloc_obj_t pu = rt_topology_pu(topology, cpu);

	seat->cpu = cpu;
	seat->kind = rt_topology_kind(topology, cpu);
	seat->nodes = pu->nodeset;
	for (int i = 0; i <= RT_SHARE_PACKAGE; i++)
		seat->within[i] = hwloc_get_ancestor_obj_by_type(
			topology->hwloc, shared_type[i], pu);
}

int rt_seats_fill(const struct rt_topology *topology, struct rt_seats *seats,
		  struct rt_error *error)
{
	size_t count = rt_topology_usable_count(topology);

	seats->seat = calloc(count, sizeof(*seats->seat));
	if (!seats->seat)
		return rt_no_memory(error);
	seats->count = count;
	for (size_t i = 0; i < count; i++)
		seat_fill(topology, rt_topology_usable_cpu(topology, i),
			  &seats->seat[i]);
	return 0;
}

enum rt_sharing rt_seat_sharing(const struct rt_seat *a,
				const struct rt_seat *b)
{
	for (int i = 0; i <= RT_SHARE_PACKAGE; i++)
		if (a->within[i] && a->within[i] == b->within[i])
			return (enum rt_sharing)i;
	return hwloc_bitmap_intersects(a->nodes, b->nodes) ? RT_SHARE_NUMA
							   : RT_SHARE_NONE;
}

static bool same_mixture(const struct rt_candidate *candidate,
			 const struct rt_seat *a, const struct rt_seat *b)
{
	int first = candidate->first->kind;
	int second = candidate->second->kind;

	return (first == a->kind && second == b->kind) ||
	       (first == b->kind && second == a->kind);
}

static bool is_known(const struct rt_candidates *candidates,
		     enum rt_sharing sharing, const struct rt_seat *a,
		     const struct rt_seat *b)
{
	for (size_t i = 0; i < candidates->count; i++)
		if (candidates->candidate[i].sharing == sharing &&
		    same_mixture(&candidates->candidate[i], a, b))
			return true;
	return false;
}

static bool consider(struct rt_candidates *candidates, const struct rt_seat *a,
		     const struct rt_seat *b)
{
	enum rt_sharing sharing = rt_seat_sharing(a, b);
	struct rt_candidate *grown;

	if (is_known(candidates, sharing, a, b))
		return true;
	grown = realloc(candidates->candidate,
			(candidates->count + 1) * sizeof(*grown));
	if (!grown)
		return false;
	candidates->candidate = grown;
	grown[candidates->count++] = (struct rt_candidate){sharing, a, b};
	return true;
}

/* Nearest first, then equal core kinds before different ones, then power. */
static int compare(const void *left, const void *right)
{
	const struct rt_candidate *a = left;
	const struct rt_candidate *b = right;
	bool a_mixed = a->first->kind != a->second->kind;
	bool b_mixed = b->first->kind != b->second->kind;
	int a_power = a->first->kind + a->second->kind;
	int b_power = b->first->kind + b->second->kind;

	if (a->sharing != b->sharing)
		return a->sharing < b->sharing ? -1 : 1;
	if (a_mixed != b_mixed)
		return a_mixed ? 1 : -1;
	return (a_power < b_power) - (a_power > b_power);
}

int rt_candidates_find(const struct rt_seats *seats,
		       struct rt_candidates *candidates, struct rt_error *error)
{
	for (size_t i = 0; i < seats->count; i++)
		for (size_t j = i + 1; j < seats->count; j++)
			if (!consider(candidates, &seats->seat[i],
				      &seats->seat[j]))
				return rt_no_memory(error);
	qsort(candidates->candidate, candidates->count,
	      sizeof(*candidates->candidate), compare);
	return 0;
}

const struct rt_seat *rt_seat_find(const struct rt_seats *seats, int cpu)
{
	for (size_t i = 0; i < seats->count; i++)
		if (seats->seat[i].cpu == cpu)
			return &seats->seat[i];
	return NULL;
}
