/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/sections.h"

#include <string.h>

#include "reports/wording.h"

/* Of each listing; the rest is counted. */
enum { excerpt_lines = 24 };

/* The first lines of @listing, and how many there are more. */
static void put_listing(struct rt_document *out, const char *listing)
{
	const char *end = listing;
	struct rt_text excerpt = RT_TEXT_INIT;
	size_t lines = 0;

	for (const char *at = listing; *at; lines++) {
		at = strchrnul(at, '\n');
		at += *at == '\n';
		if (lines < excerpt_lines)
			end = at;
	}
	rt_text_append(&excerpt, listing, (size_t)(end - listing));
	rt_document_sentence(out, 4, &excerpt);
	if (lines > excerpt_lines) {
		rt_text_format(&excerpt, "... %zu more lines",
			       lines - excerpt_lines);
		rt_document_sentence(out, 4, &excerpt);
	}
}

static void put_instructions(struct rt_document *out, const struct rt_run *run)
{
	struct rt_text text = RT_TEXT_INIT;
	bool emitted = run->instructions && *run->instructions;

	rt_text_format(&text, "%s, the accessor: %s", rt_run_name(run),
		       emitted ? "" : "not recorded");
	rt_document_sentence(out, 2, &text);
	if (emitted)
		put_listing(out, run->instructions);
	if (!run->called || !*run->called)
		return;
	rt_text_format(&text, "%s, what it calls:", rt_run_name(run));
	rt_document_sentence(out, 2, &text);
	put_listing(out, run->called);
}

void rt_section_instructions(struct rt_document *out,
			     const struct rt_report *report)
{
	rt_document_section(out, "instructions", "Instructions");
	rt_document_paragraph(out, 0,
			      "What the compiler emitted. An access that is "
			      "emitted in parts is permitted to tear, whether "
			      "or not a run observed it.");
	for (size_t i = 0; i < report->count; i++)
		put_instructions(out, &report->runs[i]);
}
