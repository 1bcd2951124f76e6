/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The looks of a comparison, in the store: a run each, one campaign. */
#include "harness/compare/compare.h"

#include <stdio.h>
#include <stdlib.h>

#include "harness/base/places.h"
#include "harness/record/store.h"
#include "harness/run/machine.h"
#include "pinning/topology.h"

struct rt_compare_log {
	struct rt_store *store;
	int64_t machine, campaign;
	const char *command; /* the comparison's */
	size_t rows;	     /* that are recorded */
	struct rt_error error;
};

static int add_machine(struct rt_compare_log *log,
		       const struct rt_compare *compare, struct rt_error *error)
{
	struct rt_topology *topology = NULL;
	struct rt_machine machine;
	int code = rt_topology_load(&topology, error);

	if (!code) {
		rt_machine_survey(&machine, topology,
				  &compare->here.toolchains);
		code = rt_store_machine_add(log->store, &machine, &log->machine,
					    error);
	}
	rt_topology_free(topology);
	return code;
}

int rt_compare_log_open(struct rt_compare_log **log,
			const struct rt_compare *compare,
			struct rt_error *error)
{
	int code = rt_places_check(&compare->places.store, error);

	*log = calloc(1, sizeof(**log));
	if (!*log)
		return rt_no_memory(error);
	(*log)->command = rt_text_string(&compare->command);
	if (!code)
		code = rt_store_open(rt_text_string(&compare->places.store),
				     &(*log)->store, error);
	if (!code)
		code = add_machine(*log, compare, error);
	return code;
}

static int add_observations(struct rt_compare_log *log,
			    const struct rt_compared_look *look, int64_t run,
			    struct rt_error *error)
{
	int code = RT_OK;

	for (unsigned i = 0; i < look->seen_count && !code; i++) {
		struct rt_observed seen = look->seen[i];

		seen.run = run;
		code = rt_store_observed_add(log->store, &seen, error);
	}
	return code;
}

static int add_look(struct rt_compare_log *log,
		    struct rt_comparison *comparison, size_t row, int side,
		    struct rt_error *error)
{
	struct rt_run run = {
		.campaign = log->campaign,
		.machine = log->machine,
	};
	int code;

	snprintf(run.command, sizeof(run.command), "%s", log->command);
	rt_compared_to_run(comparison, row, side, &run);
	code = rt_store_run_begin(log->store, &run, error);
	if (!code)
		code = add_observations(log, &comparison->row[row].look[side],
					run.id, error);
	if (!code)
		code = rt_store_run_finish(log->store, &run, error);
	log->campaign = run.campaign;
	comparison->row[row].look[side].run = run.id;
	rt_run_free(&run);
	return code;
}

static int add_row(struct rt_compare_log *log, struct rt_comparison *comparison,
		   size_t row, struct rt_error *error)
{
	int code = RT_OK;

	for (int side = 0; side < RT_SIDES && !code; side++)
		if (comparison->row[row].look[side].outcome != RT_OUTCOME_NONE)
			code = add_look(log, comparison, row, side, error);
	return code;
}

void rt_compare_log_add(struct rt_compare_log *log,
			struct rt_comparison *comparison, size_t rows)
{
	if (log->rows == rows || log->error.code)
		return;
	if (rt_store_batch_begin(log->store, &log->error))
		return;
	while (log->rows < rows && !log->error.code)
		add_row(log, comparison, log->rows++, &log->error);
	if (log->error.code)
		rt_store_batch_drop(log->store);
	else
		rt_store_batch_end(log->store, &log->error);
}

int rt_compare_log_close(struct rt_compare_log *log, struct rt_error *error)
{
	int code;

	if (!log)
		return RT_OK;
	code = log->error.code;
	if (code)
		rt_fail(error, code, "%s", log->error.message);
	rt_error_clear(&log->error);
	rt_store_close(log->store);
	free(log);
	return code;
}
