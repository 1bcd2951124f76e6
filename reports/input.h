/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The input of a report, out of the store and of nothing else: no process is
 * started, and nothing of this machine is looked at. One thread.
 */
#ifndef RT_REPORTS_INPUT_H
#define RT_REPORTS_INPUT_H

#include "harness/base/error.h"
#include "harness/base/places.h"
#include "harness/record/store.h"
#include "reports/report.h"

struct rt_report_input {
	struct rt_report report; /* its pointers are of the members below */
	struct rt_runs runs, others;
	struct rt_violations violations;
	struct rt_observed_list observed;
	struct rt_findings findings;
	struct rt_machine machine;
	struct rt_evidence *evidence; /* one a run; NULL without runs */
	struct rt_round_trips trips;
	/* beside the run that the report is about, whose trial it borrows */
	struct rt_run sound;
};

/*
 * Reads from the store the runs that @word names: "RUN" or "FILE.db:RUN",
 * where RUN is a run's number, its uid or the beginning of that, or the
 * number of a campaign, which is that of its first run, and means all of it;
 * NULL or nothing behind the colon is the last campaign. RT_USAGE when there
 * is no such run. Release with rt_report_input_free() in every case.
 */
int rt_report_input_read(struct rt_report_input *input,
			 const struct rt_places *places, const char *word,
			 struct rt_error *error);

/*
 * The run that the report is about, if an older ringtear recorded it and kept
 * nothing beside it; else NULL.
 */
const struct rt_run *rt_report_input_lacks(const struct rt_report_input *input);

void rt_report_input_free(struct rt_report_input *input);

#endif
