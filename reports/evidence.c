/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/sections.h"

#include <inttypes.h>

#include "reports/facts.h"
#include "reports/mixture.h"
#include "reports/wording.h"

/* A labelled line; @text is freed. */
static void put_name(struct rt_document *out, const struct rt_run *run)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_text_format(&text, "Run %" PRId64 ", %s: ", run->id,
		       rt_run_name(run));
	rt_say_build(&text, run);
	rt_document_sentence(out, 0, &text);
}

/* Where the accessor stores, the other side's loads are atomic. */
static const char *load_of(const struct rt_run *run)
{
	return rt_run_stores(run) ? "a sound load of what was stored"
				  : "a load";
}

/* Two values that may have been mixed, or the window in which others were. */
static void say_published(struct rt_text *out, const struct rt_torn *torn,
			  unsigned int width, bool pair)
{
	rt_text_add(out, pair ? "; published before it "
			      : "; published while it was read: ");
	rt_say_value(out, torn->before, width);
	rt_text_add(out, pair ? ", after it " : " to ");
	rt_say_value(out, torn->after, width);
}

/* The hammer keeps a window where it found no two values that mix. */
static void put_field_torn(struct rt_document *out, const struct rt_run *run)
{
	const struct rt_torn *torn = &run->first_torn;
	struct rt_text text = RT_TEXT_INIT;
	unsigned int width = rt_run_width(run);

	if (!torn->seen)
		return;
	rt_text_format(&text, "observed by the hammer: %s gave ", load_of(run));
	rt_say_value(&text, torn->value, width);
	say_published(&text, torn, width, rt_mixes(torn));
	rt_text_add(&text, ".\n");
	rt_say_mixture(&text, torn, width);
	rt_document_sentence(out, 2, &text);
}

static void put_ring_torn(struct rt_document *out, const struct rt_run *run)
{
	const struct rt_torn *torn = &run->ring_first_torn;
	struct rt_text text = RT_TEXT_INIT;
	struct rt_torn pair;
	bool found;

	if (!torn->seen)
		return;
	rt_text_format(&text, "observed by the %s: %s gave ",
		       rt_run_stores(run) ? "guest" : "device", load_of(run));
	rt_say_value(&text, torn->value, 16);
	say_published(&text, torn, 16, false);
	rt_text_add(&text, ".\n");
	found = rt_mixture_in_window(&pair, torn, rt_run_step(run));
	rt_say_mixture(&text, &pair, 16);
	if (!found && !rt_run_step(run))
		rt_text_add(&text, "; what was stored in between was not kept");
	rt_document_sentence(out, 2, &text);
}

static void put_control(struct rt_document *out, const struct rt_run *run)
{
	struct rt_text text = RT_TEXT_INIT;

	if (run->control_torn) {
		rt_text_add(&text, "under the same schedule the control tore ");
		rt_say_count(&text, run->control_torn);
		rt_text_add(&text, " times in ");
		rt_say_count(&text, run->control_changes);
		rt_text_add(&text, " changes, ");
		rt_say_rate(&text, run->control_torn, run->control_seconds);
		rt_text_add(&text, ".");
	} else {
		rt_text_add(&text, "the control did not tear either, so that "
				   "the zero says nothing.");
	}
	rt_document_sentence(out, 2, &text);
}

static void put_no_tear(struct rt_document *out, const struct rt_run *run)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_text_add(&text, "observed: no torn value in ");
	rt_say_count(&text, run->loads);
	rt_text_add(&text, rt_run_stores(run)
				   ? " sound loads of what was stored, over "
				   : " loads over ");
	rt_say_count(&text, run->changes);
	rt_text_add(&text, " index changes");
	if (rt_run_has_bound(run)) {
		rt_text_add(&text, "; ");
		rt_say_bound(&text, run);
	}
	rt_text_add(&text, ".");
	rt_document_sentence(out, 2, &text);
	put_control(out, run);
}

/* What a run without a tear is worth depends on how it ended. */
static void put_absence(struct rt_document *out, const struct rt_run *run)
{
	if (run->loads)
		put_no_tear(out, run);
	else if (rt_run_outcome(run) != RT_OUTCOME_ATOMIC)
		rt_document_paragraph(out, 2, "observed: no loads were made.");
	if (!run->finished)
		rt_document_paragraph(out, 2,
				      "not finished: killed, or still running; "
				      "the numbers are what was recorded until "
				      "then.");
}

static void put_cores(struct rt_document *out, const struct rt_run *run)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_document_item(out, RT_LABEL_COLON, "memcpy by", run->provider);
	rt_document_item(out, RT_LABEL_COLON, "cores", run->pair);
	if (rt_run_is_race(run)) {
		rt_text_format(&text, "%" PRIu64 "; schedule: gap %u, poll %u",
			       run->seed, run->schedule_gap,
			       run->schedule_poll);
		rt_document_said(out, RT_LABEL_COLON, "seed", &text);
	}
	rt_document_item(out, RT_LABEL_COLON, "started", run->started);
}

bool rt_part_witness(struct rt_document *out, unsigned int indent,
		     const char *lead, const struct rt_run *run)
{
	struct rt_witness_lines lines;

	if (!rt_witness_lines(&lines, run))
		return false;
	rt_document_paragraph(out, indent, lead);
	rt_document_sentence(out, 4, &lines.before);
	rt_document_sentence(out, 4, &lines.between);
	rt_document_sentence(out, 4, &lines.after);
	return true;
}

/* A line an engine; then what is emitted and permitted, where it was asked. */
static void put_observations(struct rt_document *out,
			     const struct rt_report *report,
			     const struct rt_run *run)
{
	for (size_t i = 0; i < report->observation_count; i++) {
		const struct rt_observed *seen = &report->observations[i];
		struct rt_text text = RT_TEXT_INIT;

		if (seen->run != run->id)
			continue;
		rt_text_format(&text, "%s; %s", seen->outcome, seen->reason);
		rt_document_said(out, RT_LABEL_COLON, seen->engine, &text);
	}
	rt_document_item(out, RT_LABEL_COLON, "emitted", run->emitted);
	rt_document_item(out, RT_LABEL_COLON, "permitted", run->permitted);
	rt_document_item(out, RT_LABEL_COLON, "DISAGREEMENT",
			 run->disagreement);
}

static void put_evidence(struct rt_document *out,
			 const struct rt_report *report,
			 const struct rt_run *run)
{
	enum rt_outcome finding = rt_run_outcome(run);
	struct rt_text reason = RT_TEXT_INIT;

	put_name(out, run);
	rt_document_item(out, RT_LABEL_COLON, "verdict", run->verdict);
	rt_say_reason(&reason, run);
	rt_document_said(out, RT_LABEL_COLON, "because", &reason);
	rt_part_witness(out, 2, "witness, step by step:", run);
	put_observations(out, report, run);
	put_field_torn(out, run);
	put_ring_torn(out, run);
	if (finding != RT_OUTCOME_TORN && finding != RT_OUTCOME_ERROR)
		put_absence(out, run);
	put_cores(out, run);
}

void rt_section_evidence(struct rt_document *out,
			 const struct rt_report *report)
{
	rt_document_section(out, "evidence", "Evidence");
	for (size_t i = 0; i < report->count; i++) {
		if (i)
			rt_document_gap(out);
		put_evidence(out, report, &report->runs[i]);
	}
}
