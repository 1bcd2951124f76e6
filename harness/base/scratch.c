/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/file.h"

static const char prefix[] = "tmp.";

enum { grace_seconds = 600 }; /* for one that has no lock yet */

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

/* Whether its processes are gone, however they ended. */
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

/* A guardian that held on to our output would keep its readers waiting. */
static void let_go_of_output(void)
{
	int nothing = open("/dev/null", O_RDWR);

	for (int i = 0; i < 3 && nothing >= 0; i++)
		dup2(nothing, i);
}

/* In a group of its own: what is sent to ours is not meant for it. */
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
	rt_folder_remove(folder);
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

int rt_scratch_open(struct rt_scratch *scratch, const char *parent,
		    struct rt_error *error)
{
	int code = rt_folder_make(parent, error), number = 0;

	*scratch = (struct rt_scratch){.alive = -1, .lock = -1};
	if (code)
		return code;
	tidy(parent);
	code = rt_folder_make_temporary(&scratch->folder, parent, error);
	if (code)
		return code;
	scratch->lock = open_lock(scratch->folder.data, O_CREAT);
	if (scratch->lock < 0 || flock(scratch->lock, LOCK_EX))
		number = errno;
	if (!number)
		number = start_guardian(scratch);
	if (number) {
		code = rt_fail_errno(error, RT_SETUP, number,
				     "cannot keep the folder %s",
				     scratch->folder.data);
		rt_folder_remove(scratch->folder.data);
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
