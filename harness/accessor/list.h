/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The accessors that a folder holds, as their sources describe themselves.
 *
 * Each source NAME.c begins with its licence line and then a comment of
 * labelled lines, the labels in this order; text goes on in lines that are
 * indented further:
 *
 *     / *
 *      * accessor: NAME
 *      * summary:  what it is, in a sentence
 *      * met:      where code like it is met
 *      * expect:   torn | atomic | depends[: in which case which]
 *      * /
 *
 * Any thread; what was read is constant.
 */
#ifndef RT_ACCESSOR_LIST_H
#define RT_ACCESSOR_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

enum rt_expectation {
	RT_EXPECT_TORN,
	RT_EXPECT_ATOMIC,
	RT_EXPECT_DEPENDS, /* on compiler, flags or libc, as @expect says */
};

struct rt_accessor {
	struct rt_text name;
	struct rt_text summary;
	struct rt_text met;
	struct rt_text expect; /* the whole line, verdict first */
	enum rt_expectation expectation;
	struct rt_text path; /* of the source */
	bool is_wild;	     /* a bug met in the wild: from corpora/wild */
};

struct rt_accessors {
	struct rt_accessor *list; /* sorted by name */
	size_t count;
};

/*
 * Reads the description in @source, the content of @path, which is only used
 * for messages and as the path. RT_USAGE, with the line's number, when it is
 * malformed. Release with rt_accessor_free() in every case.
 */
int rt_accessor_parse(struct rt_accessor *accessor, const char *source,
		      const char *path, struct rt_error *error);
void rt_accessor_free(struct rt_accessor *accessor);

/*
 * Reads all sources *.c of @folder. RT_USAGE when the folder cannot be read,
 * one is malformed or is not named after its accessor. Release with
 * rt_accessors_free() in every case.
 */
int rt_accessors_load(struct rt_accessors *accessors, const char *folder,
		      struct rt_error *error);

/*
 * The same for CORPORA/accessors, and then for CORPORA/wild, whose accessors
 * come behind, sorted for themselves. No name may be in both.
 */
int rt_accessors_load_corpora(struct rt_accessors *accessors,
			      const char *corpora, struct rt_error *error);

/* How many come before the first wild one. */
size_t rt_accessors_tame(const struct rt_accessors *accessors);

/* NULL and RT_USAGE with names like @name when there is none. */
const struct rt_accessor *rt_accessors_named(
	const struct rt_accessors *accessors, const char *name,
	struct rt_error *error);

void rt_accessors_free(struct rt_accessors *accessors);

/* "torn", "atomic" or "depends". */
const char *rt_expectation_name(enum rt_expectation expectation);

#endif
