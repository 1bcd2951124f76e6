/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts as a table of colours, each with its word for who sees none. */
#include "reports/html.h"

#include <string.h>

#include "reports/cells.h"
#include "reports/wording.h"

enum { most_columns = 12, most_rows = 120 };

struct map {
	struct rt_cells cells;
	const char *flags[most_columns];
	size_t columns;
	const struct rt_run *row[most_rows]; /* any cell of it */
	size_t rows;
	size_t left_out;
};

static size_t column_of(struct map *map, const struct rt_run *run)
{
	for (size_t i = 0; i < map->columns; i++)
		if (!strcmp(map->flags[i], run->flags))
			return i;
	if (map->columns == most_columns)
		return most_columns;
	map->flags[map->columns] = run->flags;
	return map->columns++;
}

static bool is_row(const struct rt_run *row, const struct rt_run *run)
{
	return !strcmp(row->accessor, run->accessor) &&
	       !strcmp(row->toolchain, run->toolchain);
}

static size_t row_of(struct map *map, const struct rt_run *run)
{
	for (size_t i = 0; i < map->rows; i++)
		if (is_row(map->row[i], run))
			return i;
	if (map->rows == most_rows)
		return most_rows;
	map->row[map->rows] = run;
	return map->rows++;
}

static void collect(struct map *map)
{
	for (size_t i = 0; i < map->cells.count; i++) {
		const struct rt_run *run = map->cells.cell[i];

		/* A row of cells that have no column would be empty. */
		if (column_of(map, run) == most_columns ||
		    row_of(map, run) == most_rows)
			map->left_out++;
	}
	map->left_out += map->cells.left_out;
}

static const char *class_of(const struct rt_run *run)
{
	switch (rt_run_outcome(run)) {
	case RT_OUTCOME_TORN:
		return "torn";
	case RT_OUTCOME_ATOMIC:
		return "sound";
	default:
		return "other";
	}
}

static const struct rt_run *cell_at(const struct map *map, size_t row,
				    const char *flags)
{
	for (size_t i = 0; i < map->cells.count; i++) {
		const struct rt_run *run = map->cells.cell[i];

		if (is_row(map->row[row], run) && !strcmp(run->flags, flags))
			return run;
	}
	return NULL;
}

static void put_row(struct rt_text *out, const struct map *map, size_t row)
{
	rt_text_add(out, "<tr><th scope=\"row\">");
	rt_html_words(out, map->row[row]->toolchain);
	rt_text_add(out, "</th>");
	for (size_t i = 0; i < map->columns; i++) {
		const struct rt_run *run = cell_at(map, row, map->flags[i]);

		if (run)
			rt_text_format(out, "<td class=\"%s\">%s</td>",
				       class_of(run), rt_cell_word(run));
		else
			rt_text_add(out, "<td class=\"none\">-</td>");
	}
	rt_text_add(out, "</tr>\n");
}

static void put_map(struct rt_text *out, const struct map *map)
{
	rt_text_add(out, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
			 "aria-label=\"Verdicts\"><table>"
			 "<caption>Verdicts by toolchain and flags.");
	if (map->left_out)
		rt_text_format(out, " %zu more are not shown.", map->left_out);
	rt_text_add(out, "</caption>\n<thead><tr><td class=\"none\"></td>");
	for (size_t i = 0; i < map->columns; i++) {
		rt_text_add(out, "<th scope=\"col\">");
		rt_html_words(out, *map->flags[i] ? map->flags[i] : "(none)");
		rt_text_add(out, "</th>");
	}
	rt_text_add(out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < map->rows; i++)
		put_row(out, map, i);
	rt_text_add(out, "</tbody></table></div>\n");
}

void rt_html_heat_map(struct rt_text *out, const struct rt_report *report,
		      const struct rt_run *run)
{
	struct map map = {.columns = 0};

	rt_cells(&map.cells, report, run);
	collect(&map);
	put_map(out, &map);
}
