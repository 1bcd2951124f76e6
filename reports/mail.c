/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/mail.h"

#include <string.h>

#include "reports/cells.h"
#include "reports/facts.h"
#include "reports/layout.h"
#include "reports/mail_parts.h"
#include "reports/sections.h"
#include "reports/wording.h"

typedef void say_run(struct rt_text *out, const struct rt_run *run);
typedef void say_of_report(struct rt_text *out, const struct rt_report *report,
			   const struct rt_run *run);

static void put(struct rt_text *out, say_run *say, const struct rt_run *run)
{
	struct rt_text text = RT_TEXT_INIT;

	say(&text, run);
	rt_section_sentence(out, 0, &text);
}

static void put_of(struct rt_text *out, say_of_report *say,
		   const struct rt_report *report, const struct rt_run *run)
{
	struct rt_text text = RT_TEXT_INIT;

	say(&text, report, run);
	rt_section_sentence(out, 0, &text);
}

/* Three lines: what ran before, what came between, what came of it. */
static void put_witness(struct rt_text *out, const struct rt_run *run)
{
	struct rt_witness_lines lines;

	if (rt_witness_lines(&lines, run)) {
		rt_section_paragraph(out, 0,
				     "Deterministic witness (`replay` shows "
				     "it again):");
		rt_section_sentence(out, 4, &lines.before);
		rt_section_sentence(out, 4, &lines.between);
		rt_section_sentence(out, 4, &lines.after);
		rt_text_add(out, "\n");
	}
	rt_witness_lines_free(&lines);
}

static void put_evidence(struct rt_text *out, const struct rt_report *report,
			 const struct rt_run *run)
{
	rt_section_heading(out, "Evidence");
	put_witness(out, run);
	rt_mail_torn_values(out, run);
	put_of(out, rt_say_observed, report, run);
	rt_text_add(out, "\n");
	put_of(out, rt_say_emitted, report, run);
	rt_text_add(out, "\n");
	put_of(out, rt_say_permitted, report, run);
	if (*run->disagreement) {
		rt_section_paragraph(out, 0, "The engines DISAGREE:");
		rt_section_paragraph(out, 2, run->disagreement);
	}
}

static void put_machine(struct rt_text *out, const struct rt_report *report,
			const struct rt_run *run)
{
	rt_section_heading(out, "Machine");
	rt_mail_machine(out, report->machine);
	rt_mail_labelled(out, "cores", run->pair);
	rt_mail_labelled(out, "started", run->started);
	rt_mail_labelled(out, "run", run->uid);
	rt_text_add(out, "\n-- \nringtear: torn reads of shared memory\n");
}

static void put_body(struct rt_text *out, const struct rt_report *report,
		     const struct rt_run *run)
{
	put_of(out, rt_say_what_is_wrong, report, run);
	rt_section_heading(out, "The field");
	put(out, rt_say_field, run);
	rt_text_add(out, "\n");
	put(out, rt_say_path, run);
	put_evidence(out, report, run);
	rt_mail_instructions(out, report, run);
	rt_mail_virtqueue(out, report, run);
	rt_section_heading(out, "How often");
	put(out, rt_say_how_often, run);
	rt_mail_spread(out, report, run);
	rt_mail_cells(out, report, run);
	rt_section_heading(out, "Cause");
	put_of(out, rt_say_cause, report, run);
	rt_mail_reproduce(out, report, run);
	put_machine(out, report, run);
}

static void put_mail(struct rt_text *out, const struct rt_report *report)
{
	const struct rt_run *run = rt_report_subject(report);
	struct rt_text subject = RT_TEXT_INIT, body = RT_TEXT_INIT;

	rt_text_add(&subject, run && rt_run_outcome(run) == RT_OUTCOME_TORN
				      ? "[BUG] "
				      : "[ringtear] ");
	if (run) {
		rt_say_subject(&subject, report, run);
		put_body(&body, report, run);
	} else {
		rt_text_add(&subject, "there are no runs to report");
		rt_section_paragraph(&body, 0, "There are no runs to report.");
	}
	out->failed |= rt_text_failed(&subject) || rt_text_failed(&body);
	rt_mail_head(out, report, rt_text_string(&subject),
		     rt_text_string(&body));
	rt_mail_quote_from(out, rt_text_string(&body));
	rt_text_add(out, "\n");
	rt_text_free(&subject);
	rt_text_free(&body);
}

int rt_report_mail(const struct rt_report *report, struct rt_text *out,
		   struct rt_error *error)
{
	struct rt_layout layout;

	rt_layout_begin(&layout);
	put_mail(out, report);
	return rt_layout_finish(&layout, out, "the mail", error);
}
