/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sections of the plain-text report, for text.c only. Each appends its
 * heading and its lines, within rt_layout_begin() and rt_layout_end().
 */
#ifndef RT_REPORTS_SECTIONS_H
#define RT_REPORTS_SECTIONS_H

#include "reports/report.h"

enum { RT_SECTION_COLUMNS = 72 };

/* An empty line, unless it is the first, and @title, underlined. */
void rt_section_heading(struct rt_text *out, const char *title);
/* @text wrapped, @indent columns in, further lines two more. */
void rt_section_paragraph(struct rt_text *out, unsigned int indent,
			  const char *text);
/* The same; @text is freed and empty afterwards. */
void rt_section_sentence(struct rt_text *out, unsigned int indent,
			 struct rt_text *text);

/* What tore, what did not, what is not known: a sentence each. */
void rt_section_summary(struct rt_text *out, const struct rt_report *report);
/* A run at a time: the torn value, or what its absence is worth. */
void rt_section_evidence(struct rt_text *out, const struct rt_report *report);
/* Excerpts of what the compilers emitted. */
void rt_section_instructions(struct rt_text *out,
			     const struct rt_report *report);
/* The counts and rates, three runs side by side. */
void rt_section_numbers(struct rt_text *out, const struct rt_report *report);
/* What the device said, and the violations. */
void rt_section_device(struct rt_text *out, const struct rt_report *report);

#endif
