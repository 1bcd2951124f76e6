/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that fits: what tools printed is cleaned, measured in columns of a
 * terminal, wrapped, cut and padded.
 *
 * Columns are what wcwidth(3) says of UTF-8. All functions but
 * rt_layout_begin() must be called between it and rt_layout_end(), by the
 * same thread; different threads may do so at once. Running out of memory is
 * remembered by the struct rt_text.
 */
#ifndef RT_REPORTS_LAYOUT_H
#define RT_REPORTS_LAYOUT_H

#include <locale.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

/* Makes this thread read UTF-8 and write "." in numbers, until the end. */
struct rt_layout {
	locale_t own;
	locale_t before;
};

void rt_layout_begin(struct rt_layout *layout);
void rt_layout_end(struct rt_layout *layout);

/*
 * The same; RT_SETUP when memory ran out while @what was made: "the mail".
 */
int rt_layout_finish(struct rt_layout *layout, const struct rt_text *out,
		     const char *what, struct rt_error *error);

/*
 * Appends @text without control characters, terminal sequences and marks
 * that change the direction of writing; tabs become blanks, what is no UTF-8
 * becomes '?'. Line feeds stay.
 */
void rt_layout_clean(struct rt_text *out, const char *text);

/* The same, with blanks instead of line feeds. */
void rt_layout_clean_line(struct rt_text *out, const char *text);

/* How many columns the first @length bytes of a clean @text take. */
size_t rt_layout_width(const char *text, size_t length);

struct rt_wrap {
	size_t width;	   /* columns of a line, prefix and tail included */
	const char *first; /* goes before the first line */
	const char *start; /* before each further line of the text */
	const char *next;  /* before each line that continues one */
	const char *tail;  /* goes behind each line that is continued */
	bool shell;	   /* break only between the words of a shell */
	bool cut;	   /* break words that fill more than a line */
};

/*
 * Appends @text, cleaned, one wrapped paragraph for each of its lines, each
 * with a final line feed. Unless @how says cut, a word longer than a line
 * stays whole and sticks out.
 */
void rt_layout_wrap(struct rt_text *out, const struct rt_wrap *how,
		    const char *text);

/* Appends @text, cleaned, cut to @width columns with "..." where it is cut. */
void rt_layout_cut(struct rt_text *out, const char *text, size_t width);

/* Appends blanks until the @width columns are full that @used are used of. */
void rt_layout_pad(struct rt_text *out, size_t used, size_t width);

#endif
