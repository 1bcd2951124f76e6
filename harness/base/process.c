/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/clock.h"

enum { output_limit = 1 << 20 };

extern char **environ;

/* The child's side of things; each call returns 0 or an errno. */
static int prepare(posix_spawn_file_actions_t *actions,
		   posix_spawnattr_t *attributes, const char *directory,
		   int output)
{
	sigset_t none;
	int failed = 0;

	sigemptyset(&none);
	failed |= posix_spawnattr_setflags(
		attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
	failed |= posix_spawnattr_setpgroup(attributes, 0);
	failed |= posix_spawnattr_setsigmask(attributes, &none);
	failed |= posix_spawn_file_actions_addopen(actions, 0, "/dev/null",
						   O_RDONLY, 0);
	failed |= posix_spawn_file_actions_adddup2(actions, output, 1);
	failed |= posix_spawn_file_actions_adddup2(actions, output, 2);
	if (directory)
		failed |= posix_spawn_file_actions_addchdir_np(actions,
							       directory);
	return failed ? ENOMEM : 0;
}

static int spawn(pid_t *child, char *const argv[], const char *directory,
		 int output)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int failed;

	failed = posix_spawn_file_actions_init(&actions);
	if (failed)
		return failed;
	failed = posix_spawnattr_init(&attributes);
	if (!failed) {
		failed = prepare(&actions, &attributes, directory, output);
		if (!failed)
			failed = posix_spawnp(child, argv[0], &actions,
					      &attributes, argv, environ);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return failed;
}

static void keep(struct rt_text *output, const char *bytes, size_t length)
{
	size_t room = output_limit - output->length;

	rt_text_append(output, bytes, length < room ? length : room);
}

/* Reads until end of file or @deadline; true when all was read in time. */
static bool drain(struct rt_text *output, int from, double deadline)
{
	char bytes[4096];

	for (;;) {
		struct pollfd ready = {.fd = from, .events = POLLIN};
		double left = deadline - rt_clock_seconds();
		ssize_t got;

		if (left <= 0)
			return false;
		if (poll(&ready, 1, (int)(left * 1000) + 1) < 0 &&
		    errno != EINTR)
			return false;
		if (!ready.revents)
			continue;
		got = read(from, bytes, sizeof(bytes));
		if (got == 0)
			return true;
		if (got > 0)
			keep(output, bytes, (size_t)got);
		else if (errno != EINTR)
			return true;
	}
}

/*
 * Takes the child's status; a child that closed its output and lives on past
 * @deadline is killed like one that prints for ever.
 */
static void reap(struct rt_process *process, pid_t child, double deadline)
{
	const struct timespec pause = {.tv_nsec = 1000000};
	pid_t ended;
	int status;

	while ((ended = waitpid(child, &status, WNOHANG)) != child) {
		if (ended < 0 && errno != EINTR)
			return;
		if (rt_clock_seconds() > deadline) {
			process->timed_out = true;
			kill(-child, SIGKILL);
			deadline = HUGE_VAL;
		}
		nanosleep(&pause, NULL);
	}
	if (WIFEXITED(status))
		process->exit_status = WEXITSTATUS(status);
	else
		process->signal = WTERMSIG(status);
}

int rt_process_run(struct rt_process *process, char *const argv[],
		   const char *directory, double seconds,
		   struct rt_error *error)
{
	double deadline = rt_clock_seconds() + seconds;
	int pipe_end[2];
	pid_t child;
	int failed;

	*process = (struct rt_process){.exit_status = -1};
	if (pipe2(pipe_end, O_CLOEXEC))
		return rt_fail_errno(error, RT_SETUP, errno,
				     "cannot make a pipe for %s", argv[0]);
	failed = spawn(&child, argv, directory, pipe_end[1]);
	close(pipe_end[1]);
	if (failed) {
		close(pipe_end[0]);
		return rt_fail_errno(error, RT_SETUP, failed, "cannot run %s",
				     argv[0]);
	}
	if (!drain(&process->output, pipe_end[0], deadline)) {
		process->timed_out = true;
		kill(-child, SIGKILL);
	}
	close(pipe_end[0]);
	reap(process, child, deadline);
	return RT_OK;
}

void rt_process_free(struct rt_process *process)
{
	rt_text_free(&process->output);
}
