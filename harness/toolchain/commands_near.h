/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the compile_commands.json of the tree that a file lies in, and a source
 * of it that includes a header: for advice, so that nothing found is no error.
 * Nothing is written; the tree is not trusted. Thread-safe.
 */
#ifndef RT_TOOLCHAIN_COMMANDS_NEAR_H
#define RT_TOOLCHAIN_COMMANDS_NEAR_H

#include <stdbool.h>

#include "harness/base/text.h"

/*
 * Sets @path to the database in a folder above @file, an absolute path, or in
 * one of the folders beside those that builds are made in (build, out, …).
 */
bool rt_commands_near(struct rt_text *path, const char *file);

/*
 * Sets @source to the path, in the database at @path, of the first source that
 * includes @header itself by its last part's name.
 */
bool rt_commands_includer(struct rt_text *source, const char *path,
			  const char *header);

#endif
