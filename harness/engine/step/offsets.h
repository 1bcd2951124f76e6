/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The places in a page at which an exploration puts the field. Pure,
 * thread-safe.
 */
#ifndef RT_ENGINE_STEP_OFFSETS_H
#define RT_ENGINE_STEP_OFFSETS_H

#include "harness/engine/engine.h"

enum {
	RT_STEP_OFFSETS_MOST = 80,
	/* Of a --copy, the field's line says where its other side lies. */
	RT_STEP_LINES = 8,
};

/*
 * Writes the offsets from a page's start to @offset, the usual one first: that
 * of the question alone if it has one; else all of an aligned object in a line,
 * the usual one in the next lines, and the last ones of the page. How many
 * there are.
 */
unsigned rt_step_offsets(const struct rt_question *question,
			 unsigned offset[RT_STEP_OFFSETS_MOST]);

#endif
