/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a toolchain's compiler or linker, and hashes its identity. */
#ifndef RT_TOOLCHAIN_TOOL_H
#define RT_TOOLCHAIN_TOOL_H

#include "harness/base/error.h"
#include "harness/base/hash.h"
#include "harness/base/process.h"
#include "harness/base/text.h"
#include "harness/toolchain/toolchain.h"

/*
 * What one compile or link may use: the source and the flags are the user's, or
 * somebody else's, and `#include "/dev/zero"` takes all memory there is.
 */
extern const struct rt_limits rt_tool_limits;

/*
 * Runs @argv, a compiler or a linker, in @directory (NULL: the current one)
 * under @limits; once more when somebody else ended it. RT_SETUP when it cannot
 * run, or was ended twice; else as rt_process_run_limited(). Thread-safe.
 */
int rt_tool_attempt(struct rt_process *process, char *const argv[],
		    const char *directory, const struct rt_limits *limits,
		    struct rt_error *error);

/*
 * rt_tool_attempt() under rt_tool_limits but for at most @seconds: for a tool
 * that is asked what it has or takes.
 */
int rt_tool_ask(struct rt_process *process, char *const argv[],
		const char *directory, double seconds, struct rt_error *error);

/*
 * Sets @error to RT_SETUP and returns it when what ended @process is the
 * machine's fault: its space, its processes, or an ulimit that is lower than
 * @limits; else 0. @doing, such as "compile", and @file are for the message.
 */
int rt_tool_blame_machine(const struct rt_process *process,
			  const struct rt_limits *limits, const char *doing,
			  const char *file, struct rt_error *error);

/*
 * Runs @argv of @toolchain under rt_tool_limits. RT_BUILD when the tool fails,
 * with its output as the detail, or exceeds a limit; RT_SETUP when it cannot
 * run, or fails on an empty source too: then the machine lacks something, such
 * as an assembler. Thread-safe.
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
