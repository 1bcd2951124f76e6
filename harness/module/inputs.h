/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a compile depended on beside its command: the files that were read, and
 * the names under which others would have been found first.
 *
 * Thread-safe.
 */
#ifndef RT_MODULE_INPUTS_H
#define RT_MODULE_INPUTS_H

#include <stdbool.h>
#include <time.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/module/build.h"

struct rt_inputs {
	struct rt_strings read; /* paths */
	/*
	 * Each of @names may be looked for in each of @folders: a superset, as
	 * which folder is asked depends on the form of #include.
	 */
	struct rt_strings folders, names;
	struct timespec began; /* when the compiler was started */
	/*
	 * False when it depends on more than this: the module must be built
	 * each time.
	 */
	bool is_complete;
};

/* Starts the clock. Release with rt_inputs_free(). */
void rt_inputs_begin(struct rt_inputs *inputs);

/*
 * Adds the words to @compile, the command of rt_command_compile() for @made,
 * that let the assembler list what it reads.
 */
void rt_inputs_listen(struct rt_strings *compile, const struct rt_cell *cell,
		      const struct rt_strings *flags, const char *made);

/*
 * Finds the inputs of the compile that has just ended in the folder @made.
 * Runs the compiler, which is asked where it looks. RT_SETUP without memory or
 * when it cannot be run, RT_USAGE when module.d is not there.
 */
int rt_inputs_find(struct rt_inputs *inputs, const struct rt_cell *cell,
		   const struct rt_strings *flags, const char *made,
		   struct rt_error *error);

void rt_inputs_free(struct rt_inputs *inputs);

#endif
