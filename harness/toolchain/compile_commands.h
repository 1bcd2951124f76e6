/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flags that a real build uses for one of its files, from its
 * compile_commands.json (clang's "JSON Compilation Database").
 *
 * The file is read with jansson and not trusted: only flags that choose
 * headers, macros, language and machine code, and that a cell may have as well
 * (harness/toolchain/flags.h), are taken. Thread-safe.
 */
#ifndef RT_TOOLCHAIN_COMPILE_COMMANDS_H
#define RT_TOOLCHAIN_COMPILE_COMMANDS_H

#include <stddef.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/toolchain/toolchain.h"

struct rt_compile_command {
	struct rt_text file;   /* absolute */
	struct rt_text folder; /* where the build runs the compiler */
	/* As the entry names it: "cc", or a path, absolute if it has a "/". */
	struct rt_text compiler;
	/*
	 * -I, -isystem, -iquote, -idirafter, -include and -imacros with
	 * absolute paths, flag and path being two strings; a file of -include
	 * or -imacros that the build's folder lacks keeps its name, for the
	 * folders of -I. -D, -U, -O, -f, -m, -std and similar flags as they
	 * are. For rt_cell's own_flags.
	 */
	struct rt_strings flags;
	/* Flags that may matter but were not taken, such as -fplugin=x.so. */
	struct rt_strings left_out;
	size_t entries; /* of the file; the first one was taken */
};

/*
 * Finds the entry of @file in the database at @path. @file is an end of its
 * path that names no other file: "virtio.c", "hw/virtio/virtio.c". RT_SUBJECT
 * when the database cannot be read or is malformed, with the line, or when it
 * has no such file, or several, which are then listed. RT_SETUP without memory.
 * Release with rt_compile_command_free() in every case.
 */
int rt_compile_commands_find(struct rt_compile_command *found, const char *path,
			     const char *file, struct rt_error *error);

/* The same for @length bytes of JSON; @path is for messages. */
int rt_compile_commands_parse(struct rt_compile_command *found,
			      const char *json, size_t length, const char *path,
			      const char *file, struct rt_error *error);

void rt_compile_command_free(struct rt_compile_command *command);

/*
 * The toolchain of the compiler that @command names, by path or as found in
 * PATH, with the host's libc, or the first of a cross compiler; NULL when
 * @toolchains lacks it. @command->compiler is never a launcher such as ccache.
 */
const struct rt_toolchain *rt_compile_command_toolchain(
	const struct rt_compile_command *command,
	const struct rt_toolchains *toolchains);

#endif
