/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From accesses to an emission. Pure but for its results; one thread. */
#ifndef RT_ENGINE_CODEGEN_JUDGE_H
#define RT_ENGINE_CODEGEN_JUDGE_H

#include "harness/engine/codegen/codegen.h"

/*
 * Counts one path, on which the @count accesses @touch of the result were
 * made, in @codegen's endings. @unknown says why more is not known, "" when
 * all is.
 */
void rt_judge_path(struct rt_codegen *codegen, const uint16_t *touch,
		   size_t count, const char *unknown);

/* Sets the emission and the reason once every path was counted. */
void rt_judge_all(struct rt_codegen *codegen);

#endif
