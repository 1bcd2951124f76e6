/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cells of a matrix on this machine: each toolchain that a pattern matches,
 * with each combination of flags.
 *
 * Thread-safe: the cells are constant once made. The toolchains are borrowed.
 */
#ifndef RT_COMPARE_CELLS_H
#define RT_COMPARE_CELLS_H

#include <stddef.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/compare/matrix.h"
#include "harness/toolchain/toolchain.h"

struct rt_matrix_cell {
	const struct rt_toolchain *toolchain;
	const char *title;	  /* of the block, or ""; owned by the matrix */
	struct rt_text flags;	  /* as rt_flags_parse() takes them */
	struct rt_strings folder; /* absolute, searched for headers first */
	/*
	 * Unique name: toolchain, -I with the folders as written in the matrix,
	 * flags.
	 */
	struct rt_text name;
};

/* A pattern that nothing here matches. */
struct rt_matrix_absent {
	const char *pattern; /* owned by the matrix */
	const char *package; /* to install; NULL: unknown */
	size_t cells;	     /* lower bound of the cells that are missing */
};

struct rt_matrix_cells {
	struct rt_matrix_cell *cell;
	size_t count;
	struct rt_matrix_absent *absent;
	size_t absent_count;
};

/*
 * Fills @cells in the order of the file, each cell once. A relative folder is
 * below @include. RT_USAGE when a folder does not exist or when no toolchain
 * matches at all. The caller must release with rt_matrix_cells_free() in every
 * case; @matrix and @toolchains are borrowed until then.
 */
int rt_matrix_cells(struct rt_matrix_cells *cells,
		    const struct rt_matrix *matrix,
		    const struct rt_toolchains *toolchains, const char *include,
		    struct rt_error *error);

void rt_matrix_cells_free(struct rt_matrix_cells *cells);

#endif
