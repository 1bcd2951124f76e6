/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Derives an emission from accesses. Not thread-safe for one @codegen. */
#ifndef RT_ENGINE_CODEGEN_JUDGE_H
#define RT_ENGINE_CODEGEN_JUDGE_H

#include "harness/engine/codegen/codegen.h"

/*
 * Counts one path in @codegen->ending. @touch has the indexes of the @count
 * accesses that were made on the path. @unknown says why the path could not be
 * decided, "" if it could.
 */
void rt_judge_path(struct rt_codegen *codegen, const uint16_t *touch,
		   size_t count, const char *unknown);

/* Sets emission and reason, once every path has been counted. */
void rt_judge_all(struct rt_codegen *codegen);

#endif
