/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asks compilers' drivers what they would run, each question once, and
 * remembers the answers. One thread.
 */
#ifndef RT_BUILD_DRIVERS_H
#define RT_BUILD_DRIVERS_H

#include "harness/base/error.h"
#include "harness/base/process.h"
#include "harness/base/text.h"
#include "harness/build/build.h"
#include "harness/build/driver_specs.h"
#include "harness/build/plan.h"

struct rt_drivers {
	const struct rt_limits *limits; /* of each answer */
	void *answers;			/* tsearch(3)'s trees: of questions, */
	void *specs;			/* and of compilers */
	size_t count;			/* of answers */
	unsigned long asked;
	double seconds; /* that the asking took */
};

/* What is known of one compiler's driver; owned by struct rt_drivers. */
struct rt_driver {
	char *path;
	struct rt_driver_specs specs;
	struct rt_text linker; /* the program behind collect2 */
};

/* It starts with the limits alone; this frees all answers. */
void rt_drivers_free(struct rt_drivers *drivers);

/*
 * The driver of the gcc at cell->toolchain, and its plan to compile a source
 * with @flags, good until the next call. @plan is NULL when there is none and
 * the driver is to be run itself. RT_SETUP without memory or when the driver
 * cannot be run.
 */
int rt_drivers_compile(struct rt_drivers *drivers, const struct rt_cell *cell,
		       const struct rt_words *flags,
		       const struct rt_driver **driver,
		       const struct rt_plan **plan, struct rt_error *error);

/*
 * The same for the linker's line of @cell. It is asked in @place, where
 * module.o is, since clang looks whether it is there. The caller may set its
 * has_worked.
 */
int rt_drivers_link(struct rt_drivers *drivers, const struct rt_cell *cell,
		    const struct rt_words *flags, const char *place,
		    struct rt_plan_line **line, struct rt_error *error);

#endif
