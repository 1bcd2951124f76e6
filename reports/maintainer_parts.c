/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/maintainer_parts.h"

#include <string.h>

#include "harness/base/version.h"
#include "reports/cells.h"
#include "reports/facts.h"
#include "reports/wording.h"

/* Of the torn ones and of the others: what is too long is not read. */
enum { most_torn = 6, most_others = 3 };

static bool is_torn(const struct rt_run *run)
{
	return rt_run_outcome(run) == RT_OUTCOME_TORN;
}

/* The subject is known: a build is its toolchain and its flags. */
static void put_build(struct rt_document *out, const struct rt_run *run)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_text_format(&text, "%s%s%s", run->toolchain, *run->flags ? ", " : "",
		       run->flags);
	rt_document_said(out, RT_LABEL_COLUMN, rt_cell_word(run), &text);
}

/* The builds of @cells that tore, or the others; the rest is counted. */
static void put_kind(struct rt_document *out, const struct rt_cells *cells,
		     bool torn, size_t most)
{
	struct rt_text text = RT_TEXT_INIT;
	size_t count = 0;

	for (size_t i = 0; i < cells->count; i++)
		if (is_torn(cells->cell[i]) == torn && count++ < most)
			put_build(out, cells->cell[i]);
	if (count <= most)
		return;
	rt_text_format(&text, "... %zu more %s", count - most,
		       torn ? "that tear" : "that do not, or are not known");
	rt_document_sentence(out, 0, &text);
}

/* Reports are read by those who have never seen the folder. */
static bool has_wrappers(const struct rt_cells *cells)
{
	for (size_t i = 0; i < cells->count; i++)
		if (strstr(cells->cell[i]->flags, "-Ifortify-"))
			return true;
	return false;
}

void rt_part_builds(struct rt_document *out, const struct rt_report *report,
		    const struct rt_run *run)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_cells cells;

	rt_cells(&cells, report, run);
	put_kind(out, &cells, true, most_torn);
	put_kind(out, &cells, false, most_others);
	if (has_wrappers(&cells))
		rt_document_paragraph(out, 0,
				      "-Ifortify-1.0: with the string.h of "
				      "fortify-headers 1.0 before the libc's.");
	if (!cells.left_out)
		return;
	rt_text_format(&text, "... %zu more builds", cells.left_out);
	rt_document_sentence(out, 0, &text);
}

/* Appends the line of @tools that begins with the @length bytes of @name. */
static void add_tool(struct rt_text *out, const char *tools, const char *name,
		     size_t length)
{
	for (const char *line = tools; *line;) {
		size_t end = strcspn(line, "\n");

		if (length && end > length && line[length] == ' ' &&
		    !strncmp(line, name, length))
			rt_text_format(out, "%s%.*s", out->length ? ", " : "",
				       (int)end, line);
		line += end + (line[end] == '\n');
	}
}

/* "gcc-12 12.2.0, musl 1.2.3": what the build is of, and no other tools. */
static void put_tools(struct rt_document *out, const struct rt_report *report,
		      const struct rt_run *run)
{
	const char *compiler = rt_report_evidence(report, run)->compiler;
	const char *plus = strchr(run->toolchain, '+');
	struct rt_text tools = RT_TEXT_INIT;

	add_tool(&tools, report->machine->tools, compiler, strlen(compiler));
	if (plus)
		add_tool(&tools, report->machine->tools, plus + 1,
			 strlen(plus + 1));
	rt_document_said(out, RT_LABEL_COLUMN, "built with", &tools);
}

static void put_machine(struct rt_document *out,
			const struct rt_machine *machine)
{
	struct rt_text cpu = RT_TEXT_INIT;

	rt_text_format(&cpu, "%s, microcode %s, hypervisor %s", machine->cpu,
		       machine->microcode, machine->hypervisor);
	rt_document_said(out, RT_LABEL_COLUMN, "CPU", &cpu);
	if (!out->kind->figures)
		rt_document_item(out, RT_LABEL_COLUMN, "topology",
				 machine->topology);
	rt_document_item(out, RT_LABEL_COLUMN, "kernel", machine->kernel);
}

static void put_cores(struct rt_document *out, const struct rt_run *run)
{
	struct rt_text cores = RT_TEXT_INIT;

	if (run->guest_cpu == run->device_cpu || out->kind->figures)
		return;
	rt_text_format(&cores, "guest on CPU %u, device on CPU %u",
		       run->guest_cpu, run->device_cpu);
	rt_document_said(out, RT_LABEL_COLUMN, "cores", &cores);
}

/* Which ringtear, and its record, for whoever wants more of it. */
static void put_record(struct rt_document *out, const struct rt_report *report,
		       const struct rt_run *run)
{
	const char *version = rt_report_evidence(report, run)->version;
	struct rt_text text = RT_TEXT_INIT;

	rt_text_format(&text, "%s; run %s", *version ? version : rt_version(),
		       *run->uid ? run->uid : "?");
	if (*run->started)
		rt_text_format(&text, " of %s", run->started);
	rt_document_said(out, RT_LABEL_COLUMN, "ringtear", &text);
}

void rt_part_setup(struct rt_document *out, const struct rt_report *report,
		   const struct rt_run *run)
{
	if (report->machine) {
		put_machine(out, report->machine);
		put_tools(out, report, run);
	} else {
		rt_document_paragraph(out, 0, "The machine was not recorded.");
	}
	put_cores(out, run);
	put_record(out, report, run);
}
