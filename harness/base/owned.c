/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/owned.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

enum { most_links = 40 }; /* as path_resolution(7) */

/* The state of going down a path. */
struct walk {
	struct rt_text *why;
	struct rt_text seen; /* the path of @at, for messages */
	int at;		     /* O_PATH of the folder that was reached */
	bool make;
	bool way; /* what is above the folder counts as well */
	unsigned links;
};

/*
 * Whether @gid is the group of one user alone, as useradd(8) makes one for each
 * user: it has the user's name, and lists nobody else.
 */
static bool is_private(gid_t gid)
{
	struct passwd user, *is_user = NULL;
	struct group group, *is_group = NULL;
	char users[4096], groups[4096];

	if (getpwuid_r(geteuid(), &user, users, sizeof(users), &is_user) ||
	    getgrgid_r(gid, &group, groups, sizeof(groups), &is_group) ||
	    !is_user || !is_group || user.pw_gid != gid ||
	    strcmp(user.pw_name, group.gr_name) != 0)
		return false;
	for (char **member = group.gr_mem; *member; member++)
		if (strcmp(*member, user.pw_name) != 0)
			return false;
	return true;
}

/*
 * Who owns "/" can exchange all that there is: root, or what root is called
 * where this user's namespace does not know it (user_namespaces(7)).
 */
static bool is_trusted(uid_t owner)
{
	struct stat root;

	return owner == 0 || owner == geteuid() ||
	       (!lstat("/", &root) && owner == root.st_uid);
}

static void blame(const struct walk *walk, const struct stat *found)
{
	const char *path = walk->seen.length ? walk->seen.data : "/";

	if (walk->why->length)
		return;
	if (!is_trusted(found->st_uid) ||
	    !(found->st_mode & (S_IWGRP | S_IWOTH)))
		rt_text_format(walk->why, "%s belongs to another user (%u)",
			       path, (unsigned)found->st_uid);
	else
		rt_text_format(walk->why, "%s can be written to by %s", path,
			       found->st_mode & S_IWOTH ? "everybody"
							: "its group");
}

/* A folder above the one that is asked for. */
static void look_above(const struct walk *walk, const struct stat *found)
{
	bool is_open = found->st_mode & S_IWOTH ||
		       (found->st_mode & S_IWGRP && !is_private(found->st_gid));

	if (walk->way && (!is_trusted(found->st_uid) ||
			  (is_open && !(found->st_mode & S_ISVTX))))
		blame(walk, found);
}

static void look_last(const struct walk *walk, const struct stat *found)
{
	if (found->st_uid != geteuid() || found->st_mode & (S_IWGRP | S_IWOTH))
		blame(walk, found);
}

bool rt_owned_entry(const struct stat *found)
{
	return found->st_uid == geteuid() &&
	       !(found->st_mode & (S_IWGRP | S_IWOTH)) &&
	       (S_ISDIR(found->st_mode) ||
		(S_ISREG(found->st_mode) && found->st_nlink == 1));
}

/* Goes to the folder @name of the one that was reached; 0 or an errno. */
static int step_to(struct walk *walk, const char *name, bool is_last)
{
	int at = openat(walk->at, name,
			O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat found;

	if (at < 0)
		return errno;
	if (walk->at >= 0)
		close(walk->at);
	walk->at = at;
	if (fstat(at, &found))
		return errno;
	if (is_last)
		look_last(walk, &found);
	else
		look_above(walk, &found);
	return 0;
}

static int to_root(struct walk *walk, bool is_last)
{
	rt_text_free(&walk->seen);
	return step_to(walk, "/", is_last);
}

static int walk_down(struct walk *walk, const char *path);

/* Takes the last step of walk->seen back. */
static void see_parent(struct walk *walk)
{
	char *slash = walk->seen.length ? strrchr(walk->seen.data, '/') : NULL;

	if (slash) {
		*slash = '\0';
		walk->seen.length = (size_t)(slash - walk->seen.data);
	}
}

static void see(struct walk *walk, const char *name)
{
	if (!strcmp(name, ".."))
		see_parent(walk);
	else if (strcmp(name, ".") != 0)
		rt_text_format(&walk->seen, "/%s", name);
}

/* What a link stands for, with @rest behind it, from here; 0 or an errno. */
static int follow(struct walk *walk, const char *name, const char *rest)
{
	char target[PATH_MAX];
	struct rt_text path = RT_TEXT_INIT;
	ssize_t length = readlinkat(walk->at, name, target, sizeof(target));
	int number;

	if (length < 0)
		return errno;
	if (length == sizeof(target) || ++walk->links > most_links)
		return ELOOP;
	rt_text_append(&path, target, (size_t)length);
	if (*rest)
		rt_text_format(&path, "/%s", rest);
	see_parent(walk);
	if (rt_text_failed(&path))
		number = ENOMEM;
	else
		number = walk_down(walk, rt_text_string(&path));
	rt_text_free(&path);
	return number;
}

/* Looks at @name without following it; makes it where that is wanted. */
static int look_at(struct walk *walk, const char *name, struct stat *found)
{
	if (!fstatat(walk->at, name, found, AT_SYMLINK_NOFOLLOW))
		return 0;
	if (errno != ENOENT || !walk->make || walk->why->length)
		return errno;
	if (mkdirat(walk->at, name, 0755) && errno != EEXIST)
		return errno;
	return fstatat(walk->at, name, found, AT_SYMLINK_NOFOLLOW) ? errno : 0;
}

/* Copies the first name of @path; @rest is what is behind it. 0 or an errno. */
static int first_name(char name[NAME_MAX + 1], const char *path,
		      const char **rest)
{
	size_t length = strcspn(path, "/");

	if (length > NAME_MAX)
		return ENAMETOOLONG;
	memcpy(name, path, length);
	name[length] = '\0';
	*rest = path + length + strspn(path + length, "/");
	return 0;
}

/* Goes on from the folder that was reached; 0 or an errno. */
static int walk_down(struct walk *walk, const char *path)
{
	const char *rest = path + strspn(path, "/");
	int number = *path == '/' ? to_root(walk, !*rest) : 0;

	while (!number && *rest) {
		char name[NAME_MAX + 1];
		struct stat found;

		number = first_name(name, rest, &rest);
		if (!number)
			number = look_at(walk, name, &found);
		if (number)
			break;
		see(walk, name);
		if (S_ISLNK(found.st_mode)) {
			if (walk->way && !is_trusted(found.st_uid))
				blame(walk, &found);
			return follow(walk, name, rest);
		}
		number = step_to(walk, name, !*rest);
	}
	return number;
}

/* The current folder is gone to as well: what is above it counts. */
static int walk_from_root(struct walk *walk, const char *path)
{
	struct rt_text whole = RT_TEXT_INIT;
	char here[PATH_MAX];
	int number = ENOMEM;

	if (*path == '/')
		rt_text_add(&whole, path);
	else if (!getcwd(here, sizeof(here)))
		return errno;
	else
		rt_text_format(&whole, "%s/%s", here, path);
	if (!rt_text_failed(&whole))
		number = walk_down(walk, rt_text_string(&whole));
	rt_text_free(&whole);
	return number;
}

int rt_owned_folder(struct rt_text *why, const char *path, enum rt_owned what,
		    bool make, struct rt_error *error)
{
	struct walk walk = {
		.why = why,
		.seen = RT_TEXT_INIT,
		.at = -1,
		.make = make,
		.way = what == RT_OWNED_WAY,
	};
	int number = *path ? walk_from_root(&walk, path) : ENOENT;
	int code = RT_OK;

	if (walk.at >= 0)
		close(walk.at);
	rt_text_free(&walk.seen);
	/* What is not made because of @why is no fault of the folder. */
	if (number && !(number == ENOENT && (!make || why->length)))
		code = rt_fail_errno(error, RT_SETUP, number,
				     "cannot make or enter the folder %s; name "
				     "a folder that you may write to",
				     path);
	else if (rt_text_failed(why))
		code = rt_no_memory(error);
	return code;
}
