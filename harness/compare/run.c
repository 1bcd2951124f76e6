/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds and judges the rows of a comparison in child processes. */
#include "harness/compare/compare.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/hash.h"
#include "harness/base/progress.h"
#include "harness/compare/answer.h"
#include "harness/compare/pool.h"

static const double job_seconds = 180;

/* A child's result for one row and side. */
struct job_result {
	struct rt_compared_answer answer;
	/* Digest of module and question; valid once is_judged is set. */
	struct rt_digest key;
	atomic_bool is_judged;
	int code; /* RT_USAGE or RT_SETUP: not specific to the cell */
	char message[1024];
};

struct judging {
	struct rt_compare *compare;
	struct rt_compare_job *jobs;
	size_t count, first; /* all jobs before @first are finished */
	struct rt_pool *pool;
	void (*told)(void *data, size_t first);
	void *data;
	const char *doing;
	struct rt_progress progress;
};

/* As rt_compare_build(); @is_one_of_many as in struct rt_subject_words. */
static int build(const struct rt_compare *compare, size_t index, int which,
		 bool is_one_of_many, struct rt_subject *subject,
		 struct rt_error *error)
{
	const struct rt_compare_row *row = &compare->row[index];
	const struct rt_compare_side *side = &compare->side[which];
	struct rt_subject_words words = side->words;
	struct rt_strings folders = RT_STRINGS_INIT;
	struct rt_trial trial;
	int code;

	/* The matrix' folders take precedence over the user's. */
	rt_strings_add_all(&folders, &row->cell->folder);
	rt_strings_add_all(&folders, &side->words.folders);
	words.folders = folders;
	words.is_one_of_many = is_one_of_many;
	/* The object, which expressions may name. */
	trial = compare->asked;
	snprintf(trial.accessor, sizeof(trial.accessor), "%s", side->accessor);
	snprintf(trial.toolchain, sizeof(trial.toolchain), "%s",
		 rt_text_string(&row->cell->toolchain->name));
	snprintf(trial.flags, sizeof(trial.flags), "%s",
		 rt_text_string(&row->cell->flags));
	trial.width = row->width;
	code = rt_subject_build(
		subject, &compare->places, &compare->inventory.accessors,
		&compare->inventory.toolchains, &trial, &words, error);
	/* Those of the build end here; they differ in the folders alone. */
	subject->words = &side->words;
	rt_strings_free(&folders);
	return code;
}

int rt_compare_build(const struct rt_compare *compare, size_t index, int which,
		     struct rt_subject *subject, struct rt_error *error)
{
	return build(compare, index, which, true, subject, error);
}

int rt_compare_explain(const struct rt_compare *compare, struct rt_error *error)
{
	struct rt_subject subject;
	int code;

	if (!compare->comparison.count ||
	    !rt_change_is_unbuilt(&compare->comparison.tally))
		return RT_OK;
	code = build(compare, 0, RT_AFTER, false, &subject, error);
	rt_subject_free(&subject);
	return code;
}

/* The compiler's first error message, without its detail. */
static void take_complaint(char *reason, size_t size,
			   const struct rt_error *error)
{
	const char *said =
		error->detail ? strstr(error->detail, "error:") : NULL;

	if (said)
		snprintf(reason, size, "%.*s", (int)strcspn(said, "\n"), said);
	else
		snprintf(reason, size, "%.250s", error->message);
}

static void fail(struct job_result *result, const struct rt_error *error)
{
	if (error->code == RT_BUILD || error->code == RT_SUBJECT) {
		result->answer.outcome = RT_OUTCOME_NO_BUILD;
		take_complaint(result->answer.reason,
			       sizeof(result->answer.reason), error);
		return;
	}
	if (error->code == RT_INTERRUPTED) {
		result->answer.outcome = RT_OUTCOME_INCONCLUSIVE;
		snprintf(result->answer.reason, sizeof(result->answer.reason),
			 "%.250s", error->message);
		return;
	}
	result->code = error->code;
	snprintf(result->message, sizeof(result->message), "%s",
		 error->message);
}

/*
 * Copies the answer of an earlier job to the same question: most cells compile
 * to the same module as some other cell.
 */
static bool find_answer(const struct judging *judging, size_t number,
			struct job_result *result)
{
	for (size_t i = 0; i < number; i++) {
		struct job_result *other = rt_pool_result(judging->pool, i);

		if (!atomic_load(&other->is_judged) ||
		    memcmp(&other->key, &result->key, sizeof(other->key)))
			continue;
		result->answer = other->answer;
		return true;
	}
	return false;
}

static int answer_question(const struct judging *judging, size_t number,
			   const struct rt_subject *subject,
			   struct job_result *result, struct rt_error *error)
{
	const struct rt_compare *compare = judging->compare;
	const struct rt_compare_row *row =
		&compare->row[judging->jobs[number].row];
	const struct rt_question question = rt_compare_question(row, subject);
	struct rt_compared_answer *answer = &result->answer;
	int code = rt_compare_key(&result->key, &question, error);

	if (code || find_answer(judging, number, result))
		return code;
	snprintf(answer->provider, sizeof(answer->provider), "%s",
		 rt_text_string(&rt_subject_built(subject)->provider));
	snprintf(answer->subject, sizeof(answer->subject), "%s",
		 compare->subject.text);
	code = rt_compare_answer(answer, &question, compare->options->once,
				 error);
	atomic_store(&result->is_judged, !code);
	return code;
}

/* Runs in a child process. */
static void do_job(void *data, size_t number, void *place)
{
	const struct judging *judging = data;
	const struct rt_compare_job *job = &judging->jobs[number];
	struct rt_error error = RT_ERROR_INIT;
	struct rt_subject subject;
	int code = rt_compare_build(judging->compare, job->row, job->side,
				    &subject, &error);

	if (!code)
		code = answer_question(judging, number, &subject, place,
				       &error);
	if (code)
		fail(place, &error);
	rt_subject_free(&subject);
	rt_error_clear(&error);
}

/*
 * Takes a job's result; a job that crashed or hung is RT_OUTCOME_ERROR, one
 * that was interrupted says nothing.
 */
static void take_result(struct judging *judging, size_t number)
{
	const struct job_result *result = rt_pool_result(judging->pool, number);
	struct rt_compared_answer *answer = &judging->jobs[number].answer;

	if (rt_pool_state(judging->pool, number) == RT_POOL_DONE) {
		*answer = result->answer;
		return;
	}
	answer->outcome =
		rt_pool_state(judging->pool, number) == RT_POOL_INTERRUPTED
			? RT_OUTCOME_INCONCLUSIVE
			: RT_OUTCOME_ERROR;
	snprintf(answer->reason, sizeof(answer->reason), "the look at it %s",
		 rt_pool_reason(judging->pool, number));
}

static void tell(void *data, size_t over)
{
	struct judging *judging = data;

	while (judging->first < judging->count &&
	       rt_pool_state(judging->pool, judging->first) > RT_POOL_RUNNING)
		take_result(judging, judging->first++);
	if (judging->told)
		judging->told(judging->data, judging->first);
	rt_progress_draw(&judging->progress, judging->doing,
			 (double)over / (double)(judging->count + 1));
}

/* Returns an error that is not specific to a cell, such as a missing file. */
static int check_results(const struct judging *judging, struct rt_error *error)
{
	for (size_t i = 0; i < judging->count; i++) {
		const struct job_result *result =
			rt_pool_result(judging->pool, i);

		if (rt_pool_state(judging->pool, i) == RT_POOL_DONE &&
		    result->code)
			return rt_fail(error, result->code, "%s",
				       result->message);
	}
	return RT_OK;
}

int rt_compare_judge(struct rt_compare *compare, struct rt_compare_job *jobs,
		     size_t count, void (*told)(void *data, size_t first),
		     void *data, const char *doing, struct rt_error *error)
{
	struct judging judging = {
		.compare = compare,
		.jobs = jobs,
		.count = count,
		.told = told,
		.data = data,
		.doing = doing,
	};
	const struct rt_pool_plan plan = {
		.jobs = count,
		.size = sizeof(struct job_result),
		.workers = compare->jobs,
		.seconds = job_seconds,
		.run = do_job,
		.told = tell,
		.data = &judging,
	};
	int code = rt_pool_new(&judging.pool, &plan, error);

	rt_progress_init(&judging.progress);
	if (!code)
		code = rt_pool_run(judging.pool, &compare->interrupt, error);
	rt_progress_clear(&judging.progress);
	if (!code)
		code = check_results(&judging, error);
	rt_pool_free(judging.pool);
	return code;
}

/* The jobs of all rows; the sides of a row are adjacent. */
struct whole {
	struct rt_compare *compare;
	struct rt_compare_job *jobs;
	struct rt_compare_log *log;
	size_t sides, rows; /* rows that are finished */
};

/* Records rows in their order, up to the first unfinished one. */
static void take_rows(void *data, size_t first)
{
	struct whole *whole = data;
	struct rt_comparison *comparison = &whole->compare->comparison;

	for (; whole->rows < first / whole->sides; whole->rows++)
		for (size_t i = 0; i < whole->sides; i++) {
			const struct rt_compare_job *job =
				&whole->jobs[whole->rows * whole->sides + i];

			comparison->row[job->row].answer[job->side] =
				job->answer;
		}
	rt_compare_log_add(whole->log, comparison, whole->rows);
}

static void make_jobs(struct whole *whole, size_t rows)
{
	for (size_t i = 0; i < rows; i++) {
		struct rt_compare_job *job = &whole->jobs[i * whole->sides];

		job->row = i;
		job->side = RT_AFTER;
		if (whole->sides < 2)
			continue;
		job->side = RT_BEFORE;
		job[1] = (struct rt_compare_job){.row = i, .side = RT_AFTER};
	}
}

/* A verdict that nothing is compared with is worth its answer alone. */
static int open_log(struct rt_compare_log **log, struct rt_compare *compare,
		    struct rt_error *error)
{
	int code = rt_compare_log_open(log, compare, error);

	if (!code || !compare->options->is_alone)
		return code;
	rt_compare_log_close(*log, &compare->comparison, NULL);
	*log = NULL;
	rt_fail(&compare->not_recorded, code, "%s", error->message);
	rt_error_clear(error);
	return RT_OK;
}

int rt_compare_run(struct rt_compare *compare, struct rt_error *error)
{
	size_t rows = compare->comparison.count;
	struct whole whole = {
		.compare = compare,
		.sides = compare->side[RT_BEFORE].is_used ? 2 : 1,
	};
	int code = open_log(&whole.log, compare, error);

	whole.jobs = calloc(rows * whole.sides + 1, sizeof(*whole.jobs));
	if (!code && !whole.jobs)
		code = rt_no_memory(error);
	if (!code) {
		make_jobs(&whole, rows);
		code = rt_compare_judge(compare, whole.jobs, rows * whole.sides,
					take_rows, &whole, "comparing", error);
	}
	free(whole.jobs);
	if (code)
		rt_compare_log_close(whole.log, &compare->comparison, NULL);
	else
		code = rt_compare_log_close(whole.log, &compare->comparison,
					    error);
	rt_comparison_count(&compare->comparison);
	return code;
}
