/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An accessor in C of two ways, one of which is rare: what decides between them
 * and what each of them does is chosen from tables (ways.h), and what may be
 * said of it follows from these.
 */
#ifndef RT_TESTS_TORTURE_SOURCE_H
#define RT_TESTS_TORTURE_SOURCE_H

#include <stdint.h>

#include "harness/base/text.h"
#include "tests/torture/ways.h"

struct torture_source {
	uint64_t seed;
	unsigned width; /* in bits */
	bool stores;
	/* Numbers of rows of the tables. */
	unsigned guard, rare, common;
	unsigned build;	     /* a random number: chooses toolchain and flags */
	struct rt_text text; /* the file, whose function is "accessor" */
};

/* Writes the accessor of @seed. Release with torture_source_free(). */
void torture_compose(struct torture_source *source, uint64_t seed);
void torture_source_free(struct torture_source *source);

/* The row of its rare way, or of its common one. */
const struct torture_body *torture_body_of(const struct torture_source *source,
					   bool is_rare);

enum torture_claim torture_claim(const struct torture_source *source);

#endif
