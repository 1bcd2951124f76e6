/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cells whose judgements are compared: each accessor, toolchain and set of
 * flags, built; and of each function in them the digest of its machine code,
 * so that the same code is judged once.
 */
#ifndef RT_TESTS_AGREEMENT_CELLS_H
#define RT_TESTS_AGREEMENT_CELLS_H

#include <stdbool.h>

#include "harness/accessor/list.h"
#include "harness/base/hash.h"
#include "harness/toolchain/toolchain.h"

enum { agreement_functions = 6 }; /* widths times directions */

/* Width and direction of function @number: load16, store16, load32, … */
static inline unsigned agreement_width(unsigned number)
{
	return 16u << number / 2;
}

static inline bool agreement_stores(unsigned number)
{
	return number % 2;
}

struct agreement_cell {
	const struct rt_accessor *accessor;
	const struct rt_toolchain *toolchain;
	const char *flags;
	char module[256];
	bool is_built;
	struct rt_digest code[agreement_functions]; /* "": no such function */
};

/* What a child leaves of a cell. */
struct agreement_built {
	char module[256];
	bool is_built;
	struct rt_digest code[agreement_functions];
};

/* Builds @cell with the cache in @folder; what fails is not built. */
void agreement_build(const struct agreement_cell *cell, const char *folder,
		     struct agreement_built *built);

#endif
