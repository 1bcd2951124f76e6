/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Measures the cost of a change, in one representative row. */
#include "harness/compare/compare.h"
#include "harness/compare/cost.h"
#include "pinning/pairs.h"
#include "pinning/topology.h"

static bool is_runnable(const struct rt_compared *row)
{
	for (int side = 0; side < RT_SIDES; side++)
		switch (row->answer[side].outcome) {
		case RT_OUTCOME_NONE:
		case RT_OUTCOME_NO_BUILD:
		case RT_OUTCOME_ERROR:
			return false;
		default:
			break;
		}
	return true;
}

/*
 * Chooses the first fixed row, else the first of another outcome or another
 * number of instructions; none where nothing changed: its cost would be noise.
 */
static bool choose(const struct rt_comparison *comparison, size_t *chosen)
{
	int best = 0;

	for (size_t i = 0; i < comparison->count; i++) {
		const struct rt_compared *row = &comparison->row[i];
		int worth = 0;

		if (!is_runnable(row))
			continue;
		if (row->answer[RT_BEFORE].instructions !=
			    row->answer[RT_AFTER].instructions ||
		    row->answer[RT_BEFORE].outcome !=
			    row->answer[RT_AFTER].outcome)
			worth = 1;
		if (rt_compared_change(row) == RT_CHANGE_FIXED)
			worth = 2;
		if (worth > best) {
			best = worth;
			*chosen = i;
		}
	}
	return best > 0;
}

/* Without a second CPU there is no rival, which is not an error. */
static int place(struct rt_cost_plan *plan, const struct rt_topology *topology,
		 struct rt_error *error)
{
	struct rt_pairs pairs = {.count = 0};
	int code = rt_pairs_choose(topology, "auto", &pairs, error);

	plan->topology = topology;
	plan->rival = -1;
	if (!code) {
		plan->cpu = pairs.pair[0].second;
		plan->rival = pairs.pair[0].first;
	} else if (code == RT_SETUP && rt_topology_usable_count(topology)) {
		plan->cpu = rt_topology_usable_cpu(topology, 0);
		rt_error_clear(error);
		code = RT_OK;
	}
	rt_pairs_free(&pairs);
	return code;
}

static int measure(struct rt_compare *compare, size_t index,
		   const struct rt_subject subject[RT_SIDES],
		   struct rt_error *error)
{
	const struct rt_compare_row *row = &compare->row[index];
	struct rt_cost_plan plan = {
		.width = row->width,
		.stores = row->stores,
		.has_object = row->object.size > 0,
		.within = row->object.offset,
	};
	struct rt_topology *topology = NULL;
	struct rt_cost cost;
	int code = rt_topology_load(&topology, error);

	for (int side = 0; side < RT_SIDES; side++) {
		plan.subject[side].module = subject[side].module;
		plan.subject[side].symbol = row->stores
						    ? subject[side].store_symbol
						    : subject[side].load_symbol;
	}
	if (!code)
		code = place(&plan, topology, error);
	if (!code)
		code = rt_cost_measure(&cost, &plan, error);
	if (!code) {
		struct rt_compared_cost *to = &compare->comparison.cost;

		to->is_measured = true;
		to->is_contended = plan.rival >= 0;
		to->row = index;
		for (int side = 0; side < RT_SIDES; side++) {
			to->alone[side] = cost.alone[side];
			to->contended[side] = cost.contended[side];
		}
	}
	rt_topology_free(topology);
	return code;
}

/* Errors are ignored: the verdicts do not depend on the cost. */
void rt_compare_cost(struct rt_compare *compare)
{
	struct rt_subject subject[RT_SIDES];
	struct rt_error error = RT_ERROR_INIT;
	size_t row = 0;
	int code = RT_OK;

	if (!compare->side[RT_BEFORE].is_used ||
	    !choose(&compare->comparison, &row))
		return;
	for (int side = 0; side < RT_SIDES; side++) {
		int failed = rt_compare_build(compare, row, side,
					      &subject[side], &error);

		code = code ? code : failed;
	}
	if (!code)
		measure(compare, row, subject, &error);
	for (int side = 0; side < RT_SIDES; side++)
		rt_subject_free(&subject[side]);
	rt_error_clear(&error);
}
