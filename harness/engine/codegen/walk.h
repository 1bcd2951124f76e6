/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Walks every path through an accessor's code and records the accesses of each
 * path to the field. Not thread-safe.
 */
#ifndef RT_ENGINE_CODEGEN_WALK_H
#define RT_ENGINE_CODEGEN_WALK_H

#include "harness/engine/codegen/codegen.h"
#include "harness/engine/codegen/machine.h"

/*
 * Fills in accesses, calls, paths, endings and the reason of @codegen, whose
 * width and is_store are set, for the code at @entry. RT_SETUP without memory.
 */
int rt_walk(struct rt_codegen *codegen, const struct rt_image *image,
	    const struct rt_architecture *architecture, csh capstone,
	    uint64_t entry, unsigned int alignment, struct rt_error *error);

#endif
