/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A C file of less than 80 lines, of 128 bits less than 100, that shows a tear
 * on its own, and the command that compiles it: what a maintainer needs who has
 * no ringtear.
 *
 * The file holds the accessor as its source has it, and two threads that race
 * it, with the oracle of docs/hammer.md. It prints the old, the new and the
 * torn value and exits 1, or exits 0 after ten seconds without one. Any
 * thread; running out of memory is remembered by the struct rt_text.
 */
#ifndef RT_REPORTS_REPRODUCER_H
#define RT_REPORTS_REPRODUCER_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

enum { RT_REPRODUCER_LINES = 79, RT_REPRODUCER_LINES_OF_PAIR = 99 };

struct rt_reproducer {
	const char *source;   /* the C file that defines the accessor */
	const char *flags;    /* of the cell */
	const char *compiler; /* "gcc-12" */
	/* The libc.a that memcpy comes from, or NULL: the compiler's own. */
	const char *archive;
	unsigned int width;
	bool stores;
	unsigned int offset; /* of the field from a 64-byte line */
	uint64_t start;	     /* the first value */
};

/*
 * Appends the accessor alone: the function of this width and direction, and
 * what stands before it. A macro that makes all widths, as the corpora have
 * it, is written out. RT_USAGE, with the reason, when the source includes
 * files that only its own project has, or does not define the function.
 */
int rt_reproducer_accessor(const struct rt_reproducer *reproducer,
			   struct rt_text *out, struct rt_error *error);

/*
 * Appends the arguments that the compiler needs beside the flags, each after a
 * blank; nothing for most sources.
 */
void rt_reproducer_needs(const struct rt_reproducer *reproducer,
			 struct rt_text *out);

/* Appends the whole file. RT_USAGE as above, and when it is too long. */
int rt_reproducer_file(const struct rt_reproducer *reproducer,
		       struct rt_text *out, struct rt_error *error);

/* Appends the command that makes ./tear of tear.c, in one line. */
void rt_reproducer_command(const struct rt_reproducer *reproducer,
			   struct rt_text *out);

#endif
