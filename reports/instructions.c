/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/sections.h"

#include <string.h>

#include "reports/wording.h"

/* Of each listing; the rest is counted. */
enum { excerpt_lines = 24 };

/* The first @limit lines of @listing, and how many there are more. */
static void put_listing(struct rt_text *out, const char *listing,
			unsigned int limit)
{
	const char *end = listing;
	struct rt_text excerpt = RT_TEXT_INIT;
	size_t more = 0;

	for (unsigned int i = 0; i < limit && *end; i++) {
		end = strchrnul(end, '\n');
		end += *end == '\n';
	}
	rt_text_append(&excerpt, listing, (size_t)(end - listing));
	for (; *end; more++) {
		end = strchrnul(end, '\n');
		end += *end == '\n';
	}
	rt_section_sentence(out, 4, &excerpt);
	if (more) {
		rt_text_format(&excerpt, "... %zu more lines", more);
		rt_section_sentence(out, 4, &excerpt);
	}
}

static void put_instructions(struct rt_text *out, const struct rt_run *run)
{
	struct rt_text text = RT_TEXT_INIT;
	bool emitted = run->instructions && *run->instructions;

	rt_text_format(&text, "%s, the accessor: %s", rt_run_name(run),
		       emitted ? "" : "not recorded");
	rt_section_sentence(out, 2, &text);
	if (emitted)
		put_listing(out, run->instructions, excerpt_lines);
	if (!run->called || !*run->called)
		return;
	rt_text_format(&text, "%s, what it calls:", rt_run_name(run));
	rt_section_sentence(out, 2, &text);
	put_listing(out, run->called, excerpt_lines);
}

void rt_section_instructions(struct rt_text *out,
			     const struct rt_report *report)
{
	rt_section_heading(out, "Instructions");
	rt_section_paragraph(out, 0,
			     "What the compiler emitted. An access that is "
			     "emitted in parts is permitted to tear, whether "
			     "or not a run observed it.");
	for (size_t i = 0; i < report->count; i++)
		put_instructions(out, &report->runs[i]);
}
