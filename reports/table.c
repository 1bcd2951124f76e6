/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/table.h"

#include <inttypes.h>
#include <string.h>

#include "reports/layout.h"
#include "reports/wording.h"

static void say_id(struct rt_text *out, const void *row)
{
	const struct rt_run *run = row;

	rt_text_format(out, "%" PRId64, run->id);
}

/* ISO 8601 without the year and the seconds: "11-23 20:59". */
static void put_time(struct rt_text *out, const char *started)
{
	if (strlen(started) >= 16)
		rt_text_format(out, "%.5s %.5s", started + 5, started + 11);
}

static void say_when(struct rt_text *out, const void *row)
{
	const struct rt_run *run = row;

	put_time(out, run->started);
}

static void say_title(struct rt_text *out, const void *row)
{
	const struct rt_run *run = row;

	rt_text_add(out, rt_run_name(run));
}

static void say_toolchain(struct rt_text *out, const void *row)
{
	const struct rt_run *run = row;

	rt_text_add(out, run->toolchain);
}

static void say_verdict(struct rt_text *out, const void *row)
{
	const struct rt_run *run = row;

	rt_text_add(out, run->finished ? run->verdict : "unfinished");
}

static void say_torn(struct rt_text *out, const void *row)
{
	const struct rt_run *run = row;

	if (rt_run_is_race(run))
		rt_say_count(out, run->torn + run->ring_torn);
	else
		rt_text_add(out, "-");
}

static void say_ended(struct rt_text *out, const void *row)
{
	const struct rt_run *run = row;

	if (rt_run_is_race(run))
		rt_text_add(out, run->ended);
	else
		rt_text_format(out, "no race: %s", run->kind);
}

struct column {
	const char *heading;
	size_t width;
	void (*say)(struct rt_text *out, const void *row);
	bool right;
	bool coloured;
};

/* What a table lists. */
struct kind {
	const struct column *columns;
	size_t column_count;
	size_t row_size;
	const char *(*colour)(const void *row);
};

/* The last column takes the room that is left. */
static const struct column run_columns[] = {
	{"id", 4, say_id, true, false},
	{"when (UTC)", 11, say_when, false, false},
	{"what", 13, say_title, false, false},
	{"toolchain", 9, say_toolchain, false, false},
	{"verdict", 12, say_verdict, false, true},
	{"torn", 9, say_torn, true, false},
	{"device", 0, say_ended, false, false},
};

static const char *colour_of_run(const void *row)
{
	return rt_run_colour(row);
}

static const struct kind runs_kind = {
	run_columns, sizeof(run_columns) / sizeof(*run_columns),
	sizeof(struct rt_run), colour_of_run};

static void say_ids(struct rt_text *out, const void *row)
{
	const struct rt_recorded *recorded = row;

	rt_text_format(out, "%" PRId64, recorded->first);
	if (recorded->last != recorded->first)
		rt_text_format(out, "-%" PRId64, recorded->last);
}

static void say_began(struct rt_text *out, const void *row)
{
	put_time(out, ((const struct rt_recorded *)row)->started);
}

static void say_kind(struct rt_text *out, const void *row)
{
	rt_text_add(out, ((const struct rt_recorded *)row)->kind);
}

/* Of a C file only its name, as in the runs' titles. */
static const char *without_folder(const char *accessor)
{
	bool is_path = *accessor == '/' || *accessor == '.';
	const char *slash = is_path ? strrchr(accessor, '/') : NULL;

	return slash ? slash + 1 : accessor;
}

static void say_accessors(struct rt_text *out, const void *row)
{
	const struct rt_recorded *recorded = row;

	if (recorded->accessors > 1)
		rt_text_format(out, "%u accessors", recorded->accessors);
	else
		rt_text_add(out, without_folder(recorded->accessor));
}

static void say_toolchains(struct rt_text *out, const void *row)
{
	const struct rt_recorded *recorded = row;

	if (recorded->toolchains > 1)
		rt_text_format(out, "%u toolchains", recorded->toolchains);
	else
		rt_text_add(out, recorded->toolchain);
}

static void add_verdict(struct rt_text *out, const struct rt_recorded *recorded,
			unsigned int count, const char *word)
{
	if (count && recorded->runs > 1)
		rt_text_format(out, "%s%u %s", out->length ? ", " : "", count,
			       word);
	else if (count)
		rt_text_add(out, word);
}

static void say_verdicts(struct rt_text *out, const void *row)
{
	const struct rt_recorded *recorded = row;

	add_verdict(out, recorded, recorded->torn, "torn");
	add_verdict(out, recorded, recorded->atomic, "atomic");
	add_verdict(out, recorded, recorded->inconclusive, "inconclusive");
	add_verdict(out, recorded, recorded->error, "error");
	add_verdict(out, recorded, recorded->unfinished, "unfinished");
}

static const char *colour_of_command(const void *row)
{
	const struct rt_recorded *recorded = row;

	if (recorded->torn)
		return "\033[31m";
	return recorded->atomic == recorded->runs ? "\033[32m" : "";
}

static const struct column command_columns[] = {
	{"runs", 9, say_ids, true, false},
	{"when (UTC)", 11, say_began, false, false},
	{"command", 7, say_kind, false, false},
	{"accessor", 17, say_accessors, false, false},
	{"toolchain", 13, say_toolchains, false, false},
	{"verdict", 0, say_verdicts, false, true},
};

static const struct kind commands_kind = {
	command_columns, sizeof(command_columns) / sizeof(*command_columns),
	sizeof(struct rt_recorded), colour_of_command};

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

/* One line of the table; the headings when @row is NULL. */
static void put_line(struct rt_text *out, const struct rt_table_style *style,
		     const struct kind *kind, const void *row)
{
	size_t used = 0;

	for (size_t i = 0; i < kind->column_count; i++) {
		const struct column *column = &kind->columns[i];
		bool coloured = row && style->colour && column->coloured;
		struct rt_text text = RT_TEXT_INIT;

		if (row)
			column->say(&text, row);
		else
			rt_text_add(&text, column->heading);
		out->failed |= rt_text_failed(&text);
		rt_text_add(out, i ? " " : "");
		used += i ? 1 : 0;
		put_cell(out, column, width_of(column, style, used),
			 rt_text_string(&text),
			 coloured ? kind->colour(row) : "");
		used += column->width;
		rt_text_free(&text);
	}
	while (out->length && out->data[out->length - 1] == ' ')
		out->data[--out->length] = '\0';
	rt_text_add(out, "\n");
}

static void put_table(const struct kind *kind, const void *rows, size_t count,
		      const struct rt_table_style *style, struct rt_text *out)
{
	struct rt_layout layout;

	rt_layout_begin(&layout);
	put_line(out, style, kind, NULL);
	for (size_t i = 0; i < count; i++)
		put_line(out, style, kind,
			 (const char *)rows + i * kind->row_size);
	rt_layout_end(&layout);
}

void rt_table(const struct rt_run *runs, size_t count,
	      const struct rt_table_style *style, struct rt_text *out)
{
	put_table(&runs_kind, runs, count, style, out);
}

void rt_table_commands(const struct rt_recorded *recorded, size_t count,
		       const struct rt_table_style *style, struct rt_text *out)
{
	put_table(&commands_kind, recorded, count, style, out);
}
