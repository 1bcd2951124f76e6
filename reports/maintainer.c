/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/maintainer.h"

#include "reports/maintainer_parts.h"
#include "reports/excerpt.h"
#include "reports/facts.h"
#include "reports/field.h"
#include "reports/html.h"
#include "reports/layout.h"
#include "reports/mixture.h"
#include "reports/sections.h"
#include "reports/spread.h"
#include "reports/twin.h"
#include "reports/wording.h"

enum { bar_columns = 40 };

static void put(struct rt_document *out, rt_say *say,
		const struct rt_report *report, const struct rt_run *run)
{
	struct rt_text text = RT_TEXT_INIT;

	say(&text, report, run);
	rt_document_sentence(out, 0, &text);
}

static void put_field(struct rt_document *out, const struct rt_report *report,
		      const struct rt_run *run)
{
	put(out, rt_say_field, report, run);
	put(out, rt_say_path, report, run);
}

static void put_witness(struct rt_document *out, const struct rt_report *report,
			const struct rt_run *run)
{
	if (!rt_document_figure(out, rt_html_witness, report, run) &&
	    rt_part_witness(
		    out, 0,
		    "Single-stepped, the same each time (`replay` does it):",
		    run))
		rt_document_gap(out);
}

/* What the race gave back, taken apart; nothing when it did not tear. */
static void put_torn_value(struct rt_document *out, const struct rt_run *run)
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
	rt_text_add(&text, ".");
	rt_document_sentence(out, 0, &text);
	rt_document_gap(out);
}

static void put_evidence(struct rt_document *out,
			 const struct rt_report *report,
			 const struct rt_run *run)
{
	put_witness(out, report, run);
	put_torn_value(out, run);
	put(out, rt_say_observed, report, run);
	rt_document_gap(out);
	put(out, rt_say_emitted, report, run);
	rt_document_gap(out);
	put(out, rt_say_permitted, report, run);
	if (*run->disagreement) {
		rt_document_paragraph(out, 0, "The engines DISAGREE:");
		rt_document_paragraph(out, 2, run->disagreement);
	}
}

/* Two listings side by side: a reader sees what is missing in one. */
static void put_row(struct rt_document *out, bool marked, const char *left,
		    const char *right)
{
	static const struct rt_column columns[] = {
		{3, false}, {33, false}, {33, false}};
	const char *const cells[] = {marked ? "=> " : "", left, right};

	rt_document_row(out, columns, cells, 3);
}

static void put_titles(struct rt_document *out, const struct rt_run *run,
		       const struct rt_run *sound)
{
	static const char rule[] = "-----------------------------";

	put_row(out, false, run->accessor, sound ? sound->accessor : "");
	put_row(out, false, run->toolchain, sound ? sound->toolchain : "");
	put_row(out, false, run->flags, sound ? sound->flags : "");
	put_row(out, false, rule, sound ? rule : "");
}

static void put_caption(struct rt_document *out, const struct rt_run *run,
			const struct rt_run *sound)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_text_add(&text, "Marked: what takes part in the tear. ");
	if (sound) {
		rt_text_add(&text, "The right one is sound; it is the same ");
		rt_say_difference(&text, run, sound);
		rt_text_add(&text, ".");
	} else {
		rt_text_add(&text, "No sound build of it is known that differs "
				   "in one thing.");
	}
	rt_document_sentence(out, 0, &text);
}

static void put_listings(struct rt_document *out,
			 const struct rt_report *report,
			 const struct rt_run *run)
{
	const struct rt_run *sound = rt_report_sound(report, run);
	struct rt_excerpt left, right = {.count = 0};

	if (sound == run)
		sound = NULL;
	rt_excerpt(&left, run);
	if (!left.count) {
		rt_document_paragraph(out, 0, "They were not recorded.");
		return;
	}
	if (sound)
		rt_excerpt(&right, sound);
	put_titles(out, run, sound);
	for (size_t i = 0; i < left.count || i < right.count; i++)
		put_row(out, i < left.count && left.line[i].marked,
			i < left.count ? left.line[i].text : "",
			i < right.count ? right.line[i].text : "");
	rt_document_gap(out);
	put_caption(out, run, sound);
}

static void put_virtqueue(struct rt_document *out,
			  const struct rt_report *report,
			  const struct rt_run *run)
{
	if (rt_run_is_race(run))
		rt_part_device(out, report, run);
	else
		rt_document_paragraph(out, 0,
				      rt_run_is_bare(run)
					      ? "No virtqueue was run."
					      : "No virtqueue was run; "
						"`hammer` runs one with this "
						"build.");
}

static void say_bin(struct rt_text *out, const struct rt_spread *spread,
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

static void put_bars(struct rt_document *out, const struct rt_spread *spread)
{
	struct rt_text bars = RT_TEXT_INIT;
	size_t most = 1;

	for (size_t i = spread->first; i <= spread->last; i++)
		most = spread->bin[i] > most ? spread->bin[i] : most;
	for (size_t i = spread->first; i <= spread->last; i++)
		say_bin(&bars, spread, i, most);
	rt_document_sentence(out, 0, &bars);
}

/* Times to the first violation, where there are enough to say something. */
static void put_spread(struct rt_document *out, const struct rt_report *report,
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
	rt_document_gap(out);
	rt_document_sentence(out, 0, &text);
	put_bars(out, &spread);
}

/* One command, and the C file with its own. */
static void put_reproduce(struct rt_document *out,
			  const struct rt_report *report,
			  const struct rt_run *run)
{
	struct rt_text command = RT_TEXT_INIT, c = RT_TEXT_INIT;

	rt_document_text(out, RT_PART_COMMAND, 4,
			 *run->command ? run->command : "(not recorded)");
	rt_document_gap(out);
	if (rt_report_reproducer(report, run, &command, &c)) {
		rt_document_paragraph(out, 0,
				      "Or without ringtear, by the file below, "
				      "saved as tear.c in an empty folder; it "
				      "exits 1 with the torn value:");
		rt_document_text(out, RT_PART_COMMAND, 4,
				 rt_text_string(&command));
		rt_document_gap(out);
		rt_document_text(out, RT_PART_FILE, 0, rt_text_string(&c));
	} else if (command.length) {
		rt_document_paragraph(out, 0,
				      "There is no C file beside this:");
		rt_document_paragraph(out, 2, rt_text_string(&command));
	}
	out->text->failed |= rt_text_failed(&command) || rt_text_failed(&c);
	rt_text_free(&command);
	rt_text_free(&c);
}

static const struct rt_maintainer_section sections[] = {
	{"wrong", "What is wrong", .say = rt_say_what_is_wrong},
	{"field", "The field", .words = put_field},
	{"evidence", "Evidence", .words = put_evidence},
	{"instructions", "Instructions", .figure = rt_html_instructions,
	 .words = put_listings},
	{"virtqueue", "What happened to a modelled device",
	 .words = put_virtqueue},
	{"often", "How often", .say = rt_say_how_often,
	 .figure = rt_html_spread, .words = put_spread},
	{"builds", "Which builds are affected, which are not",
	 .figure = rt_html_heat_map, .words = rt_part_builds},
	{"cores", "Cores", .figure = rt_html_cores},
	{"cause", "Cause", .say = rt_say_cause},
	{"reproduce", "How to reproduce it", .words = put_reproduce},
	{"machine", "Machine", .words = rt_part_setup},
};

enum { section_count = sizeof(sections) / sizeof(*sections) };

const struct rt_maintainer_section *rt_maintainer_sections(size_t *count)
{
	*count = section_count;
	return sections;
}

void rt_maintainer_write(struct rt_document *out,
			 const struct rt_report *report,
			 const struct rt_run *run)
{
	bool figures = out->kind->figures;

	for (size_t i = 0; i < section_count; i++) {
		const struct rt_maintainer_section *section = &sections[i];

		if (!figures && !section->say && !section->words)
			continue;
		/* A mail's subject is the heading of what it begins with. */
		rt_document_section(out, section->id,
				    i || figures ? section->title : NULL);
		if (section->say)
			put(out, section->say, report, run);
		if (figures && section->figure)
			rt_document_figure(out, section->figure, report, run);
		else if (section->words)
			section->words(out, report, run);
	}
	rt_document_end(out);
}
