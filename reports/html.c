/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/html.h"

#include <string.h>

#include "reports/cells.h"
#include "reports/facts.h"
#include "reports/layout.h"
#include "reports/maintainer.h"
#include "reports/wording.h"
#include "reports/xml.h"

void rt_html_words(struct rt_text *out, const char *text)
{
	while (*text) {
		size_t blanks = strspn(text, " ");
		size_t length = strcspn(text + blanks, " ");
		struct rt_text word = RT_TEXT_INIT;

		rt_text_append(&word, text + blanks, length);
		rt_text_add(out, blanks ? " " : "");
		/* Elsewhere a browser breaks behind hyphens, as wanted. */
		if (word.length && word.data[0] == '-')
			rt_text_add(out, "<span class=\"flag\">");
		rt_xml_escape(out, rt_text_string(&word));
		if (word.length && word.data[0] == '-')
			rt_text_add(out, "</span>");
		out->failed |= rt_text_failed(&word);
		rt_text_free(&word);
		text += blanks + length;
	}
}

static void put_head(struct rt_text *out, const char *title)
{
	rt_text_add(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
			 "<meta charset=\"utf-8\">\n"
			 "<meta name=\"viewport\" "
			 "content=\"width=device-width, initial-scale=1\">\n"
			 "<meta http-equiv=\"Content-Security-Policy\" "
			 "content=\"default-src 'none'; style-src "
			 "'unsafe-inline'\">\n");
	rt_xml_element(out, "title", title);
	rt_text_format(out, "\n<style>\n%s</style>\n</head>\n<body>\n",
		       rt_html_style());
}

static void put_verdict(struct rt_text *out, const struct rt_run *run)
{
	enum rt_outcome outcome = rt_run_outcome(run);

	rt_text_format(out, "<span class=\"word %s\">%s</span>\n",
		       outcome == RT_OUTCOME_TORN     ? "torn"
		       : outcome == RT_OUTCOME_ATOMIC ? "sound"
						      : "",
		       rt_cell_word(run));
}

static void put_body(struct rt_text *out, const struct rt_report *report,
		     const struct rt_run *run)
{
	struct rt_document document = {.kind = &rt_document_html, .text = out};
	const struct rt_maintainer_section *sections;
	size_t count;

	sections = rt_maintainer_sections(&count);
	rt_text_add(out, "<nav aria-label=\"Sections\"><ul>\n");
	for (size_t i = 0; i < count; i++)
		rt_text_format(out, "<li><a href=\"#%s\">%s</a></li>\n",
			       sections[i].id, sections[i].title);
	rt_text_add(out, "</ul></nav>\n<main id=\"main\">\n");
	rt_maintainer_write(&document, report, run);
	rt_text_add(out, "</main>\n");
}

static void put_page(struct rt_text *out, const struct rt_report *report)
{
	const struct rt_run *run = rt_report_subject(report);
	struct rt_text title = RT_TEXT_INIT;

	if (run)
		rt_say_subject(&title, report, run);
	else
		rt_text_add(&title, "There are no runs to report");
	put_head(out, rt_text_string(&title));
	rt_text_add(out, "<a class=\"skip\" href=\"#main\">To the report</a>\n"
			 "<header>\n");
	if (run)
		put_verdict(out, run);
	rt_text_add(out, "<h1>");
	rt_html_words(out, rt_text_string(&title));
	rt_text_add(out, "</h1>\n</header>\n");
	if (run)
		put_body(out, report, run);
	rt_text_add(out, "</body>\n</html>\n");
	out->failed |= rt_text_failed(&title);
	rt_text_free(&title);
}

int rt_report_html(const struct rt_report *report, struct rt_text *out,
		   struct rt_error *error)
{
	struct rt_layout layout;

	rt_layout_begin(&layout);
	put_page(out, report);
	return rt_layout_finish(&layout, out, "the HTML page", error);
}
