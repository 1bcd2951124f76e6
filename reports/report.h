/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reports: what runs found, for a reader who was not there.
 *
 * A format is one file and one line in the table of report.c. A report only
 * reads its input, and appends to @out; RT_SETUP when memory runs out, with
 * nothing promised about @out. Any thread.
 */
#ifndef RT_REPORTS_REPORT_H
#define RT_REPORTS_REPORT_H

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/record/record.h"

struct rt_report {
	const struct rt_machine *machine; /* NULL: not known */
	const struct rt_run *runs;
	size_t count;
	const struct rt_violation *violations; /* of any of these runs */
	size_t violation_count;
};

typedef int rt_report_write(const struct rt_report *report, struct rt_text *out,
			    struct rt_error *error);

struct rt_report_format {
	const char *name;      /* what the user says: "text" */
	const char *extension; /* of a file: "txt" */
	rt_report_write *write;
};

/* The table; @count receives its length. */
const struct rt_report_format *rt_report_formats(size_t *count);

/* RT_USAGE, naming the formats that there are, when @name is none. */
int rt_report_find(const char *name, const struct rt_report_format **format,
		   struct rt_error *error);

/* 72 columns of plain text, ready for a mail. */
rt_report_write rt_report_text;

/* One JSON object: "machine", and "runs", each with its "violations". */
rt_report_write rt_report_json;

#endif
