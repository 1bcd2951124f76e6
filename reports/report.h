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

/* The head of a mail. Names are UTF-8; NULL stands for what is not known. */
struct rt_report_letter {
	const char *from, *to, *cc; /* as in a mail: "Name <user@host>, …" */
	const char *host;	    /* behind the @ of the Message-ID */
	int64_t date;		    /* seconds since 1970 */
};

/*
 * Only @runs need be there; all else may be NULL or 0, and then the report
 * says that it is not known, or leaves it out.
 */
struct rt_report {
	const struct rt_machine *machine; /* NULL: not known */
	const struct rt_run *runs;
	size_t count;
	const struct rt_violation *violations; /* of any of these runs */
	size_t violation_count;
	const struct rt_observed *observations; /* of any of these runs */
	size_t observation_count;
	const struct rt_finding *findings; /* of the whole store */
	size_t finding_count;
	/* Other runs of the store, newest first: other cells, other times. */
	const struct rt_run *others;
	size_t other_count;
	/* The sound build beside the run that it is about, or NULL. */
	const struct rt_run *sound;
	const struct rt_evidence *evidence; /* of any of these runs */
	size_t evidence_count;
	const struct rt_round_trip *trips; /* between CPUs of the machine */
	size_t trip_count;
	const struct rt_report_letter *letter;
	const char *command;	/* how the reader calls it; NULL: "ringtear" */
	const char *subcommand; /* whose JSON it is; NULL: "report" */
	/* As the user names it where the accessor does not: "used->idx"; or */
	const char *field; /* NULL */
	const char *path;  /* the calls that lead to the accessor, or NULL */
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

/* One JSON object, as docs/json.schema.json describes it. */
rt_report_write rt_report_json;

/* A mail to a list, in an mbox: RFC 5322, RFC 2045, RFC 2047, RFC 3676. */
rt_report_write rt_report_mail;

/* One page without a script that needs no network. */
rt_report_write rt_report_html;

/* A test case a run, for a CI server. */
rt_report_write rt_report_junit;

/* Static Analysis Results Interchange Format 2.1.0 (OASIS). */
rt_report_write rt_report_sarif;

/*
 * The first torn value as a litmus test of mixed sizes, for herd7 and
 * litmus7. RT_USAGE when no run has one: there is then nothing to write.
 */
rt_report_write rt_report_litmus;

#endif
