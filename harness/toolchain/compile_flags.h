/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which words of a build's command line make its machine code. Any thread. */
#ifndef RT_TOOLCHAIN_COMPILE_FLAGS_H
#define RT_TOOLCHAIN_COMPILE_FLAGS_H

#include "harness/toolchain/compile_commands.h"

/*
 * Sorts the words of @argv, a compiler and what it is called with, into the
 * compiler, flags and left_out of @command, whose folder is set already. A
 * front such as ccache is passed over. Words for the output, the source,
 * warnings and debugging are dropped. Memory is checked by the caller.
 */
void rt_compile_flags_sort(struct rt_compile_command *command,
			   const struct rt_strings *argv);

/*
 * Appends @path, made absolute against @folder, with "." and ".." and double
 * slashes taken out by their spelling, links being left alone.
 */
void rt_compile_flags_absolute(struct rt_text *text, const char *folder,
			       const char *path);

#endif
