/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two listings side by side, so that a reader sees what is missing in one. */
#include "reports/mail_parts.h"

#include <stdio.h>

#include "reports/excerpt.h"
#include "reports/facts.h"
#include "reports/layout.h"
#include "reports/sections.h"
#include "reports/wording.h"

enum { left_columns = 36, right_columns = 33, mark_columns = 3 };

static void put_cell(struct rt_text *out, const char *text, size_t width,
		     bool padded)
{
	struct rt_text cut = RT_TEXT_INIT;

	rt_layout_cut(&cut, text, width);
	rt_text_add(out, rt_text_string(&cut));
	if (padded)
		rt_layout_pad(out,
			      rt_layout_width(rt_text_string(&cut), cut.length),
			      width);
	out->failed |= rt_text_failed(&cut);
	rt_text_free(&cut);
}

static void put_row(struct rt_text *out, const struct rt_excerpt_line *left,
		    const char *right)
{
	rt_text_add(out, left && left->marked ? "=> " : "   ");
	put_cell(out, left ? left->text : "", left_columns - mark_columns,
		 *right);
	if (*right)
		put_cell(out, right, right_columns, false);
	while (out->length && out->data[out->length - 1] == ' ')
		out->data[--out->length] = '\0';
	rt_text_add(out, "\n");
}

static void put_title(struct rt_text *out, const char *left, const char *right)
{
	struct rt_excerpt_line line = {.text = ""};

	snprintf(line.text, sizeof(line.text), "%.*s",
		 (int)sizeof(line.text) - 1, left);
	put_row(out, &line, right);
}

static void put_titles(struct rt_text *out, const struct rt_run *run,
		       const struct rt_run *sound)
{
	static const char rule[] = "-----------------------------";

	put_title(out, run->accessor, sound ? sound->accessor : "");
	put_title(out, run->toolchain, sound ? sound->toolchain : "");
	put_title(out, run->flags, sound ? sound->flags : "");
	put_title(out, rule, sound ? rule : "");
}

void rt_mail_instructions(struct rt_text *out, const struct rt_report *report,
			  const struct rt_run *run)
{
	const struct rt_run *sound = rt_report_sound(report, run);
	struct rt_excerpt left, right = {.count = 0};

	rt_section_heading(out, "Instructions");
	rt_excerpt(&left, run);
	if (sound == run)
		sound = NULL;
	if (sound)
		rt_excerpt(&right, sound);
	if (!left.count) {
		rt_section_paragraph(out, 0, "They were not recorded.");
		return;
	}
	put_titles(out, run, sound);
	for (size_t i = 0; i < left.count || i < right.count; i++)
		put_row(out, i < left.count ? &left.line[i] : NULL,
			i < right.count ? right.line[i].text : "");
	rt_text_add(out, "\n");
	rt_section_paragraph(out, 0,
			     sound ? "Marked: what takes part in the tear. The "
				     "right one is sound."
				   : "Marked: what takes part in the tear. No "
				     "sound build is known to stand beside "
				     "it.");
}
