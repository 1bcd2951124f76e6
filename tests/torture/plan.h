/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a generated accessor will do, before it is written as instructions:
 * the operations on the field in order, and what becomes of each.
 */
#ifndef RT_TESTS_TORTURE_PLAN_H
#define RT_TESTS_TORTURE_PLAN_H

#include "tests/torture/accessor.h"

enum { torture_most_operations = 10 };

enum torture_form {
	TORTURE_ONE,  /* one instruction, one access */
	TORTURE_LOOP, /* the same instruction for each of @count units */
	TORTURE_REP,  /* one rep instruction of @count rounds */
};

struct torture_operation {
	enum torture_form form;
	unsigned offset; /* of the lowest byte */
	unsigned size, count;
	bool downwards; /* rep from the highest unit to the lowest */
	bool is_kept;	/* a byte of the value comes from it */
	bool is_read;	/* in a store: it only looks */
};

struct torture_plan {
	unsigned count;
	struct torture_operation operation[torture_most_operations];
};

/*
 * Chooses width, direction and operations, and fills in the accessor's
 * accesses and sources, which are its truth.
 */
void torture_choose(struct torture_plan *plan,
		    struct torture_accessor *accessor,
		    struct torture_random *random);

#endif
