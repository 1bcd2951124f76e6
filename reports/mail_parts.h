/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The larger parts of the mail's body, for mail.c only. Each appends its
 * heading, where it has one, and lines of at most RT_SECTION_COLUMNS, but for
 * commands and the C file; within rt_layout_begin() and rt_layout_end().
 */
#ifndef RT_REPORTS_MAIL_PARTS_H
#define RT_REPORTS_MAIL_PARTS_H

#include "reports/report.h"

/* "label:   value", wrapped; nothing for an empty @value. */
void rt_mail_labelled(struct rt_text *out, const char *label,
		      const char *value);
void rt_mail_machine(struct rt_text *out, const struct rt_machine *machine);

/* What the race gave back, taken apart; nothing when it did not tear. */
void rt_mail_torn_values(struct rt_text *out, const struct rt_run *run);

/* A marked excerpt, a sound build's beside it. */
void rt_mail_instructions(struct rt_text *out, const struct rt_report *report,
			  const struct rt_run *run);

void rt_mail_virtqueue(struct rt_text *out, const struct rt_report *report,
		       const struct rt_run *run);

/* Times to the first violation, where there are enough to say something. */
void rt_mail_spread(struct rt_text *out, const struct rt_report *report,
		    const struct rt_run *run);

/* What is affected and what is not: a small table. */
void rt_mail_cells(struct rt_text *out, const struct rt_report *report,
		   const struct rt_run *run);

/* One command, and the C file with its own. */
void rt_mail_reproduce(struct rt_text *out, const struct rt_report *report,
		       const struct rt_run *run);

#endif
