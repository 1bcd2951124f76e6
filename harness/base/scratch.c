/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/file.h"

static const char prefix[] = RT_TEMPORARY;

enum {
	grace_seconds = 600, /* for a folder without a lock yet */
	removal_tries = 200, /* every removal_pause */
};

static const struct timespec removal_pause = {.tv_nsec = 50 * 1000 * 1000};

static int open_lock(const char *folder, int flags)
{
	struct rt_text path = RT_TEXT_INIT;
	int file = -1;

	rt_text_format(&path, "%s/.lock", folder);
	if (!rt_text_failed(&path))
		file = open(path.data, O_RDWR | O_CLOEXEC | flags, 0600);
	rt_text_free(&path);
	return file;
}

/* Whether all processes that used @folder are gone. */
static bool is_left_over(const char *folder)
{
	int lock = open_lock(folder, 0);
	struct stat found;
	bool is;

	if (lock < 0)
		return !lstat(folder, &found) && S_ISDIR(found.st_mode) &&
		       time(NULL) - found.st_mtime > grace_seconds;
	is = flock(lock, LOCK_EX | LOCK_NB) == 0;
	close(lock);
	return is;
}

static void tidy(const char *parent)
{
	DIR *listing = opendir(parent);
	struct dirent *entry;

	while (listing && (entry = readdir(listing))) {
		struct rt_text path = RT_TEXT_INIT;

		if (strncmp(entry->d_name, prefix, strlen(prefix)))
			continue;
		rt_text_format(&path, "%s/%s", parent, entry->d_name);
		if (!rt_text_failed(&path) && is_left_over(path.data))
			rt_folder_remove(path.data);
		rt_text_free(&path);
	}
	if (listing)
		closedir(listing);
}

/*
 * An output kept open by the guardian would keep the reader of a pipe waiting.
 */
static void let_go_of_output(void)
{
	int nothing = open("/dev/null", O_RDWR);

	for (int i = 0; i < 3 && nothing >= 0; i++)
		dup2(nothing, i);
}

/*
 * A program that this process started, such as git, may outlive it for a moment
 * and write a file into a part that was removed already.
 */
static void remove_for_good(const char *folder)
{
	for (int i = 0; i < removal_tries; i++) {
		rt_folder_remove(folder);
		if (access(folder, F_OK))
			return;
		nanosleep(&removal_pause, NULL);
	}
}

/* In its own process group, as signals to ringtear's group are not for it. */
__attribute__((noreturn)) static void guard(const char *folder, int alive)
{
	char byte;

	setpgid(0, 0);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	let_go_of_output();
	while (read(alive, &byte, 1) < 0 && errno == EINTR)
		;
	remove_for_good(folder);
	_exit(0);
}

static int start_guardian(struct rt_scratch *scratch)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return errno;
	scratch->guardian = fork();
	if (!scratch->guardian) {
		close(ends[1]);
		guard(scratch->folder.data, ends[0]);
	}
	close(ends[0]);
	scratch->alive = ends[1];
	if (scratch->guardian > 0)
		return 0;
	scratch->guardian = 0;
	close(ends[1]);
	return EAGAIN;
}

/* A path in @parent that nobody else uses; 0 or an error number. */
static int name_folder(struct rt_text *folder, const char *parent)
{
	uint64_t number;

	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		return errno;
	rt_text_format(folder, "%s/%s%016" PRIx64, parent, prefix, number);
	return rt_text_failed(folder) ? ENOMEM : 0;
}

/* The guardian starts first, so that the folder never exists without one. */
static int make_guarded(struct rt_scratch *scratch)
{
	int number = start_guardian(scratch);

	if (number)
		return number;
	if (mkdir(scratch->folder.data, 0700))
		return errno;
	scratch->lock = open_lock(scratch->folder.data, O_CREAT);
	if (scratch->lock < 0 || flock(scratch->lock, LOCK_EX))
		return errno;
	return 0;
}

int rt_scratch_open(struct rt_scratch *scratch, const char *parent,
		    struct rt_error *error)
{
	int code = rt_folder_make(parent, error), number;

	*scratch = (struct rt_scratch){.alive = -1, .lock = -1};
	if (code)
		return code;
	tidy(parent);
	number = name_folder(&scratch->folder, parent);
	if (!number)
		number = make_guarded(scratch);
	if (number) {
		code = rt_fail_errno(error, RT_SETUP, number,
				     "cannot keep the folder %s",
				     rt_text_string(&scratch->folder));
		rt_scratch_close(scratch);
	}
	return code;
}

void rt_scratch_close(struct rt_scratch *scratch)
{
	if (scratch->guardian > 0) {
		close(scratch->alive);
		while (waitpid(scratch->guardian, NULL, 0) < 0 &&
		       errno == EINTR)
			;
	}
	if (scratch->folder.length && scratch->lock >= 0)
		close(scratch->lock);
	rt_text_free(&scratch->folder);
	*scratch = (struct rt_scratch){.alive = -1, .lock = -1};
}
