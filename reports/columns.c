/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/columns.h"

#include <string.h>

#include "harness/trial/trial.h"
#include "reports/layout.h"
#include "reports/mixture.h"
#include "reports/wording.h"

enum {
	page_columns = 80,
	label_columns = 10,
	gap_columns = 2,
	listing_lines = 24,
};

static void say_title(struct rt_text *out, const struct rt_run *run)
{
	rt_text_add(out, rt_run_name(run));
}

static void say_build(struct rt_text *out, const struct rt_run *run)
{
	rt_text_format(out, "%s\n%s\n%s", run->accessor, run->toolchain,
		       run->flags);
}

static void say_provider(struct rt_text *out, const struct rt_run *run)
{
	rt_text_add(out, *run->provider ? run->provider : "-");
}

static void say_instructions(struct rt_text *out, const struct rt_run *run)
{
	rt_text_add(out, run->instructions ? run->instructions : "-");
}

static void say_called(struct rt_text *out, const struct rt_run *run)
{
	rt_text_add(out, run->called && *run->called ? run->called : "-");
}

static void say_loads(struct rt_text *out, const struct rt_run *run)
{
	rt_say_count(out, run->loads);
	if (rt_run_stores(run))
		rt_text_add(out, "\nby the sound side");
}

static void say_changes(struct rt_text *out, const struct rt_run *run)
{
	rt_say_count(out, run->changes);
}

static void say_torn(struct rt_text *out, const struct rt_run *run)
{
	rt_say_count(out, run->torn);
	if (run->stale + run->ring_stale) {
		rt_text_add(out, "\n");
		rt_say_count(out, run->stale + run->ring_stale);
		rt_text_add(out, " stale");
	}
	/* Without a tear the bound is what counts. */
	if (!rt_run_has_bound(run))
		return;
	rt_text_add(out, ", at most 1 in\n");
	rt_say_count(out, (uint64_t)(1 / run->torn_upper_bound));
	rt_text_add(out, " (95 %)");
}

static void say_rate(struct rt_text *out, const struct rt_run *run)
{
	rt_say_rate(out, run->torn, run->seconds);
}

static void say_first_torn(struct rt_text *out, const struct rt_run *run)
{
	const struct rt_torn *torn = rt_run_first_torn(run);
	unsigned int width = rt_run_width(run);
	bool is_pair = torn == &run->first_torn && rt_mixes(torn);

	if (!torn) {
		rt_text_add(out, "none seen");
		return;
	}
	rt_text_add(out, "read ");
	rt_say_value(out, torn->value, width);
	rt_text_add(out, is_pair ? "\nbefore " : "\nwhile ");
	rt_say_value(out, torn->before, width);
	rt_text_add(out, is_pair ? "\nafter " : "\nto ");
	rt_say_value(out, torn->after, width);
}

static void say_control(struct rt_text *out, const struct rt_run *run)
{
	rt_say_rate(out, run->control_torn, run->control_seconds);
}

static bool ring_was_run(const struct rt_run *run)
{
	return run->ring_seconds > 0 || run->pop_calls || *run->ended;
}

/* Why no virtqueue was run, which has one field of one width. */
static const char *why_not_run(const struct rt_run *run)
{
	const char *text = run->trial ? run->trial : "";
	struct rt_trial trial;

	if (!run->loads || rt_trial_parse(&trial, text, strlen(text), "", NULL))
		return "not run";
	if (trial.width != 16)
		return "not run: a ring's index has 16 bits";
	if (!rt_trial_is_index(&trial))
		return "not run: a ring's index lies at 2 of its object";
	return "not run: the accessor does not give the index itself";
}

static void say_device(struct rt_text *out, const struct rt_run *run)
{
	if (*run->ended)
		rt_say_ended(out, run);
	else
		rt_text_add(out, ring_was_run(run) ? "no violation"
						   : why_not_run(run));
}

static void say_after(struct rt_text *out, const struct rt_run *run)
{
	if (!ring_was_run(run)) {
		rt_text_add(out, "-");
		return;
	}
	rt_say_seconds(out, *run->ended ? run->first_violation_seconds
					: run->ring_seconds);
	rt_text_add(out, "\n");
	rt_say_count(out, run->pops);
	rt_text_add(out, " pops");
}

static void say_requests(struct rt_text *out, const struct rt_run *run)
{
	rt_say_count(out, run->requests_done);
	rt_text_add(out, " of\n");
	rt_say_count(out, run->requests_wanted);
}

static void say_verdict(struct rt_text *out, const struct rt_run *run)
{
	if (!run->finished)
		rt_text_add(out, "not finished\n");
	rt_text_add(out, *run->verdict || !run->finished ? run->verdict : "-");
	if (strcmp(run->verdict, "torn") && strcmp(run->verdict, "atomic"))
		rt_text_format(out, "\n%s", run->verdict_reason);
}

struct row {
	const char *label;
	void (*say)(struct rt_text *out, const struct rt_run *run);
	unsigned int limit; /* lines; 0: all */
	bool coloured;
};

static const struct row rows[] = {
	{"", say_title, 2, true},
	{"build", say_build, 0, false},
	{"memcpy by", say_provider, 0, false},
	{"code", say_instructions, listing_lines, false},
	{"calls", say_called, listing_lines, false},
	{"loads", say_loads, 0, false},
	{"changes", say_changes, 0, false},
	{"torn", say_torn, 0, true},
	{"rate", say_rate, 0, false},
	{"first torn", say_first_torn, 0, true},
	{"control", say_control, 0, false},
	{"device", say_device, 0, true},
	{"after", say_after, 0, false},
	{"requests", say_requests, 0, false},
	{"verdict", say_verdict, 0, true},
};

/* One column of a row while its lines are being taken. */
struct cell {
	struct rt_text text;
	char *rest; /* NULL when all lines were taken */
	const char *colour;
};

struct page {
	struct rt_text *out;
	size_t width; /* columns of a cell */
	size_t count;
	bool colour;
};

static size_t count_lines(const char *text)
{
	size_t lines = 0;

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

/* Keeps @limit lines of @text, the last of which counts what was dropped. */
static void shorten(struct rt_text *text, size_t limit)
{
	size_t lines = text->data ? count_lines(text->data) : 0;
	char *end = text->data;

	if (!limit || lines <= limit)
		return;
	for (size_t i = 0; i + 1 < limit; i++)
		end = strchr(end, '\n') + 1;
	*end = '\0';
	text->length = (size_t)(end - text->data);
	rt_text_format(text, "... %zu more\n", lines - limit + 1);
}

static void drop_empty_lines(struct rt_text *text)
{
	size_t to = 0;

	for (size_t i = 0; i < text->length; i++)
		if (text->data[i] != '\n' || (to && text->data[to - 1] != '\n'))
			text->data[to++] = text->data[i];
	if (text->data)
		text->data[to] = '\0';
	text->length = to;
}

static void fill_cell(struct cell *cell, const struct page *page,
		      const struct row *row, const struct rt_run *run)
{
	const struct rt_wrap how = {.width = page->width,
				    .first = "",
				    .start = "",
				    .next = "",
				    .tail = "",
				    .cut = true};
	struct rt_text said = RT_TEXT_INIT;

	row->say(&said, run);
	rt_layout_wrap(&cell->text, &how, rt_text_string(&said));
	drop_empty_lines(&cell->text);
	shorten(&cell->text, row->limit);
	page->out->failed |=
		rt_text_failed(&said) || rt_text_failed(&cell->text);
	rt_text_free(&said);
	cell->rest = cell->text.length ? cell->text.data : NULL;
	cell->colour = page->colour && row->coloured ? rt_run_colour(run) : "";
}

/* Takes the next line of @cell; returns the columns that it filled. */
static size_t put_cell(struct rt_text *out, struct cell *cell)
{
	char *line = strsep(&cell->rest, "\n");

	if (cell->rest && !*cell->rest)
		cell->rest = NULL;
	if (!line || !*line)
		return 0;
	rt_text_format(out, "%s%s%s", cell->colour, line,
		       *cell->colour ? "\033[0m" : "");
	return rt_layout_width(line, strlen(line));
}

static bool anything_left(const struct cell *cells, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (cells[i].rest)
			return true;
	return false;
}

/* Blanks go before what needs them, so that no line ends in any. */
static void put_line(const struct page *page, const char *label,
		     struct cell *cells)
{
	size_t used = strlen(label);

	rt_text_add(page->out, label);
	for (size_t i = 0; i < page->count; i++) {
		size_t start = label_columns + gap_columns +
			       i * (page->width + gap_columns);

		if (!cells[i].rest)
			continue;
		rt_layout_pad(page->out, used, start);
		used = start + put_cell(page->out, &cells[i]);
	}
	rt_text_add(page->out, "\n");
}

static void put_row(const struct page *page, const struct row *row,
		    const struct rt_run *runs)
{
	struct cell cells[RT_COLUMNS_MAX] = {{.rest = NULL}};
	const char *label = row->label;

	for (size_t i = 0; i < page->count; i++)
		fill_cell(&cells[i], page, row, &runs[i]);
	for (; anything_left(cells, page->count); label = "")
		put_line(page, label, cells);
	for (size_t i = 0; i < page->count; i++)
		rt_text_free(&cells[i].text);
}

int rt_columns(const struct rt_run *runs, size_t count, bool colour,
	       struct rt_text *out, struct rt_error *error)
{
	struct page page = {.out = out, .count = count, .colour = colour};
	struct rt_layout layout;

	if (count > RT_COLUMNS_MAX)
		return rt_fail(error, RT_USAGE,
			       "%zu runs do not fit side by side; give at "
			       "most %d",
			       count, RT_COLUMNS_MAX);
	if (!count)
		return RT_OK;
	page.width = (page_columns - label_columns) / count - gap_columns;
	rt_layout_begin(&layout);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		put_row(&page, &rows[i], runs);
	rt_layout_end(&layout);
	if (rt_text_failed(out))
		return rt_fail(error, RT_SETUP,
			       "cannot show the runs: out of memory; free "
			       "some memory");
	return RT_OK;
}
