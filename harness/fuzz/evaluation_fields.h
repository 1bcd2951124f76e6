/* SPDX-License-Identifier: GPL-2.0-or-later */
/* struct rt_evaluation as a table of the memory of results. Constant. */
#ifndef RT_FUZZ_EVALUATION_FIELDS_H
#define RT_FUZZ_EVALUATION_FIELDS_H

#include "harness/record/fields.h"

extern const struct rt_shape rt_evaluation_shape;

#endif
