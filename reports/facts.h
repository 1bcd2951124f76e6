/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a report for maintainers says, a paragraph at a time; maintainer.c puts
 * them into sections.
 *
 * All of it is plain text of one line, not cleaned yet, appended to @out,
 * which remembers when memory ran out. @run is one of the report's runs. Any
 * thread.
 */
#ifndef RT_REPORTS_FACTS_H
#define RT_REPORTS_FACTS_H

#include <stdbool.h>

#include "harness/base/text.h"
#include "reports/report.h"

/* The run that the report is about: the first torn one, else the first. */
const struct rt_run *rt_report_subject(const struct rt_report *report);

/* What was recorded of @run for reports; never NULL, but it may be empty. */
const struct rt_evidence *rt_report_evidence(const struct rt_report *report,
					     const struct rt_run *run);

/* What a campaign found of @run's cell, its flags minimised; or NULL. */
const struct rt_finding *rt_report_finding(const struct rt_report *report,
					   const struct rt_run *run);

/* "torn 16-bit load of avail->idx: gcc 12 + musl, -O2", or what is instead. */
void rt_say_subject(struct rt_text *out, const struct rt_report *report,
		    const struct rt_run *run);

/* What is wrong, in whose code, and what the same build lacks that is not. */
void rt_say_what_is_wrong(struct rt_text *out, const struct rt_report *report,
			  const struct rt_run *run);

/* Three things that a maintainer wants told apart, a paragraph each. */
void rt_say_observed(struct rt_text *out, const struct rt_report *report,
		     const struct rt_run *run);
void rt_say_emitted(struct rt_text *out, const struct rt_report *report,
		    const struct rt_run *run);
void rt_say_permitted(struct rt_text *out, const struct rt_report *report,
		      const struct rt_run *run);

/* The rate, the control's, and the bound where nothing tore. */
void rt_say_how_often(struct rt_text *out, const struct rt_report *report,
		      const struct rt_run *run);

/* The flags that matter, as a campaign found them, or that it is not known. */
void rt_say_cause(struct rt_text *out, const struct rt_report *report,
		  const struct rt_run *run);

/*
 * The witness in three steps: the access before, what the other side did in
 * between, what came of it. False, and nothing is written, without one.
 */
struct rt_witness_lines {
	struct rt_text before, between, after;
};

bool rt_witness_lines(struct rt_witness_lines *lines, const struct rt_run *run);
void rt_witness_lines_free(struct rt_witness_lines *lines);

/*
 * The C file that shows @run's tear on its own, and the command that compiles
 * and runs it as tear.c. False when there is none: then @command is the
 * reason, or empty when @run is not torn.
 */
bool rt_report_reproducer(const struct rt_report *report,
			  const struct rt_run *run, struct rt_text *command,
			  struct rt_text *c);

/* Whether @run holds a step engine's witness or a torn value of a race. */
bool rt_run_tear(const struct rt_run *run, struct rt_torn *torn);

#endif
