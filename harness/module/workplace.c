/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/workplace.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/base/file.h"

static int fail(const char *folder, int number, struct rt_error *error)
{
	return rt_fail_errno(error, RT_SETUP, number,
			     "cannot work in %s; free some space or name a "
			     "folder that you may write to",
			     folder);
}

/*
 * Opens and locks "@folder/lock"; -1 on failure, or when another has the lock.
 */
static int take_lock(const char *folder, int how)
{
	struct rt_text path = RT_TEXT_INIT;
	int file = -1;

	rt_text_format(&path, "%s/lock", folder);
	if (!rt_text_failed(&path))
		file = open(path.data, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (file >= 0 && flock(file, how)) {
		close(file);
		file = -1;
	}
	rt_text_free(&path);
	return file;
}

/* Removes @path if its lock is free, which means that its process has ended. */
static void remove_if_left(const char *path)
{
	struct stat found;
	int lock;

	if (lstat(path, &found) || !S_ISDIR(found.st_mode))
		return;
	lock = take_lock(path, LOCK_EX | LOCK_NB);
	if (lock < 0)
		return;
	rt_folder_remove(path);
	close(lock);
}

static void tidy(const char *folder)
{
	DIR *open_folder = opendir(folder);
	struct dirent *one;

	while (open_folder && (one = readdir(open_folder))) {
		struct rt_text path = RT_TEXT_INIT;

		rt_text_format(&path, "%s/%s", folder, one->d_name);
		if (one->d_name[0] != '.' && !rt_text_failed(&path))
			remove_if_left(path.data);
		rt_text_free(&path);
	}
	if (open_folder)
		closedir(open_folder);
}

/* The guard prevents tidying between the making of a folder and its lock. */
static int make_locked(struct rt_workplace *workplace, const char *folder,
		       struct rt_error *error)
{
	int guard = take_lock(folder, LOCK_EX);
	int code;

	if (guard < 0)
		return fail(folder, errno, error);
	tidy(folder);
	code = rt_folder_make_temporary(&workplace->folder, folder, error);
	if (!code) {
		workplace->lock = take_lock(workplace->folder.data, LOCK_EX);
		if (workplace->lock < 0)
			code = fail(folder, errno, error);
	}
	close(guard);
	return code;
}

int rt_workplace_open(struct rt_workplace *workplace, const char *folder,
		      struct rt_error *error)
{
	struct rt_text work = RT_TEXT_INIT;
	char *absolute;
	int code;

	*workplace = (struct rt_workplace){.lock = -1};
	rt_text_format(&work, "%s/work", folder);
	code = rt_folder_make(rt_text_string(&work), error);
	if (code) {
		rt_text_free(&work);
		return code;
	}
	absolute = realpath(work.data, NULL);
	code = absolute ? make_locked(workplace, absolute, error)
			: fail(folder, errno, error);
	free(absolute);
	rt_text_free(&work);
	return code;
}

void rt_workplace_close(struct rt_workplace *workplace)
{
	if (workplace->folder.length)
		rt_folder_remove(workplace->folder.data);
	rt_text_free(&workplace->folder);
	if (workplace->lock >= 0)
		close(workplace->lock);
	workplace->lock = -1;
}

void rt_workplace_sweep(const char *folder)
{
	struct rt_text work = RT_TEXT_INIT;
	int guard = -1;

	rt_text_format(&work, "%s/work", folder);
	if (!rt_text_failed(&work) && rt_file_exists(work.data))
		guard = take_lock(work.data, LOCK_EX);
	if (guard >= 0) {
		tidy(work.data);
		close(guard);
	}
	rt_text_free(&work);
}

/* When the workplace @path was opened, if it still is; else INT64_MAX. */
static int64_t opened(const char *path)
{
	struct rt_text lock = RT_TEXT_INIT;
	struct stat found;
	int64_t when = INT64_MAX;
	int file;

	rt_text_format(&lock, "%s/lock", path);
	if (rt_text_failed(&lock) || stat(lock.data, &found)) {
		rt_text_free(&lock);
		return INT64_MAX;
	}
	file = open(lock.data, O_RDWR | O_CLOEXEC);
	if (file < 0 || flock(file, LOCK_EX | LOCK_NB))
		when = found.st_mtim.tv_sec;
	if (file >= 0)
		close(file);
	rt_text_free(&lock);
	return when;
}

int rt_workplace_hold(const struct rt_workplace *workplace, int64_t *since)
{
	struct rt_text parent = RT_TEXT_INIT;
	struct dirent *one;
	DIR *listing;
	int guard;

	rt_text_append(&parent, workplace->folder.data,
		       (size_t)(strrchr(workplace->folder.data, '/') -
				workplace->folder.data));
	guard = take_lock(rt_text_string(&parent), LOCK_EX);
	listing = guard < 0 ? NULL : opendir(parent.data);
	*since = INT64_MAX;
	while (listing && (one = readdir(listing))) {
		struct rt_text path = RT_TEXT_INIT;
		int64_t when = INT64_MAX;

		rt_text_format(&path, "%s/%s", parent.data, one->d_name);
		if (one->d_name[0] != '.' && !rt_text_failed(&path) &&
		    strcmp(path.data, workplace->folder.data) != 0)
			when = opened(path.data);
		*since = when < *since ? when : *since;
		rt_text_free(&path);
	}
	if (listing)
		closedir(listing);
	rt_text_free(&parent);
	return guard;
}

int rt_workplace_make(struct rt_workplace *workplace, struct rt_text *place,
		      struct rt_error *error)
{
	rt_text_format(place, "%s/%lu", workplace->folder.data,
		       workplace->places++);
	if (rt_text_failed(place))
		return fail(workplace->folder.data, ENOMEM, error);
	if (mkdir(place->data, 0777))
		return fail(workplace->folder.data, errno, error);
	return RT_OK;
}
