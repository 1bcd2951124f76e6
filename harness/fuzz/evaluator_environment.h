/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an evaluator's results depend on beside the cell. Not thread-safe. */
#ifndef RT_FUZZ_EVALUATOR_ENVIRONMENT_H
#define RT_FUZZ_EVALUATOR_ENVIRONMENT_H

#include "harness/base/error.h"
#include "harness/base/hash.h"
#include "harness/toolchain/toolchain.h"

/*
 * The digest of all @toolchains and of every file below the folder @include.
 * RT_USAGE when a file cannot be read.
 */
int rt_evaluator_environment(struct rt_digest *environment,
			     const struct rt_toolchains *toolchains,
			     const char *include, struct rt_error *error);

#endif
