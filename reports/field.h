/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a report says of the field: which one it is, where that is known, and
 * the calls that lead to the accessor. Plain text of one line, not cleaned yet,
 * appended to @out, which remembers when memory ran out. Any thread.
 */
#ifndef RT_REPORTS_FIELD_H
#define RT_REPORTS_FIELD_H

#include "harness/base/text.h"
#include "reports/report.h"

/* "16-bit load of avail->idx", "32-bit store". */
void rt_say_access(struct rt_text *out, const struct rt_report *report,
		   const struct rt_run *run);

/* Field, place, alignment, and what its specification says of it. */
void rt_say_field(struct rt_text *out, const struct rt_report *report,
		  const struct rt_run *run);

/* From the other side's access to the accessor; nothing where unknown. */
void rt_say_path(struct rt_text *out, const struct rt_report *report,
		 const struct rt_run *run);

#endif
