/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was said of the generated sources, by each row of the tables. */
#ifndef RT_TESTS_TORTURE_TALLY_H
#define RT_TESTS_TORTURE_TALLY_H

#include "harness/engine/outcome.h"
#include "tests/torture/source.h"

enum { torture_rows = 80 }; /* of a table, at most */

/* Without pointers, since a child process fills it in. */
struct torture_tally {
	/* By the guard, and by the rare and the common way of either direction.
	 */
	unsigned guards[torture_rows][TORTURE_CLAIMS][RT_OUTCOMES];
	unsigned bodies[2][torture_rows][TORTURE_CLAIMS][RT_OUTCOMES];
};

void torture_tally_note(struct torture_tally *tally,
			const struct torture_source *source,
			enum rt_outcome outcome);
void torture_tally_add(struct torture_tally *all,
		       const struct torture_tally *tally);
/* Prints how many sound ones were proved, and how many others seen to tear. */
void torture_tally_print(const struct torture_tally *tally);

#endif
