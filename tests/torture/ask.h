/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds a generated source and asks what `check` asks. One thread (libelf). */
#ifndef RT_TESTS_TORTURE_ASK_H
#define RT_TESTS_TORTURE_ASK_H

#include "harness/toolchain/toolchain.h"
#include "harness/verdict/verdict.h"
#include "tests/torture/source.h"

struct torture_answer {
	char cell[128]; /* toolchain and flags */
	struct rt_verdict verdict;
};

/*
 * Builds @source with one of @toolchains into the cache @folder and judges it.
 * Prints what went wrong; the codes are rt_build()'s and rt_judge()'s.
 */
int torture_ask(struct torture_answer *answer,
		const struct torture_source *source,
		const struct rt_toolchains *toolchains, const char *folder);

/* Whether the verdict is one that the source's claim allows. */
bool torture_is_right(const struct torture_source *source,
		      const struct rt_verdict *verdict);

#endif
