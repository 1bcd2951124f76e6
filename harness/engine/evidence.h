/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The evidence of a tear: a value that was never in memory, or an interleaving
 * that gives a torn value. Plain data, thread-safe.
 */
#ifndef RT_ENGINE_EVIDENCE_H
#define RT_ENGINE_EVIDENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/value.h"

enum { RT_INSTRUCTION_TEXT = 96 };

/* A value that was never in memory, and the values published around it. */
struct rt_torn {
	bool seen;
	rt_value value;
	rt_value before;
	rt_value after;
};

/*
 * An interleaving that shows the tear: the instructions on both sides of the
 * gap, and the torn value that the load returned or the other side saw.
 */
struct rt_witness {
	bool seen;
	/* Instructions; "" at either end of the accessor. */
	char before[RT_INSTRUCTION_TEXT], after[RT_INSTRUCTION_TEXT];
	rt_value old_value, new_value, value;
	unsigned int offset; /* of the field in a page, in bytes */
	unsigned int gap;    /* as rt_trial's key "gap" */
};

#endif
