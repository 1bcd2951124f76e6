/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A folder for a target whose subject reads files: made once a process, in
 * TMPDIR, and removed when the process ends.
 */
#ifndef RT_TESTS_FUZZ_SCRATCH_H
#define RT_TESTS_FUZZ_SCRATCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/base/file.h"

static struct rt_text scratch_folder = RT_TEXT_INIT;
static pid_t scratch_owner;

static void scratch_remove(void)
{
	if (scratch_owner == getpid())
		rt_folder_remove(rt_text_string(&scratch_folder));
	rt_text_free(&scratch_folder);
}

/* The folder's path, without a slash at its end. */
static inline const char *scratch(void)
{
	const char *parent = getenv("TMPDIR");

	if (scratch_folder.length)
		return rt_text_string(&scratch_folder);
	if (rt_folder_make_temporary(&scratch_folder,
				     parent && *parent ? parent : "/tmp", NULL))
		abort();
	scratch_owner = getpid();
	atexit(scratch_remove);
	return rt_text_string(&scratch_folder);
}

static inline void scratch_path(char path[512], const char *name)
{
	if (snprintf(path, 512, "%s/%s", scratch(), name) >= 512)
		abort();
}

/* Makes the file @name of the folder hold @size bytes, and nothing else. */
static inline void scratch_put(const char *name, const void *data, size_t size)
{
	char path[512];
	FILE *file;

	scratch_path(path, name);
	/* A program that still runs cannot be written to (ETXTBSY). */
	unlink(path);
	file = fopen(path, "wb");
	if (!file || fwrite(data, 1, size, file) != size || fclose(file))
		abort();
}

static inline void scratch_drop(const char *name)
{
	char path[512];

	scratch_path(path, name);
	unlink(path);
}

#endif
