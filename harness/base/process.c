/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
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

/* A running child, and what to listen to meanwhile. */
struct child {
	pid_t group; /* its number, and that of its process group */
	int output;
	int interrupts; /* readable once we are told to end */
	double deadline;
};

enum outcome { ended, late, interrupted };

/* Reads the output until its end, the deadline or an interrupt. */
static enum outcome drain(struct rt_text *output, const struct child *child)
{
	char bytes[4096];

	for (;;) {
		struct pollfd ready[] = {
			{.fd = child->output, .events = POLLIN},
			{.fd = child->interrupts, .events = POLLIN},
		};
		double left = child->deadline - rt_clock_seconds();
		ssize_t got;

		if (left <= 0)
			return late;
		if (poll(ready, 2, (int)(left * 1000) + 1) < 0 &&
		    errno != EINTR)
			return late;
		if (ready[1].revents)
			return interrupted;
		if (!ready[0].revents)
			continue;
		got = read(child->output, bytes, sizeof(bytes));
		if (got == 0)
			return ended;
		if (got > 0)
			keep(output, bytes, (size_t)got);
		else if (errno != EINTR)
			return ended;
	}
}

/* Waits until the child ends; it may close its output and live on. */
static enum outcome await_end(const struct child *child, int *status)
{
	struct pollfd interrupt = {.fd = child->interrupts, .events = POLLIN};
	pid_t found;

	while ((found = waitpid(child->group, status, WNOHANG)) == 0 ||
	       (found < 0 && errno == EINTR)) {
		if (rt_clock_seconds() > child->deadline)
			return late;
		if (poll(&interrupt, 1, 1) > 0)
			return interrupted;
	}
	return ended;
}

static void finish(struct rt_process *process, const struct child *child)
{
	int status = 255 << 8; /* a failure, should another have taken it */
	enum outcome outcome = drain(&process->output, child);

	if (outcome == ended)
		outcome = await_end(child, &status);
	process->timed_out = outcome == late;
	if (outcome != ended) {
		kill(-child->group, SIGKILL);
		while (waitpid(child->group, &status, 0) < 0 && errno == EINTR)
			;
	}
	if (WIFEXITED(status))
		process->exit_status = WEXITSTATUS(status);
	else
		process->signal = WTERMSIG(status);
}

static int run(struct rt_process *process, char *const argv[],
	       const char *directory, struct child *child,
	       struct rt_error *error)
{
	int pipe_end[2];
	int failed;

	if (pipe2(pipe_end, O_CLOEXEC))
		return rt_fail_errno(error, RT_SETUP, errno,
				     "cannot make a pipe for %s", argv[0]);
	failed = spawn(&child->group, argv, directory, pipe_end[1]);
	close(pipe_end[1]);
	child->output = pipe_end[0];
	if (!failed)
		finish(process, child);
	close(pipe_end[0]);
	if (failed)
		return rt_fail_errno(error, RT_SETUP, failed, "cannot run %s",
				     argv[0]);
	return RT_OK;
}

/* The signals that would end us now: neither ignored nor held back. */
static void choose_interrupts(sigset_t *interrupts)
{
	static const int ending[] = {SIGHUP, SIGINT, SIGTERM};
	struct sigaction action;
	sigset_t blocked;

	sigemptyset(interrupts);
	pthread_sigmask(SIG_BLOCK, NULL, &blocked);
	for (size_t i = 0; i < sizeof(ending) / sizeof(*ending); i++)
		if (!sigaction(ending[i], NULL, &action) &&
		    action.sa_handler != SIG_IGN &&
		    !sigismember(&blocked, ending[i]))
			sigaddset(interrupts, ending[i]);
}

int rt_process_run(struct rt_process *process, char *const argv[],
		   const char *directory, double seconds,
		   struct rt_error *error)
{
	struct child child = {.deadline = rt_clock_seconds() + seconds};
	sigset_t interrupts;
	int code;

	*process = (struct rt_process){.exit_status = -1};
	choose_interrupts(&interrupts);
	child.interrupts = signalfd(-1, &interrupts, SFD_CLOEXEC);
	if (child.interrupts < 0)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "cannot watch for signals beside %s; "
				     "close some files",
				     argv[0]);
	pthread_sigmask(SIG_BLOCK, &interrupts, NULL);
	code = run(process, argv, directory, &child, error);
	close(child.interrupts);
	/* One that came is still pending, and takes effect here. */
	pthread_sigmask(SIG_UNBLOCK, &interrupts, NULL);
	return code;
}

void rt_process_free(struct rt_process *process)
{
	rt_text_free(&process->output);
}
