/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/record/baseline.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/base/lines.h"

struct reader {
	struct rt_baseline *baseline;
	size_t room;
	char title[48];
};

static const struct rt_baseline_cell *find(const struct rt_baseline *baseline,
					   const char *title, const char *name)
{
	for (size_t i = 0; i < baseline->count; i++)
		if (!strcmp(baseline->cell[i].name, name) &&
		    !strcmp(baseline->cell[i].title, title))
			return &baseline->cell[i];
	return NULL;
}

static int add_cell(struct reader *reader, const char *name,
		    enum rt_outcome outcome, struct rt_error *error)
{
	struct rt_baseline *baseline = reader->baseline;
	struct rt_baseline_cell *grown;

	if (find(baseline, reader->title, name))
		return rt_fail(error, RT_USAGE,
			       "this cell is there a second time; keep one of "
			       "the lines");
	if (baseline->count == reader->room) {
		reader->room = reader->room ? 2 * reader->room : 64;
		grown = reallocarray(baseline->cell, reader->room,
				     sizeof(*grown));
		if (!grown)
			return rt_no_memory(error);
		baseline->cell = grown;
	}
	grown = &baseline->cell[baseline->count];
	*grown = (struct rt_baseline_cell){.outcome = outcome};
	memcpy(grown->title, reader->title, sizeof(grown->title));
	grown->name = strdup(name);
	if (!grown->name)
		return rt_no_memory(error);
	baseline->count++;
	return RT_OK;
}

static int read_title(struct reader *reader, char *line, struct rt_error *error)
{
	size_t length = strlen(line);

	if (line[length - 1] != ']' || length - 2 >= sizeof(reader->title))
		return rt_fail(error, RT_USAGE,
			       "a title is at most %zu bytes in brackets",
			       sizeof(reader->title) - 1);
	line[length - 1] = '\0';
	snprintf(reader->title, sizeof(reader->title), "%s", line + 1);
	return RT_OK;
}

/* Whether a cell of a comparison can have @outcome. */
static bool is_of_cell(enum rt_outcome outcome)
{
	switch (outcome) {
	case RT_OUTCOME_TORN:
	case RT_OUTCOME_ATOMIC:
	case RT_OUTCOME_TWICE:
	case RT_OUTCOME_FAULTY:
	case RT_OUTCOME_INCONCLUSIVE:
	case RT_OUTCOME_ERROR:
	case RT_OUTCOME_NO_BUILD:
		return true;
	default:
		return false;
	}
}

static int read_line(void *data, char *line, unsigned number,
		     struct rt_error *error)
{
	struct reader *reader = data;
	char *gap = strstr(line, "  ");
	size_t length = gap ? (size_t)(gap - line) : strlen(line);
	enum rt_outcome outcome = rt_outcome_named(line, length);

	(void)number;
	if (*line == '[')
		return read_title(reader, line, error);
	if (!is_of_cell(outcome))
		return rt_fail(error, RT_USAGE,
			       "'%.*s' is no outcome; there are torn, atomic, "
			       "atomic x2, faulty, inconclusive, error and no "
			       "build",
			       (int)(length > 64 ? 64 : length), line);
	if (!gap)
		return rt_fail(error, RT_USAGE,
			       "the cell is missing behind its outcome; two "
			       "blanks part them");
	return add_cell(reader, rt_line_trim(gap), outcome, error);
}

int rt_baseline_parse(struct rt_baseline *baseline, const char *text,
		      size_t length, const char *source, struct rt_error *error)
{
	struct reader reader = {.baseline = baseline};

	*baseline = (struct rt_baseline){.cell = NULL};
	return rt_lines_read(text, length, source, read_line, &reader, error);
}

int rt_baseline_read(struct rt_baseline *baseline, const char *path,
		     struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;
	int code = rt_file_read(&text, path, error);

	*baseline = (struct rt_baseline){.cell = NULL};
	if (!code)
		code = rt_baseline_parse(baseline, rt_text_string(&text),
					 text.length, path, error);
	rt_text_free(&text);
	return code;
}

void rt_baseline_free(struct rt_baseline *baseline)
{
	for (size_t i = 0; i < baseline->count; i++)
		free(baseline->cell[i].name);
	free(baseline->cell);
	*baseline = (struct rt_baseline){.cell = NULL};
}

void rt_baseline_print(const struct rt_comparison *comparison,
		       struct rt_text *text)
{
	const char *title = "";

	rt_text_add(text, "# Kept by `ringtear compare --baseline`; --update "
			  "writes it anew.\n");
	for (size_t i = 0; i < comparison->count; i++) {
		const struct rt_compared *row = &comparison->row[i];

		if (row->answer[RT_AFTER].outcome == RT_OUTCOME_NONE)
			continue;
		if (strcmp(row->title, title))
			rt_text_format(text, "[%s]\n", row->title);
		title = row->title;
		rt_text_format(text, "%-12s  ",
			       rt_outcome_word(row->answer[RT_AFTER].outcome));
		rt_compared_name(row, text);
		rt_text_add(text, "\n");
	}
}

/* Names the cells that no row is, which are not @used. */
static void name_gone(struct rt_comparison *comparison,
		      const struct rt_baseline *baseline, const bool *used)
{
	struct rt_text names = RT_TEXT_INIT;

	comparison->gone = 0;
	for (size_t i = 0; i < baseline->count; i++)
		if (!used[i] && ++comparison->gone <= RT_COMPARED_GONE)
			rt_text_format(&names, "%s%s",
				       comparison->gone > 1 ? ", " : "",
				       baseline->cell[i].name);
	snprintf(comparison->gone_names, sizeof(comparison->gone_names), "%s",
		 rt_text_string(&names));
	rt_text_free(&names);
}

static void apply_row(struct rt_compared *row,
		      const struct rt_baseline *baseline, bool *used)
{
	struct rt_text name = RT_TEXT_INIT;
	const struct rt_baseline_cell *cell;

	rt_compared_name(row, &name);
	cell = find(baseline, row->title, rt_text_string(&name));
	rt_text_free(&name);
	if (cell)
		used[cell - baseline->cell] = true;
	row->answer[RT_BEFORE] = (struct rt_compared_answer){
		.outcome = cell ? cell->outcome : RT_OUTCOME_NONE,
	};
}

int rt_baseline_apply(const struct rt_baseline *baseline,
		      struct rt_comparison *comparison, struct rt_error *error)
{
	bool *used = calloc(baseline->count + 1, sizeof(*used));

	if (!used)
		return rt_no_memory(error);
	comparison->added = 0;
	for (size_t i = 0; i < comparison->count; i++) {
		struct rt_compared *row = &comparison->row[i];

		apply_row(row, baseline, used);
		comparison->added +=
			row->answer[RT_BEFORE].outcome == RT_OUTCOME_NONE;
	}
	name_gone(comparison, baseline, used);
	free(used);
	comparison->is_baseline = true;
	rt_comparison_count(comparison);
	return RT_OK;
}
