/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/sitting.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "harness/base/clock.h"
#include "harness/fuzz/finding.h"

enum {
	most_restarts = 20,
	crash_status = 77, /* libFuzzer's -error_exitcode */
};

static const double poll_seconds = 0.25;

static const int ending[] = {SIGINT, SIGTERM, SIGHUP};

enum { ending_count = sizeof(ending) / sizeof(*ending) };

static void list_endings(sigset_t *endings)
{
	sigemptyset(endings);
	for (int i = 0; i < ending_count; i++)
		sigaddset(endings, ending[i]);
}

void rt_fuzz_block_endings(void)
{
	sigset_t endings;

	list_endings(&endings);
	sigprocmask(SIG_BLOCK, &endings, NULL);
}

bool rt_fuzz_interrupted(void)
{
	sigset_t pending;
	bool found = false;

	if (sigpending(&pending))
		return false;
	for (int i = 0; i < ending_count; i++)
		found |= sigismember(&pending, ending[i]) == 1;
	return found;
}

/* Waits poll_seconds; true when a signal arrived. */
static bool wait_a_moment(const sigset_t *endings)
{
	const struct timespec moment = {.tv_nsec = (long)(poll_seconds * 1e9)};

	return sigtimedwait(endings, NULL, &moment) > 0;
}

static int start_all(const struct rt_fuzz *fuzz, struct rt_fuzz_jobs *jobs,
		     struct rt_error *error)
{
	int code = RT_OK;

	for (unsigned i = 0; i < fuzz->job_count && !code; i++)
		code = rt_fuzz_start(fuzz, jobs, i, error);
	return code;
}

/* Handles the end of a job; @over: this ends the campaign. */
static int settle(struct rt_fuzz *fuzz, struct rt_fuzz_jobs *jobs, int index,
		  const struct rt_fuzz_view *view, bool *over,
		  struct rt_error *error)
{
	const struct rt_fuzz_job *job = &jobs->job[index];
	struct rt_text text = RT_TEXT_INIT;
	int code;

	*over = fuzz->passed.count ||
		(fuzz->campaign.stop && job->exit_status == crash_status);
	if (*over)
		return RT_OK;
	if (job->started >= most_restarts ||
	    job->exit_status == rt_exit_code(RT_SETUP))
		return rt_fail(error, RT_SETUP,
			       "job %d ended with status %d; its log says "
			       "why: %s/job-%d.log",
			       index, job->exit_status,
			       rt_text_string(&fuzz->campaign.folder), index);
	rt_text_format(&text,
		       "job %d ended with status %d and is started again: "
		       "see job-%d.log",
		       index, job->exit_status, index);
	view->say(view->data, rt_text_string(&text));
	rt_text_free(&text);
	code = rt_fuzz_start(fuzz, jobs, (unsigned)index, error);
	return code;
}

static int attend(struct rt_fuzz *fuzz, struct rt_fuzz_jobs *jobs,
		  const struct rt_fuzz_view *view, const sigset_t *endings,
		  struct rt_error *error)
{
	double limit = rt_clock_seconds() + fuzz->seconds;
	bool over = false;
	int code = RT_OK;

	while (!over && !code) {
		int index;

		over = jobs->is_stopped =
			wait_a_moment(endings) ||
			(fuzz->seconds > 0 && rt_clock_seconds() >= limit);
		while (!over && !code && (index = rt_fuzz_ended(jobs)) >= 0)
			code = settle(fuzz, jobs, index, view, &over, error);
		if (!code)
			code = view->refresh(view->data, error);
	}
	return code;
}

static int repair(struct rt_fuzz *fuzz, struct rt_error *error)
{
	const struct rt_triage_plan plan = {
		.evaluator = &fuzz->evaluator,
		.store = rt_text_string(&fuzz->places->store),
		.folder = rt_text_string(&fuzz->campaign.found),
		.command = rt_text_string(&fuzz->campaign.command),
	};
	struct rt_triage *triage;
	int code = rt_triage_open(&triage, &plan, error);

	if (!code)
		code = rt_triage_repair(triage, fuzz->campaign.first, error);
	rt_triage_close(triage);
	return code;
}

/*
 * That of RT_USAGE when libFuzzer failed with the user's options, of RT_SUBJECT
 * when a source it was given is not there. Else the search did its work,
 * whatever it found: 0, or with fail_on_find 1 when a build tore. So it did
 * where it was stopped: how libFuzzer ends then is not asked.
 */
static int status_of(const struct rt_fuzz *fuzz,
		     const struct rt_fuzz_jobs *jobs)
{
	int given = jobs->is_stopped ? 0 : jobs->job[0].exit_status;

	if (fuzz->passed.count && given == rt_exit_code(RT_SUBJECT))
		return given;
	if (fuzz->passed.count && given && given != crash_status)
		return rt_exit_code(RT_USAGE);
	return fuzz->fail_on_find &&
	       (rt_counted(&fuzz->counts->torn) || given == crash_status);
}

int rt_fuzz_run(struct rt_fuzz *fuzz, const struct rt_fuzz_view *view,
		int *status, struct rt_error *error)
{
	struct rt_fuzz_jobs jobs = {.count = 0};
	sigset_t endings;
	int code;

	list_endings(&endings);
	code = repair(fuzz, error);
	if (!code)
		code = view->open(view->data, error);
	if (code)
		return code;
	if (!rt_fuzz_interrupted())
		code = start_all(fuzz, &jobs, error);
	if (!code)
		code = attend(fuzz, &jobs, view, &endings, error);
	rt_fuzz_stop(fuzz, &jobs);
	if (!code)
		code = repair(fuzz, error);
	/* Shows findings of the last moment. */
	if (!code)
		code = view->refresh(view->data, error);
	if (!code)
		view->end(view->data);
	*status = status_of(fuzz, &jobs);
	return code;
}
