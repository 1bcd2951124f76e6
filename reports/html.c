/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/html.h"

#include <stdio.h>
#include <string.h>

#include "reports/cells.h"
#include "reports/facts.h"
#include "reports/layout.h"
#include "reports/sections.h"
#include "reports/wording.h"
#include "reports/xml.h"

typedef void say_part(struct rt_text *out, const struct rt_report *report,
		      const struct rt_run *run);

/* A paragraph of what @say says. */
static void put(struct rt_text *out, say_part *say,
		const struct rt_report *report, const struct rt_run *run)
{
	struct rt_text text = RT_TEXT_INIT;

	say(&text, report, run);
	rt_xml_element(out, "p", rt_text_string(&text));
	rt_text_add(out, "\n");
	out->failed |= rt_text_failed(&text);
	rt_text_free(&text);
}

static void say_field(struct rt_text *out, const struct rt_report *report,
		      const struct rt_run *run)
{
	(void)report;
	rt_say_field(out, run);
	rt_text_add(out, "\n\n");
	rt_say_path(out, run);
}

static void say_how_often(struct rt_text *out, const struct rt_report *report,
			  const struct rt_run *run)
{
	(void)report;
	rt_say_how_often(out, run);
}

static void put_wrong(struct rt_text *out, const struct rt_report *report,
		      const struct rt_run *run)
{
	put(out, rt_say_what_is_wrong, report, run);
}

static void put_field(struct rt_text *out, const struct rt_report *report,
		      const struct rt_run *run)
{
	put(out, say_field, report, run);
}

static void put_evidence(struct rt_text *out, const struct rt_report *report,
			 const struct rt_run *run)
{
	rt_html_witness(out, run);
	put(out, rt_say_observed, report, run);
	put(out, rt_say_emitted, report, run);
	put(out, rt_say_permitted, report, run);
	if (*run->disagreement)
		rt_xml_element(out, "p", run->disagreement);
}

/* As in the mail: the sentences of the plain text, lines and all. */
static void put_virtqueue(struct rt_text *out, const struct rt_report *report,
			  const struct rt_run *run)
{
	struct rt_report one = *report;
	struct rt_text text = RT_TEXT_INIT;
	const char *behind;

	if (!rt_run_is_race(run)) {
		rt_text_add(out, "<p>No virtqueue was run.</p>\n");
		return;
	}
	one.runs = run;
	one.count = 1;
	rt_section_device(&text, &one);
	behind = strstr(rt_text_string(&text), "-\n");
	rt_text_add(out, "<pre tabindex=\"0\">");
	rt_xml_escape(out, behind ? behind + 2 : rt_text_string(&text));
	rt_text_add(out, "</pre>\n");
	out->failed |= rt_text_failed(&text);
	rt_text_free(&text);
}

static void put_often(struct rt_text *out, const struct rt_report *report,
		      const struct rt_run *run)
{
	put(out, say_how_often, report, run);
	rt_html_spread(out, report, run);
}

static void put_cause(struct rt_text *out, const struct rt_report *report,
		      const struct rt_run *run)
{
	put(out, rt_say_cause, report, run);
}

static void put_reproduce(struct rt_text *out, const struct rt_report *report,
			  const struct rt_run *run)
{
	struct rt_text command = RT_TEXT_INIT, file = RT_TEXT_INIT;

	rt_text_add(out, "<pre tabindex=\"0\">");
	rt_xml_escape(out, *run->command ? run->command : "not recorded");
	rt_text_add(out, "</pre>\n");
	if (rt_report_reproducer(report, run, &command, &file)) {
		rt_text_add(out, "<p>Without ringtear, as tear.c in an empty "
				 "folder:</p>\n<pre tabindex=\"0\">");
		rt_xml_escape(out, rt_text_string(&command));
		rt_text_add(out, "</pre>\n<pre tabindex=\"0\">");
		rt_xml_escape(out, rt_text_string(&file));
		rt_text_add(out, "</pre>\n");
	}
	rt_text_free(&command);
	rt_text_free(&file);
}

static void put_item(struct rt_text *out, const char *label, const char *text)
{
	if (!*text)
		return;
	rt_xml_element(out, "dt", label);
	rt_xml_element(out, "dd", text);
	rt_text_add(out, "\n");
}

static void put_machine(struct rt_text *out, const struct rt_report *report,
			const struct rt_run *run)
{
	const struct rt_machine *machine = report->machine;

	rt_text_add(out, "<dl>\n");
	if (machine) {
		put_item(out, "CPU", machine->cpu);
		put_item(out, "microcode", machine->microcode);
		put_item(out, "kernel", machine->kernel);
		put_item(out, "hypervisor", machine->hypervisor);
		put_item(out, "tools", machine->tools);
	}
	put_item(out, "started", run->started);
	put_item(out, "run", run->uid);
	rt_text_add(out, "</dl>\n");
}

static const struct {
	const char *id, *title;
	say_part *write;
} sections[] = {
	{"wrong", "What is wrong", put_wrong},
	{"field", "The field", put_field},
	{"evidence", "Evidence", put_evidence},
	{"instructions", "Instructions", rt_html_instructions},
	{"virtqueue", "What the virtqueue did", put_virtqueue},
	{"often", "How often", put_often},
	{"builds", "Which builds are affected", rt_html_heat_map},
	{"cores", "Cores", rt_html_cores},
	{"cause", "Cause", put_cause},
	{"reproduce", "How to reproduce it", put_reproduce},
	{"machine", "Machine", put_machine},
};

enum { section_count = sizeof(sections) / sizeof(*sections) };

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
	rt_text_add(out, "<nav aria-label=\"Sections\"><ul>\n");
	for (size_t i = 0; i < section_count; i++)
		rt_text_format(out, "<li><a href=\"#%s\">%s</a></li>\n",
			       sections[i].id, sections[i].title);
	rt_text_add(out, "</ul></nav>\n<main id=\"main\">\n");
	for (size_t i = 0; i < section_count; i++) {
		rt_text_format(out, "<section id=\"%s\"><h2>%s</h2>\n",
			       sections[i].id, sections[i].title);
		sections[i].write(out, report, run);
		rt_text_add(out, "</section>\n");
	}
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
	rt_xml_element(out, "h1", rt_text_string(&title));
	rt_text_add(out, "\n</header>\n");
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
