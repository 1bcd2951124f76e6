/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/table.h"

#include <inttypes.h>
#include <string.h>

#include "reports/layout.h"
#include "reports/wording.h"

static void say_id(struct rt_text *out, const struct rt_run *run)
{
	rt_text_format(out, "%" PRId64, run->id);
}

/* ISO 8601 without the year and the seconds: "11-23 20:59". */
static void say_when(struct rt_text *out, const struct rt_run *run)
{
	if (strlen(run->started) < 16)
		return;
	rt_text_format(out, "%.5s %.5s", run->started + 5, run->started + 11);
}

static void say_title(struct rt_text *out, const struct rt_run *run)
{
	rt_text_add(out, rt_run_name(run));
}

static void say_toolchain(struct rt_text *out, const struct rt_run *run)
{
	rt_text_add(out, run->toolchain);
}

static void say_verdict(struct rt_text *out, const struct rt_run *run)
{
	rt_text_add(out, run->finished ? run->verdict : "unfinished");
}

static void say_torn(struct rt_text *out, const struct rt_run *run)
{
	if (rt_run_is_race(run))
		rt_say_count(out, run->torn + run->ring_torn);
	else
		rt_text_add(out, "-");
}

static void say_ended(struct rt_text *out, const struct rt_run *run)
{
	if (rt_run_is_race(run))
		rt_text_add(out, run->ended);
	else
		rt_text_format(out, "no race: %s", run->kind);
}

struct column {
	const char *heading;
	size_t width;
	void (*say)(struct rt_text *out, const struct rt_run *run);
	bool right;
	bool coloured;
};

/* The last column takes the room that is left. */
static const struct column columns[] = {
	{"id", 4, say_id, true, false},
	{"when (UTC)", 11, say_when, false, false},
	{"what", 13, say_title, false, false},
	{"toolchain", 9, say_toolchain, false, false},
	{"verdict", 12, say_verdict, false, true},
	{"torn", 9, say_torn, true, false},
	{"device", 0, say_ended, false, false},
};

/* Numbers are never cut: a wide one shifts its line instead. */
static void put_cell(struct rt_text *out, const struct column *column,
		     size_t width, const char *text, const char *colour)
{
	struct rt_text cell = RT_TEXT_INIT;
	size_t used;

	rt_layout_cut(&cell, text, column->right ? SIZE_MAX : width);
	out->failed |= rt_text_failed(&cell);
	used = rt_layout_width(rt_text_string(&cell), cell.length);
	if (column->right)
		rt_layout_pad(out, used, width);
	rt_text_format(out, "%s%s%s", colour, rt_text_string(&cell),
		       *colour ? "\033[0m" : "");
	if (!column->right && column->width)
		rt_layout_pad(out, used, width);
	rt_text_free(&cell);
}

static size_t width_of(const struct column *column,
		       const struct rt_table_style *style, size_t used)
{
	if (column->width)
		return column->width;
	return style->columns > used ? style->columns - used : 1;
}

/* One line of the table; the headings when @run is NULL. */
static void put_line(struct rt_text *out, const struct rt_table_style *style,
		     const struct rt_run *run)
{
	size_t used = 0;

	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++) {
		const struct column *column = &columns[i];
		bool coloured = run && style->colour && column->coloured;
		struct rt_text text = RT_TEXT_INIT;

		if (run)
			column->say(&text, run);
		else
			rt_text_add(&text, column->heading);
		out->failed |= rt_text_failed(&text);
		rt_text_add(out, i ? " " : "");
		used += i ? 1 : 0;
		put_cell(out, column, width_of(column, style, used),
			 rt_text_string(&text),
			 coloured ? rt_run_colour(run) : "");
		used += column->width;
		rt_text_free(&text);
	}
	while (out->length && out->data[out->length - 1] == ' ')
		out->data[--out->length] = '\0';
	rt_text_add(out, "\n");
}

void rt_table(const struct rt_run *runs, size_t count,
	      const struct rt_table_style *style, struct rt_text *out)
{
	struct rt_layout layout;

	rt_layout_begin(&layout);
	put_line(out, style, NULL);
	for (size_t i = 0; i < count; i++)
		put_line(out, style, &runs[i]);
	rt_layout_end(&layout);
}
