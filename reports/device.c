/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/sections.h"

#include <string.h>

#include "reports/wording.h"

enum { violation_lines = 10 };

static void say_requests(struct rt_text *out, const struct rt_run *run)
{
	rt_say_count(out, run->requests_done);
	rt_text_add(out, " of ");
	rt_say_count(out, run->requests_wanted);
	rt_text_add(out, " requests done, ");
	rt_say_count(out, run->pops);
	rt_text_add(out, " pops in ");
	rt_say_count(out, run->pop_calls);
	rt_text_add(out, " calls");
	if (run->phantom_pops) {
		rt_text_add(out, ", ");
		rt_say_count(out, run->phantom_pops);
		rt_text_add(out, " of them phantom");
	}
	rt_text_add(out, ", ");
	rt_say_seconds(out, run->ring_seconds);
	rt_text_add(out, ".");
}

static bool ring_was_run(const struct rt_run *run)
{
	return run->ring_seconds > 0 || run->pops || run->pop_calls ||
	       *run->ended;
}

static void put_ending(struct rt_document *out, const struct rt_run *run)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_text_format(&text, "%s: ", rt_run_name(run));
	if (!ring_was_run(run)) {
		rt_text_add(&text, "no virtqueue was run.");
	} else if (*run->ended) {
		rt_text_format(&text, "the %s stopped ",
			       rt_run_stopped_side(run));
		rt_say_seconds(&text, run->first_violation_seconds);
		rt_text_add(&text, " after the threads started, with");
	} else {
		rt_text_add(&text, run->requests_done == run->requests_wanted
					   ? "did all it was asked to, without "
					     "a violation."
					   : "ended early, without a message.");
	}
	rt_document_sentence(out, 0, &text);
	if (!ring_was_run(run))
		return;
	rt_say_ended(&text, run);
	rt_document_sentence(out, 4, &text);
	say_requests(&text, run);
	rt_document_sentence(out, 2, &text);
}

/* Linux is the guest: struct rt_vq_violation says what each field then is. */
static bool is_guests(const struct rt_violation *violation)
{
	return !strcmp(violation->side, "guest");
}

static void say_state(struct rt_text *out, const struct rt_violation *violation)
{
	bool guest = is_guests(violation);

	rt_text_format(out, "%s 0x%04x, %s 0x%04x, %s %u",
		       guest ? "last_used_idx" : "last_avail_idx",
		       violation->last_avail_idx,
		       guest ? "avail->idx" : "shadow_avail_idx",
		       violation->shadow_avail_idx,
		       guest ? "in flight" : "inuse", violation->inuse);
}

static void put_violation(struct rt_document *out,
			  const struct rt_violation *violation)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_text_add(&text, "violation after ");
	rt_say_seconds(&text, violation->seconds);
	rt_text_add(&text, " and ");
	rt_say_count(&text, violation->pops);
	rt_text_format(&text, " %s, %s: %s [%s; ",
		       is_guests(violation) ? "completions" : "pops",
		       violation->system, violation->message,
		       violation->invariant);
	say_state(&text, violation);
	rt_text_format(&text, "; %s->idx last read as ",
		       is_guests(violation) ? "used" : "avail");
	rt_say_value(&text, violation->value, 16);
	if (*violation->judged)
		rt_text_format(&text, " (%s)", violation->judged);
	rt_text_add(&text, ", published while it was read: ");
	rt_say_value(&text, violation->before, 16);
	rt_text_add(&text, " to ");
	rt_say_value(&text, violation->after, 16);
	rt_text_add(&text, "]");
	rt_document_sentence(out, 2, &text);
}

static void put_violations(struct rt_document *out,
			   const struct rt_report *report, int64_t run)
{
	struct rt_text text = RT_TEXT_INIT;
	size_t found = 0;

	for (size_t i = 0; i < report->violation_count; i++)
		if (report->violations[i].run == run &&
		    found++ < violation_lines)
			put_violation(out, &report->violations[i]);
	if (found <= violation_lines)
		return;
	rt_text_format(&text, "... %zu more violations",
		       found - violation_lines);
	rt_document_sentence(out, 2, &text);
}

void rt_part_device(struct rt_document *out, const struct rt_report *report,
		    const struct rt_run *run)
{
	put_ending(out, run);
	put_violations(out, report, run->id);
}

void rt_section_device(struct rt_document *out, const struct rt_report *report)
{
	bool begun = false;

	for (size_t i = 0; i < report->count; i++) {
		if (!rt_run_is_race(&report->runs[i]))
			continue;
		if (!begun)
			rt_document_section(out, "virtqueue",
					    "How the device ended");
		begun = true;
		rt_part_device(out, report, &report->runs[i]);
	}
}
