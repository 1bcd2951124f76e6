/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/report.h"

#include <inttypes.h>
#include <string.h>

#include "reports/layout.h"
#include "reports/sections.h"
#include "reports/wording.h"

void rt_section_heading(struct rt_text *out, const char *title)
{
	if (out->length)
		rt_text_add(out, "\n");
	rt_text_format(out, "%s\n", title);
	for (size_t i = 0; i < strlen(title); i++)
		rt_text_add(out, "-");
	rt_text_add(out, "\n");
}

void rt_section_paragraph(struct rt_text *out, unsigned int indent,
			  const char *text)
{
	static const char blanks[] = "            ";
	const char *end = blanks + sizeof(blanks) - 1;
	const struct rt_wrap how = {
		.width = RT_SECTION_COLUMNS,
		.first = end - indent,
		.start = end - indent,
		.next = end - indent - (indent ? 2 : 0),
		.tail = "",
		.cut = true,
	};

	rt_layout_wrap(out, &how, text);
}

void rt_section_sentence(struct rt_text *out, unsigned int indent,
			 struct rt_text *text)
{
	out->failed |= rt_text_failed(text);
	rt_section_paragraph(out, indent, rt_text_string(text));
	rt_text_free(text);
}

/* "label   value", the value wrapped under itself. */
static void put_labelled(struct rt_text *out, const char *label,
			 const char *value)
{
	struct rt_text first = RT_TEXT_INIT;
	struct rt_wrap how = {.width = RT_SECTION_COLUMNS,
			      .start = "             ",
			      .next = "               ",
			      .tail = ""};

	rt_text_format(&first, "%-13s", label);
	how.first = rt_text_string(&first);
	rt_layout_wrap(out, &how, *value ? value : "unknown");
	rt_text_free(&first);
}

static void put_machine(struct rt_text *out, const struct rt_report *report)
{
	const struct rt_machine *machine = report->machine;

	rt_section_heading(out, "Machine");
	if (!machine) {
		rt_section_paragraph(out, 0, "Not recorded.");
		return;
	}
	put_labelled(out, "CPU", machine->cpu);
	put_labelled(out, "microcode", machine->microcode);
	put_labelled(out, "kernel", machine->kernel);
	put_labelled(out, "hypervisor", machine->hypervisor);
	put_labelled(out, "topology", machine->topology);
	put_labelled(out, "tools", machine->tools);
}

/* Runs of one command share it: it is shown with the first of them. */
static bool shown_before(const struct rt_report *report, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (!strcmp(report->runs[i].command, report->runs[at].command))
			return true;
	return false;
}

static void put_command(struct rt_text *out, const struct rt_report *report)
{
	const struct rt_wrap how = {.width = RT_SECTION_COLUMNS,
				    .first = "  ",
				    .start = "  ",
				    .next = "      ",
				    .tail = " \\",
				    .shell = true};

	rt_section_heading(out, "Command");
	for (size_t i = 0; i < report->count; i++) {
		const char *command = report->runs[i].command;

		if (!shown_before(report, i))
			rt_layout_wrap(out, &how,
				       *command ? command : "not recorded");
	}
}

static void put_trials(struct rt_text *out, const struct rt_report *report)
{
	const struct rt_wrap how = {.width = RT_SECTION_COLUMNS,
				    .first = "  ",
				    .start = "  ",
				    .next = "      ",
				    .tail = ""};

	for (size_t i = 0; i < report->count; i++) {
		const struct rt_run *run = &report->runs[i];
		struct rt_text line = RT_TEXT_INIT;

		if (!run->trial || !*run->trial)
			continue;
		rt_text_format(&line,
			       "\nTrial of run %" PRId64 ", %s:", run->id,
			       rt_run_name(run));
		rt_section_sentence(out, 0, &line);
		rt_layout_wrap(out, &how, run->trial);
	}
}

static void put_report(struct rt_text *out, const struct rt_report *report)
{
	rt_section_summary(out, report);
	if (report->count) {
		rt_section_evidence(out, report);
		rt_section_instructions(out, report);
		rt_section_numbers(out, report);
		rt_section_device(out, report);
	}
	put_machine(out, report);
	if (report->count) {
		put_command(out, report);
		put_trials(out, report);
	}
}

int rt_report_text(const struct rt_report *report, struct rt_text *out,
		   struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_layout layout;

	rt_layout_begin(&layout);
	put_report(&text, report);
	rt_layout_end(&layout);
	out->failed |= rt_text_failed(&text);
	rt_text_append(out, rt_text_string(&text), text.length);
	rt_text_free(&text);
	if (rt_text_failed(out))
		return rt_fail(error, RT_SETUP,
			       "cannot make the report: out of memory; free "
			       "some memory");
	return RT_OK;
}
