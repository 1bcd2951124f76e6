/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/base/replace.h"

/* Far above any source, header or trial, and small enough for any memory. */
enum { usual_mebibytes = 64 };

/* The remedy for errno @number, as the end of a message. */
static const char *remedy(int number)
{
	const char *exhausted = rt_exhausted(number);

	if (exhausted)
		return exhausted;
	switch (number) {
	case ENOSPC:
	case EDQUOT:
		return "free some space or name another folder";
	case EACCES:
	case EPERM:
	case EROFS:
		return "name a folder that you may write to";
	case ENOENT:
		return "check the name";
	default:
		return "check the path";
	}
}

static int fail(struct rt_error *error, int code, int number, const char *doing,
		const char *path)
{
	if (rt_exhausted(number))
		code = RT_SETUP;
	return rt_fail(error, code, "cannot %s %s: %s; %s", doing, path,
		       strerror(number), remedy(number));
}

/* Returns 0 or an errno; EFBIG for more than @most bytes. */
static int read_all(struct rt_text *content, int from, size_t most)
{
	size_t end = content->length + most;
	char bytes[16384];
	ssize_t got;

	while ((got = read(from, bytes, sizeof(bytes))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return errno;
		if ((size_t)got > end - content->length)
			return EFBIG;
		rt_text_append(content, bytes, (size_t)got);
		if (rt_text_failed(content))
			return ENOMEM;
	}
	return rt_text_failed(content) ? ENOMEM : 0;
}

/* Reading a pipe may block for ever, and some devices have no end. */
static int read_regular(struct rt_text *content, int from, const char *path,
			unsigned mebibytes, struct rt_error *error)
{
	size_t most = (size_t)mebibytes << 20;
	struct stat is;
	int number = fstat(from, &is) ? errno : 0;

	if (!number && !S_ISREG(is.st_mode))
		return rt_fail(error, RT_USAGE,
			       "cannot read %s: it is no regular file but a "
			       "directory, a pipe or a device; name a file",
			       path);
	if (!number)
		number = is.st_size > (off_t)most
				 ? EFBIG
				 : read_all(content, from, most);
	if (number == EFBIG)
		return rt_fail(error, RT_USAGE,
			       "cannot read %s: it is larger than %u MiB; name "
			       "a smaller file",
			       path, mebibytes);
	if (number)
		return fail(error, RT_USAGE, number, "read", path);
	return RT_OK;
}

int rt_file_read_large(struct rt_text *content, const char *path,
		       unsigned mebibytes, struct rt_error *error)
{
	/* Without O_NONBLOCK, opening a FIFO waits for its writer. */
	int from = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int code;

	if (from < 0)
		return fail(error, RT_USAGE, errno, "read", path);
	code = read_regular(content, from, path, mebibytes, error);
	close(from);
	return code;
}

int rt_file_read(struct rt_text *content, const char *path,
		 struct rt_error *error)
{
	return rt_file_read_large(content, path, usual_mebibytes, error);
}

/* Returns 0 or an errno. */
static int write_all(int to, const char *bytes, size_t length)
{
	while (length) {
		ssize_t put = write(to, bytes, length);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return errno;
		bytes += put;
		length -= (size_t)put;
	}
	return fsync(to) ? errno : 0;
}

int rt_file_write(const char *path, const char *bytes, size_t length,
		  struct rt_error *error)
{
	struct rt_replace replace;
	int number = rt_replace_begin(&replace, path);
	int ended;

	if (!number) {
		number = write_all(replace.file, bytes, length);
		ended = rt_replace_end(&replace, !number);
		number = number ? number : ended;
	}
	if (number)
		return fail(error, RT_SETUP, number, "write", path);
	return RT_OK;
}

int rt_file_write_text(const struct rt_text *path, const struct rt_text *text,
		       struct rt_error *error)
{
	if (rt_text_failed(path) || rt_text_failed(text))
		return rt_no_memory(error);
	return rt_file_write(path->data, rt_text_string(text), text->length,
			     error);
}

/* Makes each folder of @path in turn; @path is changed and restored. */
static int make_each(char *path)
{
	for (char *at = path + 1;; at++) {
		char kept = *at;

		if (kept && kept != '/')
			continue;
		*at = '\0';
		if (mkdir(path, 0755) && errno != EEXIST)
			return errno;
		*at = kept;
		if (!kept)
			break;
	}
	return 0;
}

int rt_folder_make(const char *path, struct rt_error *error)
{
	char *copy = strdup(path);
	struct stat found;
	int number;

	if (!copy)
		return fail(error, RT_SETUP, ENOMEM, "make folder", path);
	number = *copy ? make_each(copy) : ENOENT;
	free(copy);
	if (!number && (stat(path, &found) || !S_ISDIR(found.st_mode)))
		number = ENOTDIR;
	if (number)
		return fail(error, RT_SETUP, number, "make folder", path);
	return RT_OK;
}

int rt_folder_make_temporary(struct rt_text *path, const char *parent,
			     struct rt_error *error)
{
	rt_text_format(path, "%s/" RT_TEMPORARY "XXXXXX", parent);
	if (rt_text_failed(path))
		return fail(error, RT_SETUP, ENOMEM, "make a folder in",
			    parent);
	if (!mkdtemp(path->data))
		return fail(error, RT_SETUP, errno, "make a folder in", parent);
	return RT_OK;
}

static int remove_one(const char *path, const struct stat *found, int kind,
		      struct FTW *place)
{
	(void)found;
	(void)kind;
	(void)place;
	remove(path);
	return 0;
}

void rt_folder_remove(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

bool rt_file_exists(const char *path)
{
	return access(path, R_OK) == 0;
}
