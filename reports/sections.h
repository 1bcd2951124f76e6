/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sections of the plain-text report, for text.c, and what the report for
 * maintainers shares with them.
 */
#ifndef RT_REPORTS_SECTIONS_H
#define RT_REPORTS_SECTIONS_H

#include "reports/document.h"

typedef void rt_section(struct rt_document *out,
			const struct rt_report *report);

/* What tore, what did not, what is not known: a sentence each. */
rt_section rt_section_summary;
/* A run at a time: the torn value, or what its absence is worth. */
rt_section rt_section_evidence;
/* Excerpts of what the compilers emitted. */
rt_section rt_section_instructions;
/* The counts and rates, three runs side by side. */
rt_section rt_section_numbers;
/* What the device said, and the violations. */
rt_section rt_section_device;

/* Parts of a section: of @run, what the device said, and the violations. */
void rt_part_device(struct rt_document *out, const struct rt_report *report,
		    const struct rt_run *run);
/* @lead, then the witness's three steps; false, and nothing, without one. */
bool rt_part_witness(struct rt_document *out, unsigned int indent,
		     const char *lead, const struct rt_run *run);

#endif
