/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/mail_parts.h"

#include <string.h>

#include "reports/cells.h"
#include "reports/facts.h"
#include "reports/layout.h"
#include "reports/mixture.h"
#include "reports/sections.h"
#include "reports/spread.h"
#include "reports/wording.h"

enum { label_columns = 13, most_cells = 24, bar_columns = 40 };

/* @label in a column of its own, @value wrapped beside it. */
static void put_beside(struct rt_text *out, const char *label,
		       const char *value)
{
	struct rt_text first = RT_TEXT_INIT;
	struct rt_wrap how = {.width = RT_SECTION_COLUMNS,
			      .start = "             ",
			      .next = "             ",
			      .tail = "",
			      .cut = true};

	rt_text_format(&first, "%-*.*s", label_columns, label_columns - 1,
		       label);
	how.first = rt_text_string(&first);
	rt_layout_wrap(out, &how, value);
	out->failed |= rt_text_failed(&first);
	rt_text_free(&first);
}

void rt_mail_labelled(struct rt_text *out, const char *label, const char *value)
{
	if (*value)
		put_beside(out, label, value);
}

void rt_mail_machine(struct rt_text *out, const struct rt_machine *machine)
{
	if (!machine) {
		rt_section_paragraph(out, 0, "The machine was not recorded.");
		return;
	}
	rt_mail_labelled(out, "CPU", machine->cpu);
	rt_mail_labelled(out, "microcode", machine->microcode);
	rt_mail_labelled(out, "kernel", machine->kernel);
	rt_mail_labelled(out, "hypervisor", machine->hypervisor);
	rt_mail_labelled(out, "topology", machine->topology);
	rt_mail_labelled(out, "tools", machine->tools);
}

void rt_mail_torn_values(struct rt_text *out, const struct rt_run *run)
{
	const struct rt_torn *torn = rt_run_first_torn(run);
	bool is_ring = torn == &run->ring_first_torn;
	struct rt_text text = RT_TEXT_INIT;
	struct rt_torn pair;

	if (!torn)
		return;
	pair = *torn;
	rt_text_add(&text, "Raced, the first torn value, ");
	if (!is_ring || rt_mixture_in_window(&pair, torn, rt_run_step(run)))
		rt_say_mixture(&text, &pair, is_ring ? 16 : rt_run_width(run));
	else
		rt_say_value(&text, torn->value, 16);
	rt_text_add(&text, ".\n");
	rt_section_sentence(out, 0, &text);
	rt_text_add(out, "\n");
}

void rt_mail_virtqueue(struct rt_text *out, const struct rt_report *report,
		       const struct rt_run *run)
{
	struct rt_report one = *report;

	one.runs = run;
	one.count = 1;
	if (rt_run_is_race(run)) {
		rt_section_device(out, &one);
		return;
	}
	rt_section_heading(out, "How the device ended");
	rt_section_paragraph(out, 0,
			     "No virtqueue was run; `hammer` runs one "
			     "with this build.");
}

static void put_bin(struct rt_text *out, const struct rt_spread *spread,
		    size_t index, size_t most)
{
	size_t bar = (spread->bin[index] * bar_columns + most - 1) / most;
	size_t began = out->length;

	rt_text_add(out, "  from ");
	rt_say_seconds(out, rt_spread_edge(index));
	rt_layout_pad(out, out->length - began, 17);
	for (size_t i = 0; i < bar; i++)
		rt_text_add(out, "#");
	rt_text_format(out, " %zu\n", spread->bin[index]);
}

static void put_bars(struct rt_text *out, const struct rt_spread *spread)
{
	size_t most = 1;

	for (size_t i = spread->first; i <= spread->last; i++)
		most = spread->bin[i] > most ? spread->bin[i] : most;
	for (size_t i = spread->first; i <= spread->last; i++)
		put_bin(out, spread, i, most);
}

void rt_mail_spread(struct rt_text *out, const struct rt_report *report,
		    const struct rt_run *run)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_spread spread;

	rt_spread(&spread, report, run);
	if (spread.count < RT_SPREAD_LEAST)
		return;
	rt_text_format(&text,
		       "Time to the first violation in %zu of %zu runs "
		       "of this cell: ",
		       spread.count, spread.count + spread.untouched);
	rt_say_seconds(&text, spread.least);
	rt_text_add(&text, " at the least, ");
	rt_say_seconds(&text, spread.median);
	rt_text_add(&text, " the median, ");
	rt_say_seconds(&text, spread.most);
	rt_text_add(&text, " at the most.");
	rt_text_add(out, "\n");
	rt_section_sentence(out, 0, &text);
	put_bars(out, &spread);
}

void rt_mail_cells(struct rt_text *out, const struct rt_report *report,
		   const struct rt_run *run)
{
	struct rt_cells cells;
	size_t shown;

	rt_section_heading(out, "Which builds are affected, which are not");
	rt_cells(&cells, report, run);
	shown = cells.count < most_cells ? cells.count : most_cells;
	for (size_t i = 0; i < shown; i++) {
		struct rt_text build = RT_TEXT_INIT;

		rt_say_build(&build, cells.cell[i]);
		put_beside(out, rt_cell_word(cells.cell[i]),
			   rt_text_string(&build));
		rt_text_free(&build);
	}
	if (cells.count + cells.left_out > shown)
		rt_text_format(out, "... %zu more\n",
			       cells.count + cells.left_out - shown);
}

static void put_command(struct rt_text *out, const char *command)
{
	const struct rt_wrap how = {.width = RT_SECTION_COLUMNS,
				    .first = "    ",
				    .start = "    ",
				    .next = "        ",
				    .tail = " \\",
				    .shell = true};

	rt_layout_wrap(out, &how, command);
}

/* The file as it is: a line that is cut or wrapped would be no C. */
static void put_file(struct rt_text *out, const char *command, const char *c)
{
	rt_section_paragraph(out, 0,
			     "Or without ringtear, by the file below, saved "
			     "as tear.c in an empty folder; it exits 1 with "
			     "the torn value:");
	put_command(out, command);
	rt_text_add(out, "\n");
	rt_layout_clean(out, c);
}

void rt_mail_reproduce(struct rt_text *out, const struct rt_report *report,
		       const struct rt_run *run)
{
	struct rt_text command = RT_TEXT_INIT, c = RT_TEXT_INIT;

	rt_section_heading(out, "How to reproduce it");
	put_command(out, *run->command ? run->command : "(not recorded)");
	rt_text_add(out, "\n");
	if (rt_report_reproducer(report, run, &command, &c)) {
		put_file(out, rt_text_string(&command), rt_text_string(&c));
	} else if (command.length) {
		rt_section_paragraph(out, 0, "There is no C file beside this:");
		rt_section_paragraph(out, 2, rt_text_string(&command));
	}
	out->failed |= rt_text_failed(&command) || rt_text_failed(&c);
	rt_text_free(&command);
	rt_text_free(&c);
}
