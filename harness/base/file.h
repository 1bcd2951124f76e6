/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whole files, and folders. Any thread; every error names the path and says
 * what to do.
 */
#ifndef RT_BASE_FILE_H
#define RT_BASE_FILE_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

/*
 * Appends the whole file to @content. RT_USAGE when it cannot be read, is no
 * regular file (those of /proc are) or is larger than 64 MiB; @content then
 * holds what was read until there. Never waits for a pipe's writer.
 */
int rt_file_read(struct rt_text *content, const char *path,
		 struct rt_error *error);

/*
 * Makes @path hold exactly @length bytes of @bytes: they are written and
 * synced beside it and renamed over it, so that nobody, not even after a
 * crash or on a full disk, sees half a file. RT_SETUP when that fails.
 */
int rt_file_write(const char *path, const char *bytes, size_t length,
		  struct rt_error *error);

/* The same for texts that were composed: RT_SETUP too where one has failed. */
int rt_file_write_text(const struct rt_text *path, const struct rt_text *text,
		       struct rt_error *error);

/* Makes @path and its missing parents. RT_SETUP when that fails. */
int rt_folder_make(const char *path, struct rt_error *error);

/*
 * What the name of each temporary folder of ours begins with. Folders with it
 * that nobody uses are removed, so no other program may use it: mktemp(1) makes
 * "tmp.XXXXXXXXXX".
 */
#define RT_TEMPORARY "ringtear-tmp."

/* Makes a new folder "@parent/ringtear-tmp.XXXXXX"; @path receives its name. */
int rt_folder_make_temporary(struct rt_text *path, const char *parent,
			     struct rt_error *error);

/* Removes a folder and all that is in it; best effort, never follows links. */
void rt_folder_remove(const char *path);

/* True when @path can be opened for reading. */
bool rt_file_exists(const char *path);

#endif
