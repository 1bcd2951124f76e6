/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/facts.h"

#include "reports/reproducer.h"
#include "reports/wording.h"

/* False when the accessor's source is not known. */
static bool fill(struct rt_reproducer *file, const struct rt_report *report,
		 const struct rt_run *run)
{
	const struct rt_evidence *evidence = rt_report_evidence(report, run);

	*file = (struct rt_reproducer){
		.source = evidence->source,
		.flags = run->flags,
		.compiler = *evidence->compiler ? evidence->compiler : "gcc",
		.archive = *evidence->archive ? evidence->archive : NULL,
		.width = rt_run_width(run),
		.stores = rt_run_stores(run),
		.offset = rt_run_number(run, "offset", 2),
		.start = rt_run_number(run, "start", 0xff),
	};
	return evidence->source;
}

bool rt_report_reproducer(const struct rt_report *report,
			  const struct rt_run *run, struct rt_text *command,
			  struct rt_text *c)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_reproducer file;
	bool made = false;

	if (rt_run_outcome(run) != RT_OUTCOME_TORN)
		return false;
	if (rt_run_is_bare(run)) {
		rt_text_add(command, "a program of two threads does not run "
				     "without an operating system");
	} else if (!fill(&file, report, run)) {
		rt_text_add(command, "the accessor's source was not recorded");
	} else if (rt_reproducer_file(&file, c, &error)) {
		rt_text_add(command, error.message);
	} else {
		rt_reproducer_command(&file, command);
		rt_text_add(command, " && ./tear");
		made = true;
	}
	rt_error_clear(&error);
	return made;
}
