/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/trim.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/base/file.h"
#include "harness/base/hash.h"

enum {
	default_limit = 1 << 30,
	block = 512,	  /* of st_blocks */
	seconds_late = 60 /* that the time of a use may be behind */
};

int rt_trim_limit(uint64_t *bytes, struct rt_error *error)
{
	static const char units[] = "KMGT";
	const char *text = getenv("RINGTEAR_CACHE_SIZE");
	const char *unit;
	char *end;

	*bytes = default_limit;
	if (!text || !*text)
		return RT_OK;
	errno = 0;
	*bytes = strtoull(text, &end, 10);
	unit = *end ? strchr(units, *end) : NULL;
	if (unit)
		end++;
	if (*text < '0' || *text > '9' || *end || errno || *bytes > 1 << 30)
		return rt_fail(error, RT_USAGE,
			       "RINGTEAR_CACHE_SIZE cannot be '%s'; give a "
			       "number with K, M, G or T behind it, such as "
			       "2G, 0 for no limit, or unset it",
			       text);
	if (unit)
		*bytes <<= 10 * (unit - units + 1);
	return RT_OK;
}

/* The bytes on disk of the files in the folder @path. */
static uint64_t bytes_of(const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *one;
	struct stat found;
	uint64_t bytes = 0;

	while (folder && (one = readdir(folder)))
		if (strcmp(one->d_name, "..") != 0 &&
		    !fstatat(dirfd(folder), one->d_name, &found,
			     AT_SYMLINK_NOFOLLOW))
			bytes += (uint64_t)found.st_blocks * block;
	if (folder)
		closedir(folder);
	return bytes;
}

/* Opens @folder/size with @flags and locks it as @how says; -1 on failure. */
static int open_locked(const char *folder, int flags, int how)
{
	struct rt_text path = RT_TEXT_INIT;
	int file = -1;

	rt_text_format(&path, "%s/size", folder);
	if (!rt_text_failed(&path))
		file = open(path.data, flags | O_RDWR | O_NOFOLLOW | O_CLOEXEC,
			    0644);
	rt_text_free(&path);
	if (file >= 0 && flock(file, how)) {
		close(file);
		file = -1;
	}
	return file;
}

int rt_trim_hold_off(const char *folder)
{
	return open_locked(folder, 0, LOCK_SH);
}

static uint64_t read_count(int file)
{
	char text[32] = "";

	if (file < 0 || pread(file, text, sizeof(text) - 1, 0) < 0)
		return 0;
	return strtoull(text, NULL, 10);
}

static void close_count(int file, uint64_t bytes)
{
	char text[32];
	int length = snprintf(text, sizeof(text), "%020" PRIu64 "\n", bytes);

	if (file < 0)
		return;
	/* Always of one length: no rest of a longer one stays. */
	if (pwrite(file, text, (size_t)length, 0) == length)
		(void)!ftruncate(file, length);
	close(file);
}

void rt_trim_count(const char *folder, const char *entry)
{
	int file = open_locked(folder, O_CREAT, LOCK_EX);

	close_count(file, read_count(file) + bytes_of(entry));
}

/* An entry of the cache. */
struct entry {
	char *path;
	uint64_t bytes;
	int64_t used;
};

struct entries {
	struct entry *list;
	size_t count, room;
	bool failed;
};

static void add(struct entries *entries, const char *path, int64_t used)
{
	if (entries->count == entries->room) {
		size_t room = entries->room ? 2 * entries->room : 1024;
		struct entry *list =
			reallocarray(entries->list, room, sizeof(*list));

		entries->failed |= !list;
		if (!list)
			return;
		entries->list = list;
		entries->room = room;
	}
	entries->list[entries->count] = (struct entry){
		.path = strdup(path),
		.bytes = bytes_of(path),
		.used = used,
	};
	if (entries->list[entries->count].path)
		entries->count++;
	else
		entries->failed = true;
}

static bool is_digest(const char *name)
{
	size_t length = strspn(name, "0123456789abcdef");

	return length == sizeof(((struct rt_digest *)NULL)->text) - 1 &&
	       !name[length];
}

typedef void each_folder(void *data, const char *path, int64_t changed);

/* Calls @use for each folder of @path whose name is a digest. */
static void each_digest(const char *path, each_folder *use, void *data)
{
	DIR *folder = opendir(path);
	struct dirent *one;
	struct stat found;

	while (folder && (one = readdir(folder))) {
		struct rt_text below = RT_TEXT_INIT;

		if (!is_digest(one->d_name) ||
		    fstatat(dirfd(folder), one->d_name, &found,
			    AT_SYMLINK_NOFOLLOW) ||
		    !S_ISDIR(found.st_mode))
			continue;
		rt_text_format(&below, "%s/%s", path, one->d_name);
		if (!rt_text_failed(&below))
			use(data, below.data, found.st_mtim.tv_sec);
		rt_text_free(&below);
	}
	if (folder)
		closedir(folder);
}

static void take_entry(void *data, const char *path, int64_t changed)
{
	add(data, path, changed);
}

static void take_key(void *data, const char *path, int64_t changed)
{
	(void)changed;
	each_digest(path, take_entry, data);
}

/* Those of a search are in a folder of their own. */
static void name_fuzz(struct rt_text *path, const char *folder)
{
	rt_text_format(path, "%s/fuzz", folder);
}

static int is_older(const void *one, const void *other)
{
	const struct entry *a = one, *b = other;

	return (a->used > b->used) - (a->used < b->used);
}

/* All entries, that of the oldest use first. */
static void find_entries(struct entries *entries, const char *folder)
{
	struct rt_text fuzz = RT_TEXT_INIT;

	*entries = (struct entries){.count = 0};
	each_digest(folder, take_key, entries);
	name_fuzz(&fuzz, folder);
	if (!rt_text_failed(&fuzz))
		each_digest(fuzz.data, take_key, entries);
	rt_text_free(&fuzz);
	if (entries->count)
		qsort(entries->list, entries->count, sizeof(*entries->list),
		      is_older);
}

static void free_entries(struct entries *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		free(entries->list[i].path);
	free(entries->list);
}

static uint64_t sum(const struct entries *entries)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < entries->count; i++)
		bytes += entries->list[i].bytes;
	return bytes;
}

void rt_trim_measure(struct rt_trim_held *held, const char *folder)
{
	struct entries entries;

	find_entries(&entries, folder);
	*held = (struct rt_trim_held){
		.modules = entries.count,
		.bytes = sum(&entries),
		.oldest = entries.count ? entries.list[0].used : 0,
	};
	free_entries(&entries);
}

/* And the folder of its key, if it was the last one there. */
static void remove_entry(const struct entry *entry)
{
	rt_folder_remove(entry->path);
	*strrchr(entry->path, '/') = '\0';
	rmdir(entry->path);
}

/* The locked counts of a cache and of the part of it that searches have. */
struct counts {
	int own, fuzz; /* files, or -1 */
};

static bool open_counts(struct counts *counts, const char *folder)
{
	struct rt_text fuzz = RT_TEXT_INIT;

	name_fuzz(&fuzz, folder);
	counts->own = open_locked(folder, O_CREAT, LOCK_EX);
	counts->fuzz = rt_file_exists(rt_text_string(&fuzz))
			       ? open_locked(fuzz.data, O_CREAT, LOCK_EX)
			       : -1;
	rt_text_free(&fuzz);
	return counts->own >= 0;
}

/* All that is there is now counted in the first of the two. */
static void close_counts(const struct counts *counts, uint64_t bytes)
{
	close_count(counts->fuzz, 0);
	close_count(counts->own, bytes);
}

/*
 * Removes down to @limit what was not used since @since. Returns what is left.
 */
static uint64_t remove_oldest(const char *folder, uint64_t limit, int64_t since)
{
	struct entries entries;
	uint64_t bytes;

	find_entries(&entries, folder);
	bytes = sum(&entries);
	for (size_t i = 0; i < entries.count && bytes > limit; i++) {
		if (entries.list[i].used >= since - seconds_late)
			break;
		remove_entry(&entries.list[i]);
		bytes -= entries.list[i].bytes;
	}
	free_entries(&entries);
	return bytes;
}

/*
 * While the counts are locked nobody begins to use an entry; a process that
 * comes meanwhile has used none.
 */
static int find_since(const struct rt_workplace *workplace, int64_t *since)
{
	int guard = rt_workplace_hold(workplace, since);

	if (guard >= 0)
		close(guard);
	return guard < 0 ? errno : 0;
}

void rt_trim(const char *folder, const struct rt_workplace *workplace,
	     uint64_t limit)
{
	struct counts counts;
	uint64_t bytes;
	int64_t since;

	if (!limit || !open_counts(&counts, folder))
		return;
	bytes = read_count(counts.own) + read_count(counts.fuzz);
	if (bytes > limit && !find_since(workplace, &since))
		bytes = remove_oldest(folder, limit / 10 * 9, since);
	close_counts(&counts, bytes);
}

/* All but the workplaces and the count. */
static void remove_parts(const char *folder)
{
	DIR *listing = opendir(folder);
	struct dirent *one;

	while (listing && (one = readdir(listing))) {
		struct rt_text path = RT_TEXT_INIT;

		rt_text_format(&path, "%s/%s", folder, one->d_name);
		if (strcmp(one->d_name, ".") != 0 &&
		    strcmp(one->d_name, "..") != 0 &&
		    strcmp(one->d_name, "work") != 0 &&
		    strcmp(one->d_name, "size") != 0 && !rt_text_failed(&path))
			rt_folder_remove(path.data);
		rt_text_free(&path);
	}
	if (listing)
		closedir(listing);
}

int rt_trim_all(const char *folder, const struct rt_workplace *workplace,
		struct rt_error *error)
{
	struct counts counts;
	uint64_t left = 0;
	int64_t since;
	int number = EIO;

	if (open_counts(&counts, folder))
		number = find_since(workplace, &since);
	if (!number && since == INT64_MAX)
		remove_parts(folder);
	else if (!number)
		left = remove_oldest(folder, 0, since);
	close_counts(&counts, left);
	if (number)
		return rt_fail_errno(error, RT_SETUP, number,
				     "cannot hold back others in %s", folder);
	return RT_OK;
}
