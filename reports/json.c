/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/report.h"

#include <string.h>

#include "reports/json_values.h"
#include "reports/layout.h"

typedef bool add_member(json_t *list, const struct rt_report *report,
			size_t index, int64_t run);

static bool append(json_t *list, const struct rt_shape *shape,
		   const void *record)
{
	json_t *entry = json_object();

	return !json_array_append_new(list, entry) &&
	       rt_json_fields(entry, shape, record);
}

static bool add_violation(json_t *list, const struct rt_report *report,
			  size_t index, int64_t run)
{
	const struct rt_violation *violation = &report->violations[index];

	return violation->run != run ||
	       append(list, &rt_violation_shape, violation);
}

static bool add_observation(json_t *list, const struct rt_report *report,
			    size_t index, int64_t run)
{
	const struct rt_observed *seen = &report->observations[index];

	return seen->run != run || append(list, &rt_observed_shape, seen);
}

static bool add_finding(json_t *list, const struct rt_report *report,
			size_t index, int64_t run)
{
	(void)run;
	return append(list, &rt_finding_shape, &report->findings[index]);
}

/* @object's list @name, of each of @count that @add takes for @run. */
static bool add_list(json_t *object, const char *name, size_t count,
		     add_member *add, const struct rt_report *report,
		     int64_t run)
{
	json_t *list = json_array();

	if (json_object_set_new(object, name, list))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!add(list, report, i, run))
			return false;
	return true;
}

static bool add_run(json_t *list, const struct rt_report *report,
		    const struct rt_run *run)
{
	json_t *object = json_object();

	if (json_array_append_new(list, object))
		return false;
	return !json_object_set_new(object, "id", json_integer(run->id)) &&
	       rt_json_fields(object, &rt_run_shape, run) &&
	       add_list(object, "violations", report->violation_count,
			add_violation, report, run->id) &&
	       add_list(object, "observations", report->observation_count,
			add_observation, report, run->id);
}

static bool add_runs(json_t *root, const struct rt_report *report)
{
	json_t *runs = json_array();

	if (json_object_set_new(root, "runs", runs))
		return false;
	for (size_t i = 0; i < report->count; i++)
		if (!add_run(runs, report, &report->runs[i]))
			return false;
	return true;
}

static bool add_machine(json_t *root, const struct rt_report *report)
{
	json_t *machine = json_object();

	return !json_object_set_new(root, "machine", machine) &&
	       rt_json_fields(machine, &rt_machine_shape, report->machine);
}

static bool add_all(json_t *root, const struct rt_report *report)
{
	return (!report->machine || add_machine(root, report)) &&
	       add_runs(root, report) &&
	       add_list(root, "findings", report->finding_count, add_finding,
			report, 0);
}

int rt_report_json(const struct rt_report *report, struct rt_text *out,
		   struct rt_error *error)
{
	struct rt_layout layout;
	json_t *root = json_object();

	rt_layout_begin(&layout);
	if (root && !add_all(root, report)) {
		json_decref(root);
		root = NULL;
	}
	rt_layout_end(&layout);
	root = rt_json_envelope(
		report->subcommand ? report->subcommand : "report", root);
	return rt_json_write(root, "the JSON report", out, error);
}
