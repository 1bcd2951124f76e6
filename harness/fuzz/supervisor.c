/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "harness/base/clock.h"
#include "harness/base/file.h"

static const double patience_seconds = 5;

/* ringtear-fuzz is in the folder of this program. */
static int find_program(struct rt_text *path, struct rt_error *error)
{
	char own[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", own, sizeof(own) - 1);
	char *slash;

	own[length > 0 ? length : 0] = '\0';
	slash = strrchr(own, '/');
	rt_text_format(path, "%.*s/ringtear-fuzz",
		       slash ? (int)(slash - own) : 0, own);
	if (access(rt_text_string(path), X_OK))
		return rt_fail(error, RT_SETUP,
			       "%s is not there: it needs clang and its "
			       "libFuzzer to be built; run ./run.sh fuzz, or "
			       "`make fuzzer`",
			       rt_text_string(path));
	return RT_OK;
}

static bool is_passed(const struct rt_fuzz *fuzz, const char *option)
{
	for (size_t i = 0; i < fuzz->passed.count; i++)
		if (!strncmp(fuzz->passed.word[i], option, strlen(option)))
			return true;
	return false;
}

/* Adds the folders of first trials; each folder goes to one job. */
static void add_first(const struct rt_fuzz *fuzz, unsigned index,
		      struct rt_strings *argv)
{
	for (unsigned part = index;; part += fuzz->job_count) {
		struct rt_text path = RT_TEXT_INIT;
		bool is_there;

		rt_text_format(&path, "%s/first/%u",
			       rt_text_string(&fuzz->campaign.folder), part);
		is_there = rt_file_exists(rt_text_string(&path));
		if (is_there)
			rt_strings_add(argv, rt_text_string(&path));
		rt_text_free(&path);
		if (!is_there)
			break;
	}
}

/* libFuzzer takes the last option of a name: the user's go last. */
static void compose(const struct rt_fuzz *fuzz, const char *program,
		    unsigned index, unsigned started, struct rt_strings *argv)
{
	const char *folder = rt_text_string(&fuzz->campaign.folder);
	/* Shards that share a seed must not try the same trials. */
	uint64_t seed = fuzz->campaign.base.seed;
	uint64_t own = 1000003 * fuzz->campaign.shard.index + index;
	bool has_place = false;

	rt_strings_add(argv, program);
	/* No memory limit: its thread would be a second one at fork(). */
	rt_strings_add(argv, "-rss_limit_mb=0");
	/* A shorter trial with the same news is no better: it lost flags. */
	rt_strings_add(argv, "-reduce_inputs=0");
	rt_strings_format(argv, "-artifact_prefix=%s/", folder);
	if (seed && !is_passed(fuzz, "-seed="))
		rt_strings_format(argv, "-seed=%u",
				  (unsigned)(seed + own + 1000 * started) | 1u);
	/* Without options for libFuzzer a job handles SIGTERM; see target.c. */
	if (!fuzz->passed.count)
		rt_strings_add(argv, "-handle_term=0");
	for (size_t i = 0; i < fuzz->passed.count; i++) {
		rt_strings_add(argv, fuzz->passed.word[i]);
		has_place |= fuzz->passed.word[i][0] != '-';
	}
	if (has_place)
		return;
	rt_strings_format(argv, "%s/corpus", folder);
	add_first(fuzz, index, argv);
}

/* With libFuzzer's own options the user wants to see its output. */
static int open_log(const struct rt_fuzz *fuzz, unsigned index)
{
	struct rt_text path = RT_TEXT_INIT;
	int file;

	if (fuzz->passed.count)
		return dup(STDERR_FILENO);
	rt_text_format(&path, "%s/job-%u.log",
		       rt_text_string(&fuzz->campaign.folder), index);
	file = open(rt_text_string(&path),
		    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	rt_text_free(&path);
	return file;
}

/* A process group of its own: ^C goes to the parent, which ends the jobs. */
__attribute__((noreturn)) static void become(char *const argv[], int log,
					     pid_t parent)
{
	sigset_t none;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(rt_exit_code(RT_SETUP));
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	/* Unblocks the signals that the parent has blocked. */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(log, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	execv(argv[0], argv);
	_exit(rt_exit_code(RT_SETUP));
}

static int launch(const struct rt_fuzz *fuzz, struct rt_fuzz_job *job,
		  unsigned index, char *const argv[], struct rt_error *error)
{
	int log = open_log(fuzz, index);
	pid_t parent = getpid();

	if (log < 0)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "cannot write a log in %s",
				     rt_text_string(&fuzz->campaign.folder));
	setenv(RT_CAMPAIGN_VARIABLE, rt_text_string(&fuzz->campaign.folder), 1);
	job->process = fork();
	if (job->process == 0)
		become(argv, log, parent);
	close(log);
	if (job->process < 0) {
		job->process = 0;
		return rt_fail_errno(error, RT_SETUP, errno,
				     "cannot start a job");
	}
	job->started++;
	return RT_OK;
}

int rt_fuzz_start(const struct rt_fuzz *fuzz, struct rt_fuzz_jobs *jobs,
		  unsigned index, struct rt_error *error)
{
	struct rt_strings argv = RT_STRINGS_INIT;
	struct rt_text program = RT_TEXT_INIT;
	struct rt_fuzz_job *job = &jobs->job[index];
	int code = find_program(&program, error);

	if (!code) {
		compose(fuzz, rt_text_string(&program), index, job->started,
			&argv);
		code = argv.failed ? rt_no_memory(error)
				   : launch(fuzz, job, index, argv.word, error);
	}
	if (!code && index >= jobs->count)
		jobs->count = index + 1;
	rt_strings_free(&argv);
	rt_text_free(&program);
	return code;
}

int rt_fuzz_ended(struct rt_fuzz_jobs *jobs)
{
	for (unsigned i = 0; i < jobs->count; i++) {
		struct rt_fuzz_job *job = &jobs->job[i];
		int status;

		if (!job->process ||
		    waitpid(job->process, &status, WNOHANG) != job->process)
			continue;
		job->process = 0;
		job->exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		return (int)i;
	}
	return -1;
}

static bool any_left(struct rt_fuzz_jobs *jobs)
{
	bool left = false;

	while (rt_fuzz_ended(jobs) >= 0)
		;
	for (unsigned i = 0; i < jobs->count; i++)
		left |= jobs->job[i].process != 0;
	return left;
}

/* @group: to the process group, since with -fork a job has children. */
static void tell_all(const struct rt_fuzz_jobs *jobs, int number, bool group)
{
	for (unsigned i = 0; i < jobs->count; i++) {
		pid_t process = jobs->job[i].process;

		if (process)
			kill(group ? -process : process, number);
	}
}

void rt_fuzz_stop(const struct rt_fuzz *fuzz, struct rt_fuzz_jobs *jobs)
{
	const struct timespec pause = {.tv_nsec = 20000000};
	double limit = rt_clock_seconds() + patience_seconds;

	/*
	 * Without options for libFuzzer the job finishes its input: SIGTERM
	 * must not hit the compiler.
	 */
	tell_all(jobs, SIGTERM, fuzz->passed.count > 0);
	while (any_left(jobs) && rt_clock_seconds() < limit)
		nanosleep(&pause, NULL);
	if (!any_left(jobs))
		return;
	tell_all(jobs, SIGKILL, true);
	while (any_left(jobs))
		nanosleep(&pause, NULL);
}
