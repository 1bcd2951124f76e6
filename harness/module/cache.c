/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/file.h"
#include "harness/base/owned.h"
#include "harness/module/manifest.h"
#include "harness/module/trim.h"

/* Appends @folder/@a/@b. */
static void join(struct rt_text *path, const char *folder, const char *a,
		 const char *b)
{
	rt_text_format(path, "%s/%s/%s", folder, a, b);
}

/*
 * The folder @name of @parent, if it is this user's; NULL else. What lies in a
 * cache may be from a time when others could write to it. Nobody else can
 * change it afterwards, as the way to the cache was looked at
 * (harness/base/owned.h).
 */
static DIR *open_own(int parent, const char *name)
{
	int file = openat(parent, name,
			  O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat found;
	DIR *folder = NULL;

	if (file >= 0 && !fstat(file, &found) && rt_owned_entry(&found))
		folder = fdopendir(file);
	if (file >= 0 && !folder)
		close(file);
	return folder;
}

static bool is_dots(const char *name)
{
	return !strcmp(name, ".") || !strcmp(name, "..");
}

/*
 * Whether the entry @name of @parent, with all its files, is this user's. A
 * folder that nobody else enters keeps them from the rights of its files.
 */
static bool is_own(int parent, const char *name)
{
	DIR *entry = open_own(parent, name);
	mode_t reached = S_IRWXG | S_IRWXO;
	struct dirent *one;
	struct stat found;
	bool is = entry && !fstat(dirfd(entry), &found);

	if (is && !(found.st_mode & (S_IXGRP | S_IXOTH)))
		reached = 0;
	while (is && (one = readdir(entry))) {
		if (is_dots(one->d_name))
			continue;
		is = !fstatat(dirfd(entry), one->d_name, &found,
			      AT_SYMLINK_NOFOLLOW);
		found.st_mode &= ~(mode_t)(S_IRWXG | S_IRWXO) | reached;
		is = is && rt_owned_entry(&found);
	}
	if (entry)
		closedir(entry);
	return is;
}

/* Less than what trim.h allows for: it need not be noted each time. */
enum { seconds_a_use = 30 };

/* The time of the folder @name is that of its use (trim.h). */
static void note_use(int parent, const char *name)
{
	struct stat found;

	if (!fstatat(parent, name, &found, 0) &&
	    time(NULL) - found.st_mtim.tv_sec >= seconds_a_use)
		utimensat(parent, name, NULL, 0);
}

bool rt_cache_find(struct rt_text *module, const char *folder,
		   const struct rt_digest *key)
{
	struct rt_text entries = RT_TEXT_INIT;
	int hold = rt_trim_hold_off(folder);
	struct dirent *one;
	bool found = false;
	DIR *open_folder;

	rt_text_format(&entries, "%s/%s", folder, key->text);
	open_folder = open_own(AT_FDCWD, rt_text_string(&entries));
	while (open_folder && !found && (one = readdir(open_folder))) {
		struct rt_text entry = RT_TEXT_INIT;

		join(&entry, folder, key->text, one->d_name);
		found = one->d_name[0] != '.' &&
			is_own(dirfd(open_folder), one->d_name) &&
			rt_manifest_holds(rt_text_string(&entry));
		if (found) {
			note_use(dirfd(open_folder), one->d_name);
			rt_text_format(module, "%s/module.so",
				       rt_text_string(&entry));
		}
		rt_text_free(&entry);
	}
	if (open_folder)
		closedir(open_folder);
	if (hold >= 0)
		close(hold);
	rt_text_free(&entries);
	return found;
}

/* Writes @made/inputs, the list; @name receives the digest of what it lists. */
static int write_list(const char *made, const struct rt_inputs *inputs,
		      struct rt_digest *name, struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text list = RT_TEXT_INIT;
	int code = rt_manifest_write(&list, inputs, name, error);

	if (!code)
		code = rt_manifest_end(&list, made, error);
	rt_text_format(&path, "%s/inputs", made);
	if (!code)
		code = rt_file_write_text(&path, &list, error);
	rt_text_free(&path);
	rt_text_free(&list);
	return code;
}

/* Names an entry without a list by its module: another one has another name. */
static int name_module(const char *made, struct rt_digest *name,
		       struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT;
	int code;

	rt_text_format(&path, "%s/module.so", made);
	code = rt_hash_file(name, rt_text_string(&path), error);
	rt_text_free(&path);
	return code;
}

/*
 * Renames @made to @entry. A valid @entry stays; a damaged one, or another
 * user's, is exchanged with @made atomically, so that there is always an entry.
 */
static int put(const char *made, const char *entry)
{
	if (rename(made, entry) == 0)
		return 0;
	if (errno != EEXIST && errno != ENOTEMPTY)
		return errno;
	if (is_own(AT_FDCWD, entry) && rt_manifest_holds(entry))
		return 0;
	/* renameat2(2); musl has no function for it. */
	if (syscall(SYS_renameat2, AT_FDCWD, made, AT_FDCWD, entry,
		    RENAME_EXCHANGE) == 0)
		return 0;
	/*
	 * A file system without exchange, such as an old network file system.
	 */
	rt_folder_remove(entry);
	return rename(made, entry) ? errno : 0;
}

/* Also what mkstemp(3) named "NAME.XXXXXX" for an earlier ringtear. */
static bool is_temporary(const char *name)
{
	const char *dot = strrchr(name, '.');

	return !strncmp(name, RT_TEMPORARY, strlen(RT_TEMPORARY)) ||
	       (dot && strlen(dot + 1) == 6);
}

static void sweep_part(const char *path, int64_t since)
{
	DIR *folder = opendir(path);
	struct dirent *one;
	struct stat found;

	while (folder && (one = readdir(folder))) {
		struct rt_text below = RT_TEXT_INIT;

		if (!is_temporary(one->d_name) ||
		    fstatat(dirfd(folder), one->d_name, &found,
			    AT_SYMLINK_NOFOLLOW) ||
		    found.st_mtim.tv_sec >= since)
			continue;
		rt_text_format(&below, "%s/%s", path, one->d_name);
		if (!rt_text_failed(&below))
			rt_folder_remove(below.data);
		rt_text_free(&below);
	}
	if (folder)
		closedir(folder);
}

/* What the cache has besides modules; with a search's own in "fuzz". */
static const char *const parts[] = {"answers", "fuzz",	"fuzz/flags",
				    "shims",   "trees", "work"};
enum { part_count = sizeof(parts) / sizeof(*parts) };

void rt_cache_sweep(const char *folder, int64_t since)
{
	sweep_part(folder, since);
	for (size_t i = 0; i < part_count; i++) {
		struct rt_text path = RT_TEXT_INIT;

		rt_text_format(&path, "%s/%s", folder, parts[i]);
		/* Those have locks, by which their next one sees to them. */
		if (strcmp(parts[i], "trees") != 0 &&
		    strcmp(parts[i], "work") != 0 && !rt_text_failed(&path))
			sweep_part(path.data, since);
		rt_text_free(&path);
	}
}

/*
 * Puts "@folder/@name" out of the way if it is somebody else's, and removes it
 * as far as that can be done.
 */
static int put_aside(const char *folder, const char *name,
		     struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT, aside = RT_TEXT_INIT;
	struct stat found;
	int code = RT_OK;

	rt_text_format(&path, "%s/%s", folder, name);
	if (rt_text_failed(&path))
		code = rt_no_memory(error);
	else if (!lstat(path.data, &found) && !rt_owned_entry(&found))
		code = rt_folder_make_temporary(&aside, folder, error);
	if (!code && aside.length) {
		/* Only beside itself is a folder of others renamed. */
		rmdir(aside.data);
		if (rename(path.data, aside.data))
			code = rt_fail_errno(error, RT_SETUP, errno,
					     "cannot put %s out of the way, "
					     "which is another user's",
					     path.data);
		rt_folder_remove(aside.data);
	}
	rt_text_free(&path);
	rt_text_free(&aside);
	return code;
}

int rt_cache_claim(const char *folder, struct rt_error *error)
{
	int code = RT_OK;

	for (size_t i = 0; !code && i < part_count; i++)
		code = put_aside(folder, parts[i], error);
	return code;
}

/* "@folder/@key", where a new entry comes. */
static int make_key(const char *folder, const char *key, struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT;
	int code = put_aside(folder, key, error);

	rt_text_format(&path, "%s/%s", folder, key);
	if (!code)
		code = rt_folder_make(rt_text_string(&path), error);
	rt_text_free(&path);
	return code;
}

/*
 * The folder of the key may go between the two steps, as another process
 * removes what has become empty.
 */
static int put_into(const char *folder, const char *key, const char *made,
		    const char *entry, struct rt_error *error)
{
	int number = ENOENT, code = RT_OK;

	for (int i = 0; !code && number == ENOENT && i < 10; i++) {
		code = make_key(folder, key, error);
		if (!code)
			number = put(made, entry);
	}
	if (!code && number)
		code = rt_fail_errno(error, RT_SETUP, number,
				     "cannot store a module in %s; free some "
				     "space or name another folder",
				     folder);
	return code;
}

int rt_cache_store(struct rt_text *module, const char *folder,
		   const struct rt_digest *key, const char *made,
		   const struct rt_inputs *inputs, struct rt_error *error)
{
	struct rt_text entry = RT_TEXT_INIT;
	struct rt_digest name;
	int code = inputs && !inputs->is_complete
			   ? name_module(made, &name, error)
			   : write_list(made, inputs, &name, error);

	if (code)
		return code;
	join(&entry, folder, key->text, name.text);
	if (rt_text_failed(&entry))
		code = rt_no_memory(error);
	else
		code = put_into(folder, key->text, made, entry.data, error);
	if (!code) {
		rt_trim_count(folder, entry.data);
		rt_text_format(module, "%s/module.so", entry.data);
	}
	rt_text_free(&entry);
	return code;
}

void rt_cache_beside(struct rt_text *path, const char *module, const char *name)
{
	const char *slash = strrchr(module, '/');

	rt_text_append(path, module, slash ? (size_t)(slash - module) : 0);
	rt_text_format(path, "/%s", name);
}
