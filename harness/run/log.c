/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/log.h"

#include <stdio.h>

#include "harness/run/machine.h"

static int add_machine(struct rt_run_log *log, struct rt_error *error)
{
	const struct rt_topology *topology = log->source.topology;
	struct rt_topology *loaded = NULL;
	int code = topology ? RT_OK : rt_topology_load(&loaded, error);

	if (!code) {
		rt_machine_survey(&log->machine, topology ? topology : loaded,
				  log->source.toolchains);
		code = rt_store_machine_add(log->store, &log->machine,
					    &log->machine_id, error);
	}
	rt_topology_free(loaded);
	return code;
}

int rt_run_log_open(struct rt_run_log *log, const char *path,
		    const struct rt_evidence_source *source,
		    struct rt_error *error)
{
	int code;

	*log = (struct rt_run_log){.source = *source};
	code = rt_store_open(path, &log->store, error);
	return code ? code : add_machine(log, error);
}

void rt_run_log_close(struct rt_run_log *log)
{
	rt_store_close(log->store);
	log->store = NULL;
}

void rt_run_describe(struct rt_run *run, const char *kind, const char *command,
		     const char *title, const struct rt_trial *trial)
{
	struct rt_text text = RT_TEXT_INIT;

	snprintf(run->kind, sizeof(run->kind), "%s", kind);
	snprintf(run->command, sizeof(run->command), "%s", command);
	snprintf(run->title, sizeof(run->title), "%.*s",
		 (int)sizeof(run->title) - 1, title);
	snprintf(run->accessor, sizeof(run->accessor), "%s", trial->accessor);
	snprintf(run->toolchain, sizeof(run->toolchain), "%s",
		 trial->toolchain);
	snprintf(run->flags, sizeof(run->flags), "%s", trial->flags);
	rt_trial_print(trial, &text);
	run->trial = text.data;
}

int rt_run_log_begin(struct rt_run_log *log, struct rt_run *run,
		     struct rt_error *error)
{
	int code;

	run->campaign = log->campaign;
	run->machine = log->machine_id;
	code = rt_store_run_begin(log->store, run, error);
	log->campaign = run->campaign;
	return code;
}

int rt_run_log_end(struct rt_run_log *log, struct rt_run *run,
		   const struct rt_observed *seen, size_t count,
		   struct rt_error *error)
{
	int code = RT_OK;

	for (size_t i = 0; i < count && !code; i++) {
		struct rt_observed observed = seen[i];

		observed.run = run->id;
		code = rt_store_observed_add(log->store, &observed, error);
	}
	return code ? code : rt_store_run_finish(log->store, run, error);
}

int rt_run_log_add(struct rt_run_log *log, struct rt_run *run,
		   const struct rt_observed *seen, size_t count,
		   struct rt_error *error)
{
	int code = rt_run_log_begin(log, run, error);

	return code ? code : rt_run_log_end(log, run, seen, count, error);
}

int rt_run_log_evidence(struct rt_run_log *log, struct rt_run *run,
			const char *module, bool wants_sound,
			struct rt_error *error)
{
	struct rt_evidence_source source = log->source;

	source.module = module;
	source.wants_sound = wants_sound;
	return rt_run_record_evidence(log->store, run, &source, error);
}
