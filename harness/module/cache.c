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

/* Appends @folder/@a/@b. */
static void join(struct rt_text *path, const char *folder, const char *a,
		 const char *b)
{
	rt_text_format(path, "%s/%s/%s", folder, a, b);
}

/*
 * True when the content of @path still has the digest that @digest begins with.
 */
static bool is_unchanged(const char *path, const char *digest)
{
	struct rt_digest now;

	return rt_hash_file(&now, path, NULL) == RT_OK &&
	       !strncmp(digest, now.text, sizeof(now.text) - 1);
}

/* @line is "<digest> <path>"; the path "module.so" is relative to @entry. */
static bool check_line(const char *line, const char *entry)
{
	enum { digits = sizeof(struct rt_digest) - 1 };
	struct rt_text path = RT_TEXT_INIT;
	bool unchanged;

	if (strlen(line) < digits + 2 || line[digits] != ' ')
		return false;
	if (!strcmp(line + digits + 1, "module.so"))
		rt_text_format(&path, "%s/module.so", entry);
	else
		rt_text_add(&path, line + digits + 1);
	unchanged = is_unchanged(rt_text_string(&path), line);
	rt_text_free(&path);
	return unchanged;
}

/* The list's last line is the module's, so a truncated list is invalid. */
static bool entry_is_valid(const char *entry)
{
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text list = RT_TEXT_INIT;
	bool valid = true;
	bool complete = false;
	char *rest;
	const char *line;

	rt_text_format(&path, "%s/inputs", entry);
	if (rt_file_read(&list, rt_text_string(&path), NULL) != RT_OK)
		valid = false;
	rest = list.data;
	while (valid && rest && (line = strsep(&rest, "\n")) && *line) {
		valid = check_line(line, entry);
		complete = strstr(line, " module.so") != NULL;
	}
	rt_text_free(&path);
	rt_text_free(&list);
	return valid && complete;
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
			entry_is_valid(rt_text_string(&entry));
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

/*
 * Takes the next file name from a rule of make: names are separated by blanks
 * and by line ends, with or without a backslash; "\ " is a blank in a name and
 * "$$" a dollar. False at the end.
 */
static bool next_name(struct rt_text *name, const char **at)
{
	const char *c = *at;

	while (*c == ' ' || *c == '\n' || *c == '\t' ||
	       (*c == '\\' && c[1] == '\n'))
		c++;
	for (; *c && *c != ' ' && *c != '\n' && *c != '\t'; c++) {
		if (*c == '\\' && c[1] == '\n')
			break;
		if ((*c == '\\' && (c[1] == ' ' || c[1] == '#')) ||
		    (*c == '$' && c[1] == '$'))
			c++;
		rt_text_append(name, c, 1);
	}
	*at = c;
	return name->length > 0;
}

static int list_headers(struct rt_text *list, const char *rule,
			struct rt_error *error)
{
	const char *at = strstr(rule, ": ");
	int code = RT_OK;

	at = at ? at + 2 : rule + strlen(rule);
	while (!code) {
		struct rt_text name = RT_TEXT_INIT;
		struct rt_digest digest;
		bool more = next_name(&name, &at);

		if (more)
			code = rt_hash_file(&digest, rt_text_string(&name),
					    error);
		if (more && !code)
			rt_text_format(list, "%s %s\n", digest.text,
				       rt_text_string(&name));
		rt_text_free(&name);
		if (!more)
			break;
	}
	return code;
}

/* Appends the digest of the file @name in @folder and @name itself. */
static int list_own(struct rt_text *list, const char *folder, const char *name,
		    struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT;
	struct rt_digest digest;
	int code;

	rt_text_format(&path, "%s/%s", folder, name);
	code = rt_hash_file(&digest, rt_text_string(&path), error);
	if (!code)
		rt_text_format(list, "%s %s\n", digest.text, name);
	rt_text_free(&path);
	return code;
}

/* Writes @made/inputs; @name receives the digest of the headers in it. */
static int write_list(const char *made, struct rt_digest *name,
		      struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text rule = RT_TEXT_INIT;
	struct rt_text list = RT_TEXT_INIT;
	struct rt_hash hash;
	int code;

	rt_text_format(&path, "%s/module.d", made);
	code = rt_file_read(&rule, rt_text_string(&path), error);
	if (!code)
		code = list_headers(&list, rt_text_string(&rule), error);
	if (!code) {
		rt_hash_start(&hash);
		rt_hash_string(&hash, rt_text_string(&list));
		code = rt_hash_end(&hash, name, error);
	}
	if (!code)
		code = list_own(&list, made, "module.so", error);
	rt_text_free(&path);
	rt_text_format(&path, "%s/inputs", made);
	if (!code)
		code = rt_file_write(rt_text_string(&path),
				     rt_text_string(&list), list.length, error);
	rt_text_free(&path);
	rt_text_free(&rule);
	rt_text_free(&list);
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
	if (entry_is_valid(entry))
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
		   struct rt_error *error)
{
	struct rt_text entries = RT_TEXT_INIT;
	struct rt_text entry = RT_TEXT_INIT;
	struct rt_digest name;
	int code = write_list(made, &name, error);

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
