/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/cells.h"

#include <stdbool.h>
#include <stdlib.h>

#include "reports/spread.h"
#include "reports/wording.h"

static bool is_shown(const struct rt_cells *cells, const struct rt_run *run)
{
	for (size_t i = 0; i < cells->count; i++)
		if (rt_same_cell(cells->cell[i], run))
			return true;
	return false;
}

/* Another accessor is no build of this one, whoever ran it. */
static void take(struct rt_cells *cells, const struct rt_run *one,
		 const struct rt_run *run)
{
	if (!rt_same_subject(one, run) ||
	    rt_run_width(one) != rt_run_width(run) ||
	    rt_run_stores(one) != rt_run_stores(run) || is_shown(cells, one))
		return;
	if (cells->count == RT_CELLS_SHOWN)
		cells->left_out++;
	else
		cells->cell[cells->count++] = one;
}

/* What tore, what did not, what is not known; then the older first. */
static int compare(const void *left, const void *right)
{
	const struct rt_run *one = *(const struct rt_run *const *)left;
	const struct rt_run *other = *(const struct rt_run *const *)right;
	int rank = (int)rt_run_outcome(one) - (int)rt_run_outcome(other);

	return rank ? rank : (one->id > other->id) - (one->id < other->id);
}

void rt_cells(struct rt_cells *cells, const struct rt_report *report,
	      const struct rt_run *run)
{
	cells->count = cells->left_out = 0;
	for (size_t i = 0; i < report->count; i++)
		take(cells, &report->runs[i], run);
	for (size_t i = 0; i < report->other_count; i++)
		take(cells, &report->others[i], run);
	if (report->sound)
		take(cells, report->sound, run);
	qsort(cells->cell, cells->count, sizeof(*cells->cell), compare);
}

const char *rt_cell_word(const struct rt_run *run)
{
	static const char *const words[] = {
		[RT_OUTCOME_TORN] = "torn",
		[RT_OUTCOME_UNFINISHED] = "unfinished",
		[RT_OUTCOME_ERROR] = "error",
		[RT_OUTCOME_ATOMIC] = "atomic",
		[RT_OUTCOME_NONE] = "not known",
		[RT_OUTCOME_NO_TEAR] = "no tear",
	};

	return words[rt_run_outcome(run)];
}
