/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/base/file.h"

enum { most_names = 100 }; /* until one is free */

/* Appends the folder of @path, with its last slash; nothing for a bare name. */
static void add_folder(struct rt_text *folder, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash)
		rt_text_append(folder, path, (size_t)(slash + 1 - path));
}

/* Names a file beside the path that is likely not there. */
static int choose_name(struct rt_replace *replace)
{
	uint32_t number;

	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		return errno;
	rt_text_free(&replace->temporary);
	add_folder(&replace->temporary, replace->path.data);
	rt_text_format(&replace->temporary, RT_TEMPORARY "%06" PRIx32,
		       number & 0xffffff);
	return rt_text_failed(&replace->temporary) ? ENOMEM : 0;
}

/* The file without a name, as something that linkat(2) takes. */
static void name_own(char name[32], const struct rt_replace *replace)
{
	snprintf(name, 32, "/proc/self/fd/%d", replace->file);
}

static bool open_nameless(struct rt_replace *replace)
{
	struct rt_text folder = RT_TEXT_INIT;
	char name[32];

	add_folder(&folder, replace->path.data);
	rt_text_add(&folder, ".");
	if (!rt_text_failed(&folder))
		replace->file = open(folder.data,
				     O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
	rt_text_free(&folder);
	name_own(name, replace);
	if (replace->file >= 0 && access(name, F_OK)) {
		close(replace->file);
		replace->file = -1;
	}
	return replace->file >= 0;
}

static int open_named(struct rt_replace *replace)
{
	int number = EEXIST;

	for (int i = 0; number == EEXIST && i < most_names; i++) {
		number = choose_name(replace);
		if (number)
			break;
		replace->file =
			open(replace->temporary.data,
			     O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
		number = replace->file < 0 ? errno : 0;
	}
	return number;
}

int rt_replace_begin(struct rt_replace *replace, const char *path)
{
	int number;

	*replace = (struct rt_replace){.file = -1};
	rt_text_add(&replace->path, path);
	if (rt_text_failed(&replace->path)) {
		rt_text_free(&replace->path);
		return ENOMEM;
	}
	replace->is_nameless = open_nameless(replace);
	number = replace->is_nameless ? 0 : open_named(replace);
	if (number) {
		rt_text_free(&replace->path);
		rt_text_free(&replace->temporary);
	}
	return number;
}

/* Gives the file its name: at once, if nothing is there to be replaced. */
static int link_name(struct rt_replace *replace, bool *is_done)
{
	int number = EEXIST;
	char name[32];

	name_own(name, replace);
	*is_done = !linkat(AT_FDCWD, name, AT_FDCWD, replace->path.data,
			   AT_SYMLINK_FOLLOW);
	if (*is_done || errno != EEXIST)
		return *is_done ? 0 : errno;
	for (int i = 0; number == EEXIST && i < most_names; i++) {
		number = choose_name(replace);
		if (!number &&
		    linkat(AT_FDCWD, name, AT_FDCWD, replace->temporary.data,
			   AT_SYMLINK_FOLLOW))
			number = errno;
	}
	if (number)
		rt_text_free(&replace->temporary);
	return number;
}

int rt_replace_end(struct rt_replace *replace, bool keep)
{
	bool is_done = !keep;
	int number = 0;

	if (keep && replace->is_nameless)
		number = link_name(replace, &is_done);
	if (close(replace->file) && !number)
		number = errno;
	if (!is_done && !number &&
	    rename(replace->temporary.data, replace->path.data))
		number = errno;
	if (replace->temporary.length && (number || !keep))
		unlink(replace->temporary.data);
	rt_text_free(&replace->path);
	rt_text_free(&replace->temporary);
	return number;
}
