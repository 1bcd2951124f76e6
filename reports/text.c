/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/report.h"

#include <inttypes.h>
#include <string.h>

#include "reports/layout.h"
#include "reports/sections.h"
#include "reports/wording.h"

static void put_item(struct rt_document *out, const char *label,
		     const char *value)
{
	rt_document_item(out, RT_LABEL_ALWAYS, label, value);
}

static void put_machine(struct rt_document *out, const struct rt_report *report)
{
	const struct rt_machine *machine = report->machine;

	rt_document_section(out, "machine", "Machine");
	if (!machine) {
		rt_document_paragraph(out, 0, "Not recorded.");
		return;
	}
	put_item(out, "CPU", machine->cpu);
	put_item(out, "microcode", machine->microcode);
	put_item(out, "kernel", machine->kernel);
	put_item(out, "hypervisor", machine->hypervisor);
	put_item(out, "topology", machine->topology);
	put_item(out, "tools", machine->tools);
}

/* Runs of one command share it: it is shown with the first of them. */
static bool shown_before(const struct rt_report *report, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (!strcmp(report->runs[i].command, report->runs[at].command))
			return true;
	return false;
}

static void put_command(struct rt_document *out, const struct rt_report *report)
{
	rt_document_section(out, "command", "Command");
	for (size_t i = 0; i < report->count; i++) {
		const char *command = report->runs[i].command;

		if (!shown_before(report, i))
			rt_document_text(out, RT_PART_COMMAND, 2,
					 *command ? command : "not recorded");
	}
}

static void put_trials(struct rt_document *out, const struct rt_report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct rt_run *run = &report->runs[i];
		struct rt_text line = RT_TEXT_INIT;

		if (!run->trial || !*run->trial)
			continue;
		rt_text_format(&line, "Trial of run %" PRId64 ", %s:", run->id,
			       rt_run_name(run));
		rt_document_gap(out);
		rt_document_sentence(out, 0, &line);
		rt_document_text(out, RT_PART_LINES, 2, run->trial);
	}
}

static void put_report(struct rt_document *out, const struct rt_report *report)
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
	rt_document_end(out);
}

int rt_report_text(const struct rt_report *report, struct rt_text *out,
		   struct rt_error *error)
{
	struct rt_document document = {.kind = &rt_document_plain, .text = out};
	struct rt_layout layout;

	rt_layout_begin(&layout);
	put_report(&document, report);
	return rt_layout_finish(&layout, out, "the report", error);
}
