/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an engine has to show for a tear: a value that was never in memory, or
 * an interleaving that gives one. Plain data, any thread.
 */
#ifndef RT_ENGINE_EVIDENCE_H
#define RT_ENGINE_EVIDENCE_H

#include <stdbool.h>
#include <stdint.h>

enum { RT_INSTRUCTION_TEXT = 96 };

/* A value that was never in memory, and what was published around the load. */
struct rt_torn {
	bool seen;
	uint64_t value;
	uint64_t before;
	uint64_t after;
};

/*
 * An interleaving that shows the tear: what ran on both sides of the gap, and
 * the value that came back, or that the other side saw.
 */
struct rt_witness {
	bool seen;
	/* Instructions; "" at either end of the accessor. */
	char before[RT_INSTRUCTION_TEXT], after[RT_INSTRUCTION_TEXT];
	uint64_t old_value, new_value, value;
	unsigned int offset; /* of the field from a 64-byte line, in bytes */
	unsigned int gap;    /* as in a trial */
};

#endif
