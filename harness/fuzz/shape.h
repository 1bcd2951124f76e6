/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What two builds have in common although their bytes differ: the shape of an
 * accessor's machine code, and the pattern of its accesses to the field.
 *
 * Two builds have one shape if their instructions differ only in registers,
 * constants, stack offsets and padding. Pure functions, thread-safe.
 */
#ifndef RT_FUZZ_SHAPE_H
#define RT_FUZZ_SHAPE_H

#include <stdint.h>

#include "harness/base/text.h"
#include "harness/engine/codegen/listing.h"
#include "harness/engine/step/step.h"

/*
 * Appends @listing, one line per instruction: "movzwl N(R), R". R stands for a
 * general register, X for a vector register, N for a number; a call keeps the
 * name of its target, and no-ops are left out.
 */
void rt_shape_text(const struct rt_listing *listing, struct rt_text *text);

/* A hash of that text, 0 only when memory ran out. */
uint64_t rt_shape_of(const struct rt_listing *listing);

/*
 * A hash of the accesses of the first run in order, each with its offset, size
 * and direction, and of the step engine's other observations; never 0.
 */
uint64_t rt_shape_pattern(const struct rt_step_result *result);

#endif
