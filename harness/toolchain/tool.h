/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a toolchain's compiler or linker, and names it for the cache. */
#ifndef RT_TOOLCHAIN_TOOL_H
#define RT_TOOLCHAIN_TOOL_H

#include "harness/base/error.h"
#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/toolchain/toolchain.h"

/*
 * Runs @argv, which is to do what @doing says, such as "compile", to @file;
 * both are for messages. At most 30 s. RT_BUILD when it refuses, all that it
 * said being the detail, or hangs; RT_SETUP when it cannot run or the disk is
 * full. Any thread.
 */
int rt_tool_run(const struct rt_toolchain *toolchain,
		const struct rt_strings *argv, const char *doing,
		const char *file, struct rt_error *error);

/* Adds all that changes when compiler, linker or libc do. Any thread. */
void rt_tool_hash(struct rt_hash *hash, const struct rt_toolchain *toolchain);

#endif
