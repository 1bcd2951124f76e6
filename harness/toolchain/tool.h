/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a toolchain's compiler or linker, and hashes its identity. */
#ifndef RT_TOOLCHAIN_TOOL_H
#define RT_TOOLCHAIN_TOOL_H

#include "harness/base/error.h"
#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/toolchain/toolchain.h"

/*
 * Runs @argv for at most 30 s; @doing, such as "compile", and @file are for
 * messages. RT_BUILD when the tool fails, with its output as the detail, or
 * hangs; RT_SETUP when it cannot run or the disk is full. Thread-safe.
 */
int rt_tool_run(const struct rt_toolchain *toolchain,
		const struct rt_strings *argv, const char *doing,
		const char *file, struct rt_error *error);

/*
 * Adds the identities of compiler, linker and libc, and of the assembler and
 * linker that PATH has. Thread-safe as long as PATH does not change.
 */
void rt_tool_hash(struct rt_hash *hash, const struct rt_toolchain *toolchain);

#endif
