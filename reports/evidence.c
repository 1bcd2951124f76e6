/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/sections.h"

#include <inttypes.h>

#include "reports/facts.h"
#include "reports/mixture.h"
#include "reports/wording.h"

static void put_labelled(struct rt_text *out, const char *label,
			 const char *value)
{
	struct rt_text text = RT_TEXT_INIT;

	if (!*value)
		return;
	rt_text_format(&text, "%s: %s", label, value);
	rt_section_sentence(out, 2, &text);
}

static void put_name(struct rt_text *out, const struct rt_run *run)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_text_format(&text, "Run %" PRId64 ", %s: ", run->id,
		       rt_run_name(run));
	rt_say_build(&text, run);
	rt_section_sentence(out, 0, &text);
}

/* Where the accessor stores, the other side's loads are atomic. */
static const char *load_of(const struct rt_run *run)
{
	return rt_run_stores(run) ? "a sound load of what was stored"
				  : "a load";
}

static void say_window(struct rt_text *out, const struct rt_torn *torn,
		       unsigned int width)
{
	rt_text_add(out, "; published while it was read: ");
	rt_say_value(out, torn->before, width);
	rt_text_add(out, " to ");
	rt_say_value(out, torn->after, width);
}

static void say_pair(struct rt_text *out, const struct rt_torn *torn,
		     unsigned int width)
{
	rt_text_add(out, "; published before it ");
	rt_say_value(out, torn->before, width);
	rt_text_add(out, ", after it ");
	rt_say_value(out, torn->after, width);
}

/* The hammer keeps a window where it found no two values that mix. */
static void put_field_torn(struct rt_text *out, const struct rt_run *run)
{
	const struct rt_torn *torn = &run->first_torn;
	struct rt_text text = RT_TEXT_INIT;
	unsigned int width = rt_run_width(run);

	if (!torn->seen)
		return;
	rt_text_format(&text, "observed by the hammer: %s gave ", load_of(run));
	rt_say_value(&text, torn->value, width);
	(rt_mixes(torn) ? say_pair : say_window)(&text, torn, width);
	rt_text_add(&text, ".\n");
	rt_say_mixture(&text, torn, width);
	rt_section_sentence(out, 2, &text);
}

static void put_ring_torn(struct rt_text *out, const struct rt_run *run)
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
	say_window(&text, torn, 16);
	rt_text_add(&text, ".\n");
	found = rt_mixture_in_window(&pair, torn, rt_run_step(run));
	rt_say_mixture(&text, &pair, 16);
	if (!found && !rt_run_step(run))
		rt_text_add(&text, "; what was stored in between was not kept");
	rt_section_sentence(out, 2, &text);
}

static void put_control(struct rt_text *out, const struct rt_run *run)
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
	rt_section_sentence(out, 2, &text);
}

static void put_no_tear(struct rt_text *out, const struct rt_run *run)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_text_add(&text, "observed: no torn value in ");
	rt_say_count(&text, run->loads);
	rt_text_add(&text, rt_run_stores(run)
				   ? " sound loads of what was stored, over "
				   : " loads over ");
	rt_say_count(&text, run->changes);
	rt_text_add(&text, " index changes");
	if (rt_run_has_bound(run))
		rt_text_format(&text,
			       "; at most %.3g torn a change (95 %% bound)",
			       run->torn_upper_bound);
	rt_text_add(&text, ".");
	rt_section_sentence(out, 2, &text);
	put_control(out, run);
}

/* What a run without a tear is worth depends on how it ended. */
static void put_absence(struct rt_text *out, const struct rt_run *run)
{
	if (run->loads)
		put_no_tear(out, run);
	else if (rt_run_outcome(run) != RT_OUTCOME_ATOMIC)
		rt_section_paragraph(out, 2, "observed: no loads were made.");
	if (!run->finished)
		rt_section_paragraph(out, 2,
				     "not finished: killed, or still running; "
				     "the numbers are what was recorded until "
				     "then.");
}

static void put_cores(struct rt_text *out, const struct rt_run *run)
{
	struct rt_text text = RT_TEXT_INIT;

	put_labelled(out, "memcpy by", run->provider);
	put_labelled(out, "cores", run->pair);
	if (rt_run_is_race(run)) {
		rt_text_format(
			&text,
			"seed: 0x%016" PRIx64 "; schedule: gap %u, poll %u",
			run->seed, run->schedule_gap, run->schedule_poll);
		rt_section_sentence(out, 2, &text);
	}
	put_labelled(out, "started", run->started);
}

static void put_witness(struct rt_text *out, const struct rt_run *run)
{
	struct rt_witness_lines lines;

	if (rt_witness_lines(&lines, run)) {
		rt_section_paragraph(out, 2, "witness, step by step:");
		rt_section_sentence(out, 4, &lines.before);
		rt_section_sentence(out, 4, &lines.between);
		rt_section_sentence(out, 4, &lines.after);
	}
	rt_witness_lines_free(&lines);
}

/* A line an engine; then what is emitted and permitted, where it was asked. */
static void put_observations(struct rt_text *out,
			     const struct rt_report *report,
			     const struct rt_run *run)
{
	for (size_t i = 0; i < report->observation_count; i++) {
		const struct rt_observed *seen = &report->observations[i];
		struct rt_text text = RT_TEXT_INIT;

		if (seen->run != run->id)
			continue;
		rt_text_format(&text, "%s: %s; %s", seen->engine, seen->outcome,
			       seen->reason);
		rt_section_sentence(out, 2, &text);
	}
	put_labelled(out, "emitted", run->emitted);
	put_labelled(out, "permitted", run->permitted);
	put_labelled(out, "DISAGREEMENT", run->disagreement);
}

static void put_evidence(struct rt_text *out, const struct rt_report *report,
			 const struct rt_run *run)
{
	enum rt_outcome finding = rt_run_outcome(run);
	struct rt_text reason = RT_TEXT_INIT;

	put_name(out, run);
	put_labelled(out, "verdict", run->verdict);
	rt_say_reason(&reason, run);
	out->failed |= rt_text_failed(&reason);
	put_labelled(out, "because", rt_text_string(&reason));
	rt_text_free(&reason);
	put_witness(out, run);
	put_observations(out, report, run);
	put_field_torn(out, run);
	put_ring_torn(out, run);
	if (finding != RT_OUTCOME_TORN && finding != RT_OUTCOME_ERROR)
		put_absence(out, run);
	put_cores(out, run);
}

void rt_section_evidence(struct rt_text *out, const struct rt_report *report)
{
	rt_section_heading(out, "Evidence");
	for (size_t i = 0; i < report->count; i++) {
		if (i)
			rt_text_add(out, "\n");
		put_evidence(out, report, &report->runs[i]);
	}
}
