/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/sections.h"

#include "reports/layout.h"
#include "reports/wording.h"

enum { label_columns = 22, cell_columns = 16, runs_abreast = 3 };

static void say_loads(struct rt_text *out, const struct rt_run *run)
{
	rt_say_count(out, run->loads);
}

static void say_changes(struct rt_text *out, const struct rt_run *run)
{
	rt_say_count(out, run->changes);
}

static void say_torn(struct rt_text *out, const struct rt_run *run)
{
	rt_say_count(out, run->torn);
}

static void say_torn_rate(struct rt_text *out, const struct rt_run *run)
{
	rt_say_rate(out, run->torn, run->seconds);
}

static void say_bound(struct rt_text *out, const struct rt_run *run)
{
	if (rt_run_has_bound(run))
		rt_text_format(out, "%.3g", run->torn_upper_bound);
	else
		rt_text_add(out, "-");
}

static void say_control_torn(struct rt_text *out, const struct rt_run *run)
{
	rt_say_count(out, run->control_torn);
}

static void say_control_changes(struct rt_text *out, const struct rt_run *run)
{
	rt_say_count(out, run->control_changes);
}

static void say_control_rate(struct rt_text *out, const struct rt_run *run)
{
	rt_say_rate(out, run->control_torn, run->control_seconds);
}

static void say_unjudged(struct rt_text *out, const struct rt_run *run)
{
	rt_say_count(out, run->unjudged);
}

static void say_time(struct rt_text *out, const struct rt_run *run)
{
	rt_say_seconds(out, run->seconds);
}

static void say_load_time(struct rt_text *out, const struct rt_run *run)
{
	rt_text_format(out, "%.3g ns", run->load_nanoseconds);
}

static void say_null_time(struct rt_text *out, const struct rt_run *run)
{
	rt_text_format(out, "%.3g ns", run->null_nanoseconds);
}

static void say_ring_torn(struct rt_text *out, const struct rt_run *run)
{
	rt_say_count(out, run->ring_torn);
}

static void say_phantoms(struct rt_text *out, const struct rt_run *run)
{
	rt_say_count(out, run->phantom_pops);
}

/* What a row is called depends on which side was under test. */
enum direction { LOADS, STORES, BOTH, DIRECTIONS };

struct row {
	void (*say)(struct rt_text *out, const struct rt_run *run);
	const char *label[DIRECTIONS];
};

static const struct row rows[] = {
	{say_loads, {"loads", "sound loads", "loads"}},
	{say_changes, {"index changes seen"}},
	{say_torn, {"torn"}},
	{say_torn_rate, {"torn, rate"}},
	{say_bound, {"torn a change, 95 % <"}},
	{say_control_torn, {"control, torn"}},
	{say_control_changes, {"control, changes"}},
	{say_control_rate, {"control, rate"}},
	{say_unjudged, {"loads not judged"}},
	{say_time, {"time"}},
	{say_load_time, {"a load", "a store", "a load or store"}},
	{say_null_time, {"of it the harness"}},
	{say_ring_torn, {"torn in the virtqueue"}},
	{say_phantoms, {"phantom pops"}},
};

/* Right-aligned, with a blank before it; what is too wide is cut. */
static void put_cell(struct rt_text *out, const char *text)
{
	struct rt_text cell = RT_TEXT_INIT;

	rt_layout_cut(&cell, text, cell_columns - 1);
	out->failed |= rt_text_failed(&cell);
	rt_layout_pad(out, rt_layout_width(rt_text_string(&cell), cell.length),
		      cell_columns);
	rt_text_add(out, rt_text_string(&cell));
	rt_text_free(&cell);
}

static enum direction direction_of(const struct rt_run *runs, size_t count)
{
	size_t stores = 0;

	for (size_t i = 0; i < count; i++)
		stores += rt_run_stores(&runs[i]);
	if (!stores)
		return LOADS;
	return stores == count ? STORES : BOTH;
}

static void put_row(struct rt_text *out, const struct row *row,
		    const struct rt_run *runs, size_t count)
{
	const char *label = row->label[direction_of(runs, count)];

	/* Most are called the same for each. */
	rt_text_format(out, "%-*s", label_columns,
		       label ? label : row->label[LOADS]);
	for (size_t i = 0; i < count; i++) {
		struct rt_text cell = RT_TEXT_INIT;

		row->say(&cell, &runs[i]);
		put_cell(out, rt_text_string(&cell));
		rt_text_free(&cell);
	}
	rt_text_add(out, "\n");
}

static void put_table(struct rt_text *out, const struct rt_run *runs,
		      size_t count)
{
	rt_layout_pad(out, 0, label_columns);
	for (size_t i = 0; i < count; i++)
		put_cell(out, rt_run_name(&runs[i]));
	rt_text_add(out, "\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		put_row(out, &rows[i], runs, count);
}

/* A check runs neither the hammer nor a ring: all would be zero. */
static bool has_numbers(const struct rt_report *report)
{
	for (size_t i = 0; i < report->count; i++)
		if (rt_run_is_race(&report->runs[i]))
			return true;
	return false;
}

void rt_section_numbers(struct rt_text *out, const struct rt_report *report)
{
	if (!has_numbers(report))
		return;
	rt_section_heading(out, "Numbers");
	rt_section_paragraph(out, 0,
			     "What was observed. A zero is worth as much as "
			     "the control's rate beside it is high.");
	for (size_t at = 0; at < report->count; at += runs_abreast) {
		size_t left = report->count - at;

		if (at)
			rt_text_add(out, "\n");
		put_table(out, report->runs + at,
			  left < runs_abreast ? left : runs_abreast);
	}
}
