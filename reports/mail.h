/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The head of a mail in an mbox, and its body as the file wants it; for
 * mail.c only. Nothing that comes from a run or a user can begin a header of
 * its own: line feeds are taken out, what is not ASCII is encoded (RFC 2047).
 * All within rt_layout_begin() and rt_layout_end().
 */
#ifndef RT_REPORTS_MAIL_H
#define RT_REPORTS_MAIL_H

#include "reports/report.h"

/* From_ line and all headers, the empty line behind them included. */
void rt_mail_head(struct rt_text *out, const struct rt_report *report,
		  const char *subject, const char *body);

/* Appends @body with ">" before each line that begins with >*From_. */
void rt_mail_quote_from(struct rt_text *out, const char *body);

#endif
