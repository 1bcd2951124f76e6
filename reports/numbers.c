/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/sections.h"

#include "reports/wording.h"

enum { runs_abreast = 3 };

static void say_name(struct rt_text *out, const struct rt_run *run)
{
	rt_text_add(out, rt_run_name(run));
}

static void say_torn_rate(struct rt_text *out, const struct rt_run *run)
{
	rt_say_rate(out, run->torn, run->seconds);
}

static void say_bound(struct rt_text *out, const struct rt_run *run)
{
	if (!rt_run_has_bound(run)) {
		rt_text_add(out, "-");
		return;
	}
	rt_text_add(out, "1 in ");
	rt_say_count(out, (uint64_t)(1 / run->torn_upper_bound));
}

static void say_control_rate(struct rt_text *out, const struct rt_run *run)
{
	rt_say_rate(out, run->control_torn, run->control_seconds);
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

/* What a row is called depends on which side was under test. */
enum direction { LOADS, STORES, BOTH, DIRECTIONS };

struct row {
	void (*say)(struct rt_text *out, const struct rt_run *run);
	size_t count; /* where a run has the count that it is, without @say */
	const char *label[DIRECTIONS];
};

#define COUNT(member) NULL, offsetof(struct rt_run, member)

static const struct row rows[] = {
	{say_name, 0, {""}},
	{COUNT(loads), {"loads", "sound loads", "loads"}},
	{COUNT(changes), {"index changes seen"}},
	{COUNT(torn), {"torn"}},
	{say_torn_rate, 0, {"torn, rate"}},
	{say_bound, 0, {"tears, 95 % bound"}},
	{COUNT(control_torn), {"control, torn"}},
	{COUNT(control_changes), {"control, changes"}},
	{say_control_rate, 0, {"control, rate"}},
	{COUNT(stale), {"stale"}},
	{COUNT(unjudged), {"not known to be stored"}},
	{say_time, 0, {"time"}},
	{say_load_time, 0, {"a load", "a store", "a load or store"}},
	{say_null_time, 0, {"of it the harness"}},
	{COUNT(ring_torn), {"torn in the virtqueue"}},
	{COUNT(ring_stale), {"stale in the virtqueue"}},
	{COUNT(phantom_pops), {"phantom pops"}},
};

static enum direction direction_of(const struct rt_run *runs, size_t count)
{
	size_t stores = 0;

	for (size_t i = 0; i < count; i++)
		stores += rt_run_stores(&runs[i]);
	if (!stores)
		return LOADS;
	return stores == count ? STORES : BOTH;
}

static void say_cell(struct rt_text *out, const struct row *row,
		     const struct rt_run *run)
{
	if (row->say)
		row->say(out, run);
	else
		rt_say_count(out, *(const uint64_t *)((const char *)run +
						      row->count));
}

static void put_row(struct rt_document *out, const struct row *row,
		    const struct rt_run *runs, size_t count)
{
	static const struct rt_column columns[] = {
		{22, false}, {16, true}, {16, true}, {16, true}};
	const char *label = row->label[direction_of(runs, count)];
	struct rt_text said[runs_abreast] = {RT_TEXT_INIT};
	const char *cells[1 + runs_abreast];

	/* Most are called the same for each. */
	cells[0] = label ? label : row->label[LOADS];
	for (size_t i = 0; i < count; i++) {
		say_cell(&said[i], row, &runs[i]);
		out->text->failed |= rt_text_failed(&said[i]);
		cells[1 + i] = rt_text_string(&said[i]);
	}
	rt_document_row(out, columns, cells, 1 + count);
	for (size_t i = 0; i < count; i++)
		rt_text_free(&said[i]);
}

/* A check runs neither the hammer nor a ring: all would be zero. */
static bool has_numbers(const struct rt_report *report)
{
	for (size_t i = 0; i < report->count; i++)
		if (rt_run_is_race(&report->runs[i]))
			return true;
	return false;
}

void rt_section_numbers(struct rt_document *out, const struct rt_report *report)
{
	if (!has_numbers(report))
		return;
	rt_document_section(out, "numbers", "Numbers");
	rt_document_paragraph(out, 0,
			      "What was observed. A zero is worth as much as "
			      "the control's rate beside it is high.");
	for (size_t at = 0; at < report->count; at += runs_abreast) {
		size_t left = report->count - at;

		if (at)
			rt_document_gap(out);
		for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
			put_row(out, &rows[i], report->runs + at,
				left < runs_abreast ? left : runs_abreast);
	}
}
