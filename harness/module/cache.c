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
#include "harness/module/manifest.h"

/* Appends @folder/@a/@b. */
static void join(struct rt_text *path, const char *folder, const char *a,
		 const char *b)
{
	rt_text_format(path, "%s/%s/%s", folder, a, b);
}

bool rt_cache_find(struct rt_text *module, const char *folder,
		   const struct rt_digest *key)
{
	struct rt_text entries = RT_TEXT_INIT;
	struct dirent *one;
	bool found = false;
	DIR *open_folder;

	rt_text_format(&entries, "%s/%s", folder, key->text);
	open_folder = opendir(rt_text_string(&entries));
	while (open_folder && !found && (one = readdir(open_folder))) {
		struct rt_text entry = RT_TEXT_INIT;

		join(&entry, folder, key->text, one->d_name);
		found = one->d_name[0] != '.' &&
			rt_manifest_holds(rt_text_string(&entry));
		if (found)
			rt_text_format(module, "%s/module.so",
				       rt_text_string(&entry));
		rt_text_free(&entry);
	}
	if (open_folder)
		closedir(open_folder);
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
 * Renames @made to @entry. A valid @entry stays; a damaged one is exchanged
 * with @made atomically, so that there is always an entry.
 */
static int put(const char *made, const char *entry)
{
	if (rename(made, entry) == 0)
		return 0;
	if (errno != EEXIST && errno != ENOTEMPTY)
		return errno;
	if (rt_manifest_holds(entry))
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

/* Far longer than a build may take. */
enum { seconds_to_keep = 600 };

static void remove_if_old(const char *path)
{
	struct stat found;

	if (lstat(path, &found) == 0 && S_ISDIR(found.st_mode) &&
	    found.st_mtim.tv_sec < time(NULL) - seconds_to_keep)
		rt_folder_remove(path);
}

void rt_cache_tidy(const char *folder)
{
	DIR *open_folder = opendir(folder);
	struct dirent *one;

	while (open_folder && (one = readdir(open_folder))) {
		struct rt_text path = RT_TEXT_INIT;

		rt_text_format(&path, "%s/%s", folder, one->d_name);
		if (!strncmp(one->d_name, RT_TEMPORARY, strlen(RT_TEMPORARY)) &&
		    !rt_text_failed(&path))
			remove_if_old(path.data);
		rt_text_free(&path);
	}
	if (open_folder)
		closedir(open_folder);
}

int rt_cache_store(struct rt_text *module, const char *folder,
		   const struct rt_digest *key, const char *made,
		   const struct rt_inputs *inputs, struct rt_error *error)
{
	struct rt_text entries = RT_TEXT_INIT;
	struct rt_text entry = RT_TEXT_INIT;
	struct rt_digest name;
	int code = inputs && !inputs->is_complete
			   ? name_module(made, &name, error)
			   : write_list(made, inputs, &name, error);

	if (!code) {
		rt_text_format(&entries, "%s/%s", folder, key->text);
		code = rt_folder_make(rt_text_string(&entries), error);
	}
	if (!code) {
		int number;

		join(&entry, folder, key->text, name.text);
		number = put(made, rt_text_string(&entry));
		if (number)
			code = rt_fail_errno(error, RT_SETUP, number,
					     "cannot store a module in %s; "
					     "free some space or name another "
					     "folder",
					     folder);
		rt_text_format(module, "%s/module.so", rt_text_string(&entry));
	}
	rt_text_free(&entries);
	rt_text_free(&entry);
	return code;
}

void rt_cache_beside(struct rt_text *path, const char *module, const char *name)
{
	const char *slash = strrchr(module, '/');

	rt_text_append(path, module, slash ? (size_t)(slash - module) : 0);
	rt_text_format(path, "/%s", name);
}
