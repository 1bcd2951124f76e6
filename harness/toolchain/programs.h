/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs in PATH, by the form of their names.
 *
 * Relative folders in PATH are skipped, as they depend on the working folder.
 * Thread-safe as long as PATH does not change.
 */
#ifndef RT_TOOLCHAIN_PROGRAMS_H
#define RT_TOOLCHAIN_PROGRAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

struct rt_program {
	char *name; /* as in PATH */
	char *path;
	char *real; /* @path with links resolved: the same for all its names */
};

struct rt_programs {
	struct rt_program *list; /* in the order of PATH, each name once */
	size_t count;
};

/*
 * Appends to @path where PATH has the program @name; false, and nothing is
 * appended, when it has none or there is no memory.
 */
bool rt_program_find(const char *name, struct rt_text *path);

typedef bool rt_programs_filter(const char *name);

/*
 * Finds the programs whose names @wanted accepts. A compiler launcher, such as
 * ccache under the name of a compiler, is skipped. RT_SETUP without memory.
 * Release with rt_programs_free() in every case.
 */
int rt_programs_find(struct rt_programs *programs, rt_programs_filter *wanted);

/*
 * The longest name of the program @real, at a tie the alphabetically first. A
 * name that begins with a triplet of harness/arch counts only when there is no
 * other. NULL when there is none.
 */
const struct rt_program *rt_programs_best(const struct rt_programs *programs,
					  const char *real);

void rt_programs_free(struct rt_programs *programs);

#endif
