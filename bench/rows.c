/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/rows.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "reports/json_values.h"

static const char *const signs[] = {
	[RT_BAR_NONE] = "",
	[RT_BAR_AT_LEAST] = ">=",
	[RT_BAR_AT_MOST] = "<=",
	[RT_BAR_BELOW] = "<",
};

void rt_rows_add(struct rt_rows *rows, struct rt_row row)
{
	if (rows->count < rt_rows_most)
		rows->row[rows->count++] = row;
}

bool rt_row_met(const struct rt_row *row)
{
	switch (row->bar) {
	case RT_BAR_AT_LEAST:
		return row->value >= row->wanted;
	case RT_BAR_AT_MOST:
		return row->value <= row->wanted;
	case RT_BAR_BELOW:
		return row->value < row->wanted;
	case RT_BAR_NONE:
		break;
	}
	return true;
}

bool rt_rows_met(const struct rt_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		if (!rt_row_met(&rows->row[i]))
			return false;
	return true;
}

/* Three digits that matter, thousands apart, never an exponent. */
static void write_number(char *out, size_t size, double value)
{
	double rest = fabs(value);

	if (!isfinite(value))
		snprintf(out, size, "never");
	else if (rest >= 1e6)
		snprintf(out, size, "%.0f,%03.0f,%03.0f", trunc(value / 1e6),
			 fmod(trunc(rest / 1e3), 1e3), trunc(fmod(rest, 1e3)));
	else if (rest >= 1e4)
		snprintf(out, size, "%.0f,%03.0f", trunc(value / 1e3),
			 trunc(fmod(rest, 1e3)));
	else if (rest == trunc(rest) || rest >= 100)
		snprintf(out, size, "%.0f", value);
	else
		snprintf(out, size, "%.*f", rest >= 10 ? 1 : 2, value);
}

static const char *outcome(const struct rt_row *row)
{
	if (row->bar == RT_BAR_NONE)
		return "";
	return rt_row_met(row) ? "ok" : "missed";
}

static void write_bar(const struct rt_row *row, char *out, size_t size)
{
	char wanted[32];

	*out = '\0';
	if (row->bar == RT_BAR_NONE)
		return;
	write_number(wanted, sizeof(wanted), row->wanted);
	snprintf(out, size, "%s %s", signs[row->bar], wanted);
}

static void write_row(const struct rt_row *row, const char *benchmark,
		      struct rt_text *out)
{
	char value[32], wanted[48];
	const char *unit = row->unit;

	write_number(value, sizeof(value), row->value);
	if (!isfinite(row->value))
		unit = "";
	write_bar(row, wanted, sizeof(wanted));
	rt_text_format(out, "%-7s %-35s %12s", benchmark, row->name, value);
	if (row->bar != RT_BAR_NONE)
		rt_text_format(out, " %-6s %-8s %s", unit, wanted,
			       outcome(row));
	else if (*unit)
		rt_text_format(out, " %s", unit);
	rt_text_add(out, "\n");
}

void rt_rows_table(const struct rt_rows *rows, struct rt_text *out)
{
	const char *last = "";

	rt_text_format(out, "%-7s %-35s %12s %-6s %s\n", "bench", "",
		       "measured", "", "wanted");
	for (size_t i = 0; i < rows->count; i++) {
		const struct rt_row *row = &rows->row[i];
		bool again = !strcmp(row->benchmark, last);

		write_row(row, again ? "" : row->benchmark, out);
		last = row->benchmark;
	}
}

static json_t *row_json(const struct rt_row *row)
{
	bool has_bar = row->bar != RT_BAR_NONE;

	return json_pack("{s:s, s:s, s:o, s:s, s:s, s:o, s:o}", "benchmark",
			 row->benchmark, "name", row->name, "value",
			 rt_json_number(row->value), "unit", row->unit, "bar",
			 signs[row->bar], "wanted",
			 has_bar ? rt_json_number(row->wanted) : json_null(),
			 "ok",
			 has_bar ? json_boolean(rt_row_met(row)) : json_null());
}

json_t *rt_rows_json(const struct rt_rows *rows)
{
	json_t *array = json_array();

	for (size_t i = 0; i < rows->count; i++)
		if (json_array_append_new(array, row_json(&rows->row[i]))) {
			json_decref(array);
			return NULL;
		}
	return array;
}
