/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Selects the arguments that affect code generation. Thread-safe. */
#ifndef RT_TOOLCHAIN_COMPILE_FLAGS_H
#define RT_TOOLCHAIN_COMPILE_FLAGS_H

#include "harness/toolchain/compile_commands.h"

/*
 * Sorts @argv, a compiler's command line, into the compiler, flags and left_out
 * of @command, whose folder is set already. A compiler launcher such as ccache
 * is skipped. Arguments for output, source, warnings and debugging are dropped.
 * The caller checks the `failed` members.
 */
void rt_compile_flags_sort(struct rt_compile_command *command,
			   const struct rt_strings *argv);

/* Whether @word is a flag that is kept and whose path is the next word. */
bool rt_compile_flags_path_follows(const char *word);

/*
 * Appends @path, made absolute against @folder and normalised lexically: ".",
 * ".." and double slashes are removed, symbolic links are not resolved.
 */
void rt_compile_flags_absolute(struct rt_text *text, const char *folder,
			       const char *path);

#endif
