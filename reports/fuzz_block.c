/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/fuzz_block.h"

#include <string.h>
#include <sys/ioctl.h>

#include "reports/layout.h"

enum { usual_columns = 80, usual_rows = 24 };

void rt_fuzz_block_measure(struct rt_fuzz_block *block)
{
	struct winsize size;

	block->columns = usual_columns;
	block->rows = usual_rows;
	if (ioctl(fileno(block->out), TIOCGWINSZ, &size))
		return;
	if (size.ws_col)
		block->columns = size.ws_col;
	if (size.ws_row)
		block->rows = size.ws_row;
}

void rt_fuzz_block_clear(struct rt_fuzz_block *block)
{
	fputc('\r', block->out);
	if (block->above)
		fprintf(block->out, "\033[%uA", block->above);
	/* To the end of the screen (ECMA-48, ED). */
	fputs("\033[J", block->out);
	block->above = 0;
}

/* The rows that the terminal breaks a line of @length bytes into. */
static unsigned rows_of(const struct rt_fuzz_block *block, const char *line,
			size_t length)
{
	size_t width = rt_layout_width(line, length);

	return width ? (unsigned)((width - 1) / block->columns) + 1 : 1;
}

static unsigned all_rows(const struct rt_fuzz_block *block, const char *lines)
{
	unsigned rows = 0;

	while (*lines) {
		size_t length = strcspn(lines, "\n");

		rows += rows_of(block, lines, length);
		lines += length + (lines[length] == '\n');
	}
	return rows;
}

/* Drops the first lines until the rest leaves a row for the last one. */
static const char *that_fit(const struct rt_fuzz_block *block,
			    const char *lines, unsigned *rows)
{
	*rows = all_rows(block, lines);
	while (*lines && *rows >= block->rows) {
		size_t length = strcspn(lines, "\n");

		*rows -= rows_of(block, lines, length);
		lines += length + (lines[length] == '\n');
	}
	return lines;
}

void rt_fuzz_block_draw(struct rt_fuzz_block *block, const char *lines,
			const char *last)
{
	struct rt_layout layout;
	unsigned rows;

	rt_fuzz_block_clear(block);
	rt_layout_begin(&layout);
	lines = that_fit(block, lines, &rows);
	rt_layout_end(&layout);
	/* A full last row would move some terminals' cursor on. */
	fprintf(block->out, "%s%.*s", lines, (int)block->columns - 1, last);
	fflush(block->out);
	block->above = rows;
}
