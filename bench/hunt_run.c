/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One campaign as a process. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/hunt.h"
#include "harness/base/clock.h"
#include "harness/base/process.h"

struct running {
	const struct rt_hunt_run *run;
	pid_t process;
	int output;
	double began;
	struct rt_text line;
	bool killed, over;
};

__attribute__((noreturn)) static void become(const struct rt_hunt *hunt,
					     const struct rt_hunt_run *run,
					     char *const argv[], int output)
{
	const char *folder = rt_text_string(&hunt->folder);
	struct rt_text cache = RT_TEXT_INIT, runs = RT_TEXT_INIT;
	int nothing = open("/dev/null", O_WRONLY);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	rt_text_format(&cache, "%s/%s", folder, run->cache);
	rt_text_format(&runs, "%s/%s", folder, run->runs);
	setenv("RINGTEAR_CACHE", rt_text_string(&cache), 1);
	setenv("RINGTEAR_RUNS", rt_text_string(&runs), 1);
	dup2(output, STDOUT_FILENO);
	/* The status lines; errors say themselves by the exit status. */
	dup2(nothing, STDERR_FILENO);
	execv(argv[0], argv);
	_exit(2);
}

static int start(const struct rt_hunt *hunt, struct running *running,
		 struct rt_error *error)
{
	struct rt_strings argv = RT_STRINGS_INIT;
	int ends[2];

	rt_strings_add(&argv, hunt->program);
	rt_strings_add(&argv, "fuzz");
	rt_strings_add(&argv, "--json");
	for (size_t i = 0; i < running->run->words.count; i++)
		rt_strings_add(&argv, running->run->words.word[i]);
	for (size_t i = 0; i < hunt->also.count; i++)
		rt_strings_add(&argv, hunt->also.word[i]);
	if (argv.failed || pipe2(ends, O_CLOEXEC)) {
		rt_strings_free(&argv);
		return rt_fail(error, RT_SETUP, "cannot make a pipe");
	}
	running->began = rt_clock_seconds();
	running->process = fork();
	if (running->process == 0)
		become(hunt, running->run, argv.word, ends[1]);
	close(ends[1]);
	running->output = ends[0];
	rt_strings_free(&argv);
	if (running->process < 0)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "cannot start a process");
	return RT_OK;
}

static void take_line(struct running *running)
{
	double since = rt_clock_seconds() - running->began;
	json_t *json = json_loadb(rt_text_string(&running->line),
				  running->line.length, 0, NULL);
	const json_t *result = json_object_get(json, "result");

	rt_text_free(&running->line);
	if (result && running->run->take &&
	    running->run->take(running->run->data, result, since) &&
	    !running->over) {
		running->over = true;
		kill(running->process, SIGTERM);
	}
	json_decref(json);
}

/* False at the end of the output. */
static bool take_output(struct running *running)
{
	char bytes[4096];
	ssize_t length = read(running->output, bytes, sizeof(bytes));

	for (ssize_t i = 0; i < length; i++) {
		if (bytes[i] == '\n')
			take_line(running);
		else
			rt_text_append(&running->line, &bytes[i], 1);
	}
	return length > 0 || (length < 0 && errno == EINTR);
}

static void follow(struct running *running)
{
	struct pollfd file = {.fd = running->output, .events = POLLIN};
	double limit = running->run->kill_after;
	bool open = true;

	while (open) {
		double left = running->began + limit - rt_clock_seconds();

		if (limit > 0 && left <= 0 && !running->killed) {
			running->killed = true;
			kill(running->process, SIGKILL);
		}
		if (limit <= 0 || running->killed || left > 1)
			left = 1;
		if (poll(&file, 1, (int)(left * 1000) + 1) > 0)
			open = take_output(running);
	}
}

int rt_hunt_run(const struct rt_hunt *hunt, struct rt_hunt_run *run,
		struct rt_error *error)
{
	struct running running = {.run = run};
	int status = 0, code = start(hunt, &running, error);

	if (!code) {
		follow(&running);
		close(running.output);
		waitpid(running.process, &status, 0);
	}
	if (!code && !running.killed &&
	    (!WIFEXITED(status) || WEXITSTATUS(status) > 1))
		code = rt_fail(error, RT_SETUP,
			       "a campaign ended with status %#x; run "
			       "%s fuzz by hand to see why",
			       (unsigned)status, hunt->program);
	rt_text_free(&running.line);
	rt_strings_free(&run->words);
	return code;
}

int rt_hunt_warm(const struct rt_hunt *hunt, const char *name,
		 struct rt_error *error)
{
	struct rt_hunt_run run = {.cache = name, .runs = "warm"};

	rt_strings_add(&run.words, "--time=0.1");
	return rt_hunt_run(hunt, &run, error);
}

int rt_hunt_copy(const struct rt_hunt *hunt, const char *from, const char *to,
		 struct rt_error *error)
{
	const char *folder = rt_text_string(&hunt->folder);
	struct rt_strings argv = RT_STRINGS_INIT;
	struct rt_process process = {.exit_status = -1};
	int code;

	rt_strings_add(&argv, "cp");
	rt_strings_add(&argv, "-a");
	rt_strings_format(&argv, "%s/%s", folder, from);
	rt_strings_format(&argv, "%s/%s", folder, to);
	code = rt_process_run(&process, argv.word, NULL, 60, error);
	if (!code && process.exit_status)
		code = rt_fail(error, RT_SETUP, "cannot copy %s/%s: %s", folder,
			       from, rt_text_string(&process.output));
	rt_process_free(&process);
	rt_strings_free(&argv);
	return code;
}
