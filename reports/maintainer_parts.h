/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of the report for maintainers: the builds of the subject, by what is
 * known of them, and what the run was made with. Each is short enough that a
 * screen has both beside the field.
 */
#ifndef RT_REPORTS_MAINTAINER_PARTS_H
#define RT_REPORTS_MAINTAINER_PARTS_H

#include "reports/document.h"

/* Builds of @run's own subject only: torn ones first, the rest counted. */
void rt_part_builds(struct rt_document *out, const struct rt_report *report,
		    const struct rt_run *run);

/* The machine, the compiler and libc of @run, and the ringtear. */
void rt_part_setup(struct rt_document *out, const struct rt_report *report,
		   const struct rt_run *run);

#endif
