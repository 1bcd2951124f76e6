/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records a comparison in the store: one run for each row and side, all in one
 * campaign.
 */
#include "harness/compare/compare.h"

#include <stdio.h>
#include <stdlib.h>

#include "harness/base/places.h"
#include "harness/run/log.h"

struct rt_compare_log {
	struct rt_run_log runs;
	const char *command; /* that repeats the comparison */
	size_t rows;	     /* recorded so far */
	struct rt_error error;
};

int rt_compare_log_open(struct rt_compare_log **log,
			const struct rt_compare *compare,
			struct rt_error *error)
{
	const struct rt_evidence_source source = {
		.corpora = rt_text_string(&compare->places.corpora),
		.cache = rt_text_string(&compare->places.cache),
		.accessors = &compare->inventory.accessors,
		.toolchains = &compare->inventory.toolchains,
	};
	int code = rt_places_check(&compare->places.store, error);

	*log = calloc(1, sizeof(**log));
	if (!*log)
		return rt_no_memory(error);
	(*log)->command = rt_text_string(&compare->command);
	if (!code)
		code = rt_run_log_open(&(*log)->runs,
				       rt_text_string(&compare->places.store),
				       &source, error);
	return code;
}

static int add_answer(struct rt_compare_log *log,
		      struct rt_comparison *comparison, size_t row, int side,
		      struct rt_error *error)
{
	struct rt_compared_answer *answer = &comparison->row[row].answer[side];
	struct rt_run run = {.id = 0};
	int code;

	rt_compared_to_run(comparison, row, side, &run);
	snprintf(run.command, sizeof(run.command), "%s", log->command);
	code = rt_run_log_add(&log->runs, &run, answer->seen,
			      answer->seen_count, error);
	answer->run = run.id;
	rt_run_free(&run);
	return code;
}

static int add_row(struct rt_compare_log *log, struct rt_comparison *comparison,
		   size_t row, struct rt_error *error)
{
	int code = RT_OK;

	for (int side = 0; side < RT_SIDES && !code; side++)
		if (comparison->row[row].answer[side].outcome !=
		    RT_OUTCOME_NONE)
			code = add_answer(log, comparison, row, side, error);
	return code;
}

void rt_compare_log_add(struct rt_compare_log *log,
			struct rt_comparison *comparison, size_t rows)
{
	if (!log || log->rows == rows || log->error.code)
		return;
	if (rt_store_batch_begin(log->runs.store, &log->error))
		return;
	while (log->rows < rows && !log->error.code)
		add_row(log, comparison, log->rows++, &log->error);
	if (log->error.code)
		rt_store_batch_drop(log->runs.store);
	else
		rt_store_batch_end(log->runs.store, &log->error);
}

/*
 * A report is about the first run that tore, and shows one sound build beside
 * it; one beside each would cost a build for each that tore.
 */
static int add_evidence(struct rt_compare_log *log,
			struct rt_comparison *comparison,
			struct rt_error *error)
{
	bool wants_sound = true;
	int code = RT_OK;

	for (size_t i = 0; i < comparison->count * RT_SIDES && !code; i++) {
		const struct rt_compared_answer *answer =
			&comparison->row[i / RT_SIDES].answer[i % RT_SIDES];
		struct rt_run run = {.id = 0};

		if (!answer->run)
			continue;
		code = rt_store_run_get(log->runs.store, answer->run, &run,
					error);
		if (!code)
			code = rt_run_log_evidence(&log->runs, &run, NULL,
						   wants_sound, error);
		wants_sound &= answer->outcome != RT_OUTCOME_TORN;
		rt_run_free(&run);
	}
	return code;
}

int rt_compare_log_close(struct rt_compare_log *log,
			 struct rt_comparison *comparison,
			 struct rt_error *error)
{
	int code;

	if (!log)
		return RT_OK;
	if (!log->error.code)
		add_evidence(log, comparison, &log->error);
	code = log->error.code;
	if (code)
		rt_fail(error, code, "%s", log->error.message);
	rt_error_clear(&log->error);
	rt_run_log_close(&log->runs);
	free(log);
	return code;
}
