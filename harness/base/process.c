/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/base/clock.h"
#include "harness/base/ending.h"
#include "harness/base/interrupts.h"
#include "harness/base/process_group.h"
#include "harness/base/process_start.h"
#include "harness/base/strays.h"

enum { output_limit = 1 << 20 };

static void keep(struct rt_text *output, const char *bytes, size_t length)
{
	size_t room = output_limit - output->length;

	rt_text_append(output, bytes, length < room ? length : room);
}

/* A running child, and the files that are polled meanwhile. */
struct child {
	const struct rt_limits *limits;
	pid_t group; /* PID, and number of its process group */
	int handle;  /* pidfd_open(2): readable after the end; or -1 */
	int output;
	struct rt_interrupts interrupts;
	size_t printed;
	double deadline;
	double next_count; /* time of the next process count */
};

enum outcome { ended, late, interrupted, flooded, crowded };

/* Longer than most compiles take, so that these are never counted. */
static const double seconds_a_count = 0.02;

static bool is_crowded(struct child *child)
{
	double now = rt_clock_seconds();
	bool crowded_now;

	if (!child->limits->processes || now < child->next_count)
		return false;
	crowded_now = rt_process_group_exceeds(child->group,
					       child->limits->processes);
	child->next_count = rt_clock_seconds() + seconds_a_count;
	return crowded_now;
}

/*
 * Polls @from for at most @milliseconds. `ended` is no failure: @from may be
 * readable, or the time is over.
 */
static enum outcome wait_for(struct child *child, int from, int milliseconds)
{
	struct pollfd ready[] = {
		{.fd = from, .events = POLLIN},
		{.fd = child->interrupts.file, .events = POLLIN},
		{.fd = child->handle, .events = POLLIN},
	};
	double left = child->deadline - rt_clock_seconds();

	if (left <= 0)
		return late;
	if (left * 1000 < milliseconds)
		milliseconds = (int)(left * 1000) + 1;
	if (poll(ready, 3, milliseconds) < 0 && errno != EINTR)
		return late;
	if (ready[1].revents)
		return interrupted;
	return is_crowded(child) ? crowded : ended;
}

/* The longest poll in milliseconds: until the next process count, if any. */
static int patience(const struct child *child)
{
	return child->limits->processes ? (int)(seconds_a_count * 1000)
					: 1 << 30;
}

/* WNOWAIT keeps the zombie, so that its group's number is not reused. */
static bool has_ended(const struct child *child)
{
	siginfo_t found = {.si_pid = 0};

	return waitid(P_PID, (id_t)child->group, &found,
		      WEXITED | WNOHANG | WNOWAIT) ||
	       found.si_pid;
}

/*
 * Reads the output until it ends, or the child has: what it has left running
 * may keep the output open for ever. Or until a limit is exceeded or a signal
 * comes.
 */
static enum outcome drain(struct rt_text *output, struct child *child)
{
	char bytes[4096];

	for (;;) {
		enum outcome outcome =
			wait_for(child, child->output, patience(child));
		ssize_t got;

		if (outcome != ended)
			return outcome;
		got = read(child->output, bytes, sizeof(bytes));
		if (got == 0)
			return ended;
		if (got < 0 && errno == EAGAIN && has_ended(child))
			return ended;
		if (got < 0 && errno != EINTR && errno != EAGAIN)
			return ended;
		if (got < 0)
			continue;
		keep(output, bytes, (size_t)got);
		child->printed += (size_t)got;
		if (child->limits->output &&
		    child->printed > child->limits->output)
			return flooded;
	}
}

/* What a child that was killed has printed before, and nobody has read yet. */
static void read_rest(struct rt_text *output, struct child *child)
{
	char bytes[4096];
	ssize_t got = 1;

	while (got > 0 && (!child->limits->output ||
			   child->printed <= child->limits->output)) {
		got = read(child->output, bytes, sizeof(bytes));
		if (got > 0)
			keep(output, bytes, (size_t)got);
		child->printed += got > 0 ? (size_t)got : 0;
	}
}

/* Waits until the child ends; it may close its output and live on. */
static enum outcome await_end(struct child *child)
{
	while (!has_ended(child)) {
		enum outcome outcome =
			wait_for(child, child->handle,
				 child->handle < 0 ? 1 : patience(child));

		if (outcome != ended)
			return outcome;
	}
	return ended;
}

static enum rt_limit limit_of(enum outcome outcome, int status,
			      const struct rusage *used,
			      const struct rt_limits *limits)
{
	double cpu_seconds =
		(double)(used->ru_utime.tv_sec + used->ru_stime.tv_sec);
	int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	if (outcome == late)
		return RT_LIMIT_SECONDS;
	if (outcome == flooded)
		return RT_LIMIT_OUTPUT;
	if (outcome == crowded)
		return RT_LIMIT_PROCESSES;
	if (signal == SIGXFSZ)
		return RT_LIMIT_FILE;
	if (signal == SIGXCPU)
		return RT_LIMIT_CPU;
	if (outcome == ended && signal == SIGKILL && limits->cpu_seconds &&
	    cpu_seconds >= limits->cpu_seconds)
		return RT_LIMIT_CPU;
	return RT_LIMIT_NONE;
}

static bool is_from_outside(int number, enum rt_limit limit,
			    const struct rt_limits *limits)
{
	return !rt_ending_is_fault(number) &&
	       (limit == RT_LIMIT_NONE || rt_limit_is_inherited(limit, limits));
}

static void finish(struct rt_process *process, struct child *child)
{
	struct rusage used = {.ru_utime = {0}};
	int status = 255 << 8; /* a failure, if others reaped the child */
	enum outcome outcome = drain(&process->output, child);

	if (outcome == ended)
		outcome = await_end(child);
	/* What the child left running must not exceed the limits either. */
	kill(-child->group, SIGKILL);
	while (wait4(child->group, &status, 0, &used) < 0 && errno == EINTR)
		;
	if (outcome != ended)
		read_rest(&process->output, child);
	process->timed_out = outcome == late;
	process->limit = limit_of(outcome, status, &used, child->limits);
	process->is_interrupted =
		outcome == ended && WIFSIGNALED(status) &&
		is_from_outside(WTERMSIG(status), process->limit,
				child->limits);
	if (WIFEXITED(status))
		process->exit_status = WEXITSTATUS(status);
	else
		process->signal = WTERMSIG(status);
}

static int run(struct rt_process *process, char *const argv[],
	       const char *directory, struct child *child,
	       struct rt_error *error)
{
	struct rt_process_start start = {
		.argv = argv,
		.directory = directory,
		.limits = child->limits,
	};
	int pipe_end[2];
	int failed;

	if (pipe2(pipe_end, O_CLOEXEC))
		return rt_fail_errno(error, RT_SETUP, errno,
				     "cannot make a pipe for %s", argv[0]);
	fcntl(pipe_end[0], F_SETFL, O_NONBLOCK);
	start.output = pipe_end[1];
	failed = rt_process_start(&child->group, &start);
	close(pipe_end[1]);
	child->output = pipe_end[0];
	if (!failed) {
		/* Linux 5.3; glibc has a function for it since 2.36 only. */
		child->handle = (int)syscall(SYS_pidfd_open, child->group, 0);
		finish(process, child);
		if (child->handle >= 0)
			close(child->handle);
	}
	close(pipe_end[0]);
	if (failed)
		return rt_fail_errno(error, RT_SETUP, failed, "cannot run %s",
				     argv[0]);
	return RT_OK;
}

int rt_process_run_limited(struct rt_process *process, char *const argv[],
			   const char *directory,
			   const struct rt_limits *limits,
			   struct rt_error *error)
{
	double now = rt_clock_seconds();
	struct child child = {
		.limits = limits,
		.deadline = now + limits->seconds,
		.next_count = now + seconds_a_count,
	};
	int code = rt_interrupts_hold(&child.interrupts);

	*process = (struct rt_process){.exit_status = -1};
	if (code)
		return rt_fail_errno(error, RT_SETUP, code,
				     "cannot watch for signals beside %s; "
				     "close some files",
				     argv[0]);
	code = run(process, argv, directory, &child, error);
	rt_interrupts_release(&child.interrupts);
	return code;
}

int rt_process_run(struct rt_process *process, char *const argv[],
		   const char *directory, double seconds,
		   struct rt_error *error)
{
	const struct rt_limits limits = {.seconds = seconds};

	return rt_process_run_limited(process, argv, directory, &limits, error);
}

int rt_process_run_tested(struct rt_process *process, char *const argv[],
			  const char *directory, double seconds,
			  struct rt_error *error)
{
	struct rt_strays strays;
	int code;

	rt_strays_begin(&strays);
	code = rt_process_run(process, argv, directory, seconds, error);
	if (!code && process->is_interrupted) {
		rt_process_free(process);
		code = rt_process_run(process, argv, directory, seconds, error);
	}
	rt_strays_end(&strays, 0);
	return code;
}

void rt_process_free(struct rt_process *process)
{
	rt_text_free(&process->output);
}
