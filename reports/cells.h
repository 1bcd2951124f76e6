/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cells that a report knows of, each once, by what is known of them last.
 */
#ifndef RT_REPORTS_CELLS_H
#define RT_REPORTS_CELLS_H

#include <stddef.h>

#include "reports/report.h"

enum { RT_CELLS_SHOWN = 400 };

struct rt_cells {
	const struct rt_run *cell[RT_CELLS_SHOWN]; /* torn ones first */
	size_t count;
	size_t left_out; /* runs of cells that found no place */
};

/*
 * Collects the cells of @run's subject, width and direction, of the report's
 * runs, then of the store's others, then the sound build that was recorded. The
 * runs are borrowed. Any thread.
 */
void rt_cells(struct rt_cells *cells, const struct rt_report *report,
	      const struct rt_run *run);

/* "torn", "atomic", "no tear", "error", "unfinished" or "not known". */
const char *rt_cell_word(const struct rt_run *run);

#endif
