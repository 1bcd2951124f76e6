/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs in PATH, by the form of their names.
 *
 * Folders in PATH that are not absolute are left out, as what they mean
 * changes with the caller's place. Any thread, as long as PATH does not
 * change meanwhile.
 */
#ifndef RT_TOOLCHAIN_PROGRAMS_H
#define RT_TOOLCHAIN_PROGRAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/error.h"

struct rt_program {
	char *name; /* as in PATH */
	char *path;
	char *real; /* @path without links: the same for all its names */
};

struct rt_programs {
	struct rt_program *list; /* in the order of PATH, each name once */
	size_t count;
};

typedef bool rt_programs_filter(const char *name);

/*
 * Finds the programs whose names are @wanted. A front such as ccache, which
 * stands under a compiler's name, is passed over. RT_SETUP without memory.
 * Release with rt_programs_free() in every case.
 */
int rt_programs_find(struct rt_programs *programs, rt_programs_filter *wanted);

/*
 * The longest name of the program @real, the first by the alphabet at a tie;
 * one that begins with a triplet of harness/arch only where it has no other.
 * NULL when it has none.
 */
const struct rt_program *rt_programs_best(const struct rt_programs *programs,
					  const char *real);

void rt_programs_free(struct rt_programs *programs);

#endif
