/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why engines may disagree, or not know: the causes that are understood, as
 * tests/agreement/expected lists them. A line of it:
 *
 *     KIND | ACCESSOR | DIRECTION | PART OF THE REASON | CAUSE
 *
 * where the second and third are patterns of fnmatch(3), and the cause is one
 * that docs/agreement.md explains under that name.
 */
#ifndef RT_TESTS_AGREEMENT_REASONS_H
#define RT_TESTS_AGREEMENT_REASONS_H

#include <stddef.h>

#include "harness/base/error.h"

enum agreement_kind {
	AGREEMENT_CLEAR, /* torn or atomic, and read by codegen as well */
	AGREEMENT_DISAGREE,
	AGREEMENT_ERROR,
	AGREEMENT_INCONCLUSIVE,
	AGREEMENT_UNREAD, /* a verdict, but codegen could not read it */
	AGREEMENT_KINDS,
};

struct agreement_reason {
	enum agreement_kind kind;
	char *line; /* that the others point into */
	const char *accessor, *direction, *part, *cause;
	unsigned met;
};

struct agreement_reasons {
	struct agreement_reason *list;
	size_t count;
};

const char *agreement_kind_name(enum agreement_kind kind);

/* RT_USAGE with the line when it is malformed. */
int agreement_reasons_read(struct agreement_reasons *reasons, const char *path,
			   struct rt_error *error);
void agreement_reasons_free(struct agreement_reasons *reasons);

/* The first that fits, counted as met; NULL when none does. */
struct agreement_reason *agreement_reason_of(
	const struct agreement_reasons *reasons, enum agreement_kind kind,
	const char *accessor, const char *direction, const char *reason);

#endif
