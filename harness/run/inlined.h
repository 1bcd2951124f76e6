/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether an `atomic` hangs on a copy that the compiler inlined: the neighbours
 * of a build, in which the copy is a call, are asked. Not thread-safe, as
 * rt_check_run().
 */
#ifndef RT_RUN_INLINED_H
#define RT_RUN_INLINED_H

#include <stdbool.h>

#include "harness/run/check.h"
#include "harness/run/inventory.h"

struct rt_inlined {
	bool tears;	       /* a neighbour calls the copy, and is torn */
	char function[32];     /* "memcpy" */
	const char *because;   /* what makes it a call: "with -fno-builtin" */
	struct rt_trial trial; /* that of the neighbour */
	const char *fortify;   /* as in struct rt_subject_words, or NULL */
};

/*
 * Fills @inlined for the @check of @subject, which has been run; tears is false
 * where it was not atomic, where engines or a CPU were chosen, for objects, and
 * where the subject's own code calls no copy with -fno-builtin, or does so
 * already. A neighbour that does not build says nothing. Costs a build, taken
 * from the cache, and a look at its symbols; the looks at up to four neighbours
 * only where there is a copy.
 */
void rt_check_inlined(struct rt_inlined *inlined, const struct rt_check *check,
		      const struct rt_subject *subject,
		      const struct rt_inventory *inventory);

#endif
