/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads and writes whole files; makes and removes folders. Thread-safe. Every
 * error names the path and a remedy.
 */
#ifndef RT_BASE_FILE_H
#define RT_BASE_FILE_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

/*
 * Appends the whole file to @content. RT_USAGE when it cannot be read, is no
 * regular file (files in /proc are) or is larger than 64 MiB; @content then
 * holds what was read before the error. Does not block on a FIFO.
 */
int rt_file_read(struct rt_text *content, const char *path,
		 struct rt_error *error);

/* The same for a file of at most @mebibytes MiB. */
int rt_file_read_large(struct rt_text *content, const char *path,
		       unsigned mebibytes, struct rt_error *error);

/*
 * Makes @path hold exactly @length bytes of @bytes, synced; nobody sees half a
 * file (harness/base/replace.h). RT_SETUP when that fails.
 */
int rt_file_write(const char *path, const char *bytes, size_t length,
		  struct rt_error *error);

/* rt_file_write() of texts; RT_SETUP also when one of the two has failed. */
int rt_file_write_text(const struct rt_text *path, const struct rt_text *text,
		       struct rt_error *error);

/*
 * Makes @path and its missing parents, with the rights that the umask leaves of
 * 0755: what others could write to would not be this user's (owned.h). RT_SETUP
 * when that fails.
 */
int rt_folder_make(const char *path, struct rt_error *error);

/*
 * The prefix of the names of ringtear's temporary files and folders. Those that
 * nobody uses any more are removed, so that no other program may use it:
 * mktemp(1) makes "tmp.XXXXXXXXXX".
 */
#define RT_TEMPORARY "ringtear-tmp."

/* Makes a new folder "@parent/ringtear-tmp.XXXXXX"; @path receives its name. */
int rt_folder_make_temporary(struct rt_text *path, const char *parent,
			     struct rt_error *error);

/* Removes a folder and its content; ignores errors, does not follow links. */
void rt_folder_remove(const char *path);

/* True when @path can be opened for reading. */
bool rt_file_exists(const char *path);

#endif
