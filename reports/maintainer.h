/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report for maintainers, which the mail and the page are: its sections
 * stand here once, and a document of either kind takes them.
 */
#ifndef RT_REPORTS_MAINTAINER_H
#define RT_REPORTS_MAINTAINER_H

#include "reports/document.h"

/* A document without figures leaves out a section that is only one. */
struct rt_maintainer_section {
	const char *id, *title;
	rt_say *say;	/* its first paragraph, or NULL */
	rt_say *figure; /* or NULL */
	/* The rest, or what stands where @figure is not shown; or NULL. */
	void (*words)(struct rt_document *out, const struct rt_report *report,
		      const struct rt_run *run);
};

/* The table; @count receives its length. */
const struct rt_maintainer_section *rt_maintainer_sections(size_t *count);

/* Writes all sections about @run, a run of @report, and ends @out. */
void rt_maintainer_write(struct rt_document *out,
			 const struct rt_report *report,
			 const struct rt_run *run);

#endif
