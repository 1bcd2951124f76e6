/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The entry points that libFuzzer calls (llvm.org/docs/LibFuzzer.html), which
 * call job.h. Linked with clang -fsanitize=fuzzer into a program of its own,
 * which `ringtear fuzz` starts.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/fuzz/job.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most,
			       unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *one, size_t one_size,
				 const uint8_t *other, size_t other_size,
				 uint8_t *out, size_t most, unsigned int seed);

/* Global since libFuzzer passes no state to these functions. */
static struct rt_job job;

static void close_job(void)
{
	rt_job_close(&job);
}

/*
 * At a signal libFuzzer calls _Exit(), and the counts of hits would be lost.
 * With -handle_term=0 libFuzzer leaves SIGTERM alone: block the signal until
 * the end of the input, so that it does not kill a compiler meanwhile, whose
 * trial would then count as one that does not build.
 */
static void hold_sigterm(int argc, char **argv)
{
	sigset_t held;

	sigemptyset(&held);
	sigaddset(&held, SIGTERM);
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "-handle_term=0"))
			sigprocmask(SIG_BLOCK, &held, NULL);
}

static bool is_asked_to_end(void)
{
	sigset_t pending;

	return !sigpending(&pending) && sigismember(&pending, SIGTERM) == 1;
}

/* Ends the job for an error that no trial can cause; the log has the reason. */
__attribute__((noreturn)) static void fail(const struct rt_error *error)
{
	fprintf(stderr, "ringtear-fuzz: %s\n", error->message);
	/* libFuzzer reports exit() as a bug of the target. */
	close_job();
	_Exit(rt_exit_code(error->code));
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *folder = getenv(RT_CAMPAIGN_VARIABLE);
	struct rt_error error = RT_ERROR_INIT;

	if (!folder) {
		rt_fail(&error, RT_USAGE,
			RT_CAMPAIGN_VARIABLE " names no folder; start it by "
					     "`ringtear fuzz`");
		fail(&error);
	}
	if (rt_job_open(&job, folder, &error))
		fail(&error);
	atexit(close_job);
	hold_sigterm(*argc, *argv);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rt_error error = RT_ERROR_INIT;
	bool found;

	if (rt_job_input(&job, (const char *)data, size, &found, &error))
		fail(&error);
	if (is_asked_to_end()) {
		close_job();
		_Exit(0);
	}
	/* libFuzzer keeps the input and stops when the target crashes. */
	if (found && job.campaign.stop)
		abort();
	rt_error_clear(&error);
	return 0;
}

/* With --random each trial is drawn anew, independent of others. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most,
			       unsigned int seed)
{
	if (job.campaign.random)
		size = 0;
	return rt_mutate_text(&job.space, (char *)data, size, most, seed);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *one, size_t one_size,
				 const uint8_t *other, size_t other_size,
				 uint8_t *out, size_t most, unsigned int seed)
{
	/* Crossing two kept trials would be guidance. */
	if (job.campaign.random)
		return rt_mutate_text(&job.space, (char *)out, 0, most, seed);
	return rt_cross_text(&job.space, (const char *)one, one_size,
			     (const char *)other, other_size, (char *)out, most,
			     seed);
}
