/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A matrix: a text file of the builds that an accessor is judged in.
 *
 *     # Comment.
 *     [a title]
 *     toolchains = gcc*+host gcc*+musl
 *     include    = fortify-1.0
 *     flags      = -O0 | -O1 | -O2
 *     flags      = none | -D_FORTIFY_SOURCE=2
 *
 * A title begins a block; the cells of a block are the cross product of the
 * toolchains that its patterns match (fnmatch(3)) and of one alternative of
 * each line of flags. `include` names folders that are searched for headers
 * before all others. The cells of several blocks are joined.
 *
 * Thread-safe: a parsed matrix is constant.
 */
#ifndef RT_COMPARE_MATRIX_H
#define RT_COMPARE_MATRIX_H

#include <stddef.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

enum {
	RT_MATRIX_CELLS = 10000, /* at most, per toolchain */
	RT_MATRIX_TITLE = 48,	 /* bytes, with the NUL at its end */
};

struct rt_matrix_block {
	struct rt_text title;	      /* empty for lines before any title */
	struct rt_strings toolchains; /* patterns, such as "gcc*+musl" */
	struct rt_strings includes;   /* folders as written */
	/* A group is one line of flags; an alternative may be empty. */
	struct rt_strings *group;
	size_t group_count;
	unsigned line; /* first line, for messages */
};

struct rt_matrix {
	struct rt_matrix_block *block;
	size_t count;
};

/*
 * Parses @length bytes of untrusted text. RT_USAGE names @source and the line:
 * an unknown key, a repeated key, a refused flag, a block without toolchains,
 * no block at all. The caller must release with rt_matrix_free() in every case.
 */
int rt_matrix_parse(struct rt_matrix *matrix, const char *text, size_t length,
		    const char *source, struct rt_error *error);

/* Parses the file at @path; RT_USAGE also when the file cannot be read. */
int rt_matrix_read(struct rt_matrix *matrix, const char *path,
		   struct rt_error *error);

/* Appends the matrix as text that rt_matrix_parse() reads. */
void rt_matrix_print(const struct rt_matrix *matrix, struct rt_text *text);

void rt_matrix_free(struct rt_matrix *matrix);

#endif
