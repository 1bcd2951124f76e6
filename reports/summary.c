/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/sections.h"

#include <inttypes.h>
#include <string.h>

#include "reports/wording.h"

/* "name (memcpy, gcc+musl", without the flags, which the evidence has. */
static void say_name(struct rt_text *out, const struct rt_run *run)
{
	rt_text_add(out, rt_run_name(run));
	if (*run->toolchain)
		rt_text_format(out, " (%s%s%s)", run->accessor,
			       *run->accessor ? ", " : "", run->toolchain);
}

/* What the message was that ended the run, if one did; @joint leads to it. */
static void say_stop(struct rt_text *out, const struct rt_run *run,
		     const char *joint)
{
	if (!*run->ended)
		return;
	rt_text_format(out, ", %s the %s stopped with \"%s\" after ", joint,
		       rt_run_stopped_side(run), run->ended);
	rt_say_seconds(out, run->first_violation_seconds);
	rt_text_add(out, " and ");
	rt_say_count(out, run->pops);
	rt_text_add(out, run->pops == 1 ? " pop" : " pops");
}

static void say_torn(struct rt_text *out, const struct rt_run *run)
{
	say_name(out, run);
	if (run->torn) {
		rt_text_add(out, ", ");
		rt_say_count(out, run->torn);
		rt_text_add(out, " torn in ");
		rt_say_count(out, run->changes);
		rt_text_add(out, " index changes");
	} else if (!rt_run_first_torn(run) && !run->ring_torn) {
		rt_text_format(out, ", %s",
			       *run->verdict_reason ? run->verdict_reason
						    : "by its verdict");
	}
	say_stop(out, run, "where");
	if (!run->finished)
		rt_text_add(out, ", in a run that did not finish");
}

static void say_whole(struct rt_text *out, const struct rt_run *run)
{
	say_name(out, run);
	rt_text_add(out, ", none in ");
	rt_say_count(out, run->changes);
	rt_text_add(out, " index changes");
	say_stop(out, run, "yet");
}

static void say_reason(struct rt_text *out, const struct rt_run *run)
{
	say_name(out, run);
	if (*run->verdict_reason) {
		rt_text_add(out, ", ");
		rt_say_reason(out, run);
	}
}

static void say_unfinished(struct rt_text *out, const struct rt_run *run)
{
	say_name(out, run);
	rt_text_format(out, ", run %" PRId64 ", killed or still running",
		       run->id);
}

struct sentence {
	enum rt_outcome finding;
	const char *opening;
	void (*say)(struct rt_text *out, const struct rt_run *run);
	const char *closing;
};

/* In the order in which a reader wants to know. */
static const struct sentence sentences[] = {
	{RT_OUTCOME_TORN, "Torn values were found in: ", say_torn, ""},
	{RT_OUTCOME_ATOMIC,
	 "Followed through every access, and whole: ", say_reason, ""},
	{RT_OUTCOME_NO_TEAR, "No torn value was observed in: ", say_whole,
	 " That is an upper bound, given below beside the rate of the "
	 "control, and no proof."},
	{RT_OUTCOME_ERROR, "No answer, for an error, from: ", say_reason, ""},
	{RT_OUTCOME_UNFINISHED, "Not finished: ", say_unfinished,
	 " What was recorded until then is below."},
	{RT_OUTCOME_NONE,
	 "Nothing was loaded, so nothing is known, in: ", say_reason, ""},
};

static void put_sentence(struct rt_document *out,
			 const struct sentence *sentence,
			 const struct rt_report *report)
{
	struct rt_text text = RT_TEXT_INIT;
	size_t said = 0;

	for (size_t i = 0; i < report->count; i++) {
		const struct rt_run *run = &report->runs[i];

		if (rt_run_outcome(run) != sentence->finding)
			continue;
		rt_text_add(&text, said++ ? "; " : sentence->opening);
		sentence->say(&text, run);
	}
	if (!said)
		return;
	rt_text_format(&text, ".%s", sentence->closing);
	rt_document_sentence(out, 0, &text);
}

void rt_section_summary(struct rt_document *out, const struct rt_report *report)
{
	rt_document_section(out, "summary", "Summary");
	if (!report->count)
		rt_document_paragraph(out, 0, "There are no runs to report.");
	for (size_t i = 0; i < sizeof(sentences) / sizeof(*sentences); i++)
		put_sentence(out, &sentences[i], report);
}
