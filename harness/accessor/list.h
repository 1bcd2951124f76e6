/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The accessors of a folder, as their sources describe them.
 *
 * Each source NAME.c begins with its licence line and then a comment of
 * labelled lines, the labels in this order; a text continues in lines that are
 * indented further:
 *
 *     / *
 *      * accessor: NAME
 *      * summary:  what it is, in a sentence
 *      * met:      where code like it is found
 *      * expect:   torn | atomic | depends[: in which case which]
 *      * /
 *
 * Thread-safe; what was read does not change.
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
	RT_EXPECT_DEPENDS, /* on compiler, flags or libc, as `expect` says */
};

struct rt_accessor {
	struct rt_text name;
	struct rt_text summary;
	struct rt_text met;
	struct rt_text expect; /* the whole line, verdict first */
	enum rt_expectation expectation;
	struct rt_text path; /* of the source */
	bool is_wild;	     /* a bug of a real project: from corpora/wild */
};

struct rt_accessors {
	struct rt_accessor *list; /* sorted by name */
	size_t count;
};

/*
 * Parses the description in @source, the content of the file @path; @path is
 * only stored and named in messages. RT_USAGE, with the line's number, when it
 * is malformed. Release with rt_accessor_free() in every case.
 */
int rt_accessor_parse(struct rt_accessor *accessor, const char *source,
		      const char *path, struct rt_error *error);
void rt_accessor_free(struct rt_accessor *accessor);

/*
 * Reads all sources *.c of @folder. RT_USAGE when the folder cannot be read, or
 * a source is malformed or not named after its accessor. Release with
 * rt_accessors_free() in every case.
 */
int rt_accessors_load(struct rt_accessors *accessors, const char *folder,
		      struct rt_error *error);

/*
 * Reads CORPORA/accessors, then CORPORA/wild, whose accessors follow and are
 * sorted on their own. No name may be in both.
 */
int rt_accessors_load_corpora(struct rt_accessors *accessors,
			      const char *corpora, struct rt_error *error);

/* The number of accessors that are not wild; they come first. */
size_t rt_accessors_tame(const struct rt_accessors *accessors);

/* The accessor @name; without one NULL and RT_USAGE with similar names. */
const struct rt_accessor *rt_accessors_named(
	const struct rt_accessors *accessors, const char *name,
	struct rt_error *error);

void rt_accessors_free(struct rt_accessors *accessors);

/* "torn", "atomic" or "depends". */
const char *rt_expectation_name(enum rt_expectation expectation);

#endif
