/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which run a report is about, and what is said of it first. */
#include "reports/facts.h"

#include <ctype.h>
#include <string.h>

#include "harness/verdict/aligned.h"
#include "reports/spread.h"
#include "reports/wording.h"

const struct rt_run *rt_report_subject(const struct rt_report *report)
{
	for (size_t i = 0; i < report->count; i++)
		if (rt_run_outcome(&report->runs[i]) == RT_OUTCOME_TORN)
			return &report->runs[i];
	return report->count ? report->runs : NULL;
}

/*
 * What is said of the difference is accessor, toolchain and flags: what the
 * accessor is made of must not differ beside. Of the corpora's, whose name says
 * all of it, another one may stand there.
 */
static bool differs_as_said(const struct rt_run *candidate,
			    const struct rt_run *run)
{
	if (rt_same_subject(candidate, run))
		return true;
	return !*candidate->subject && !*run->subject &&
	       strcmp(candidate->accessor, run->accessor) != 0;
}

static bool is_sound_one(const struct rt_run *candidate,
			 const struct rt_run *run)
{
	enum rt_outcome outcome = rt_run_outcome(candidate);

	return (outcome == RT_OUTCOME_ATOMIC ||
		outcome == RT_OUTCOME_NO_TEAR) &&
	       candidate->instructions && *candidate->instructions &&
	       rt_run_width(candidate) == rt_run_width(run) &&
	       rt_run_stores(candidate) == rt_run_stores(run) &&
	       differs_as_said(candidate, run);
}

/* The nearest of @runs: of the same toolchain, then of the same flags. */
static const struct rt_run *nearest_sound(const struct rt_run *runs,
					  size_t count,
					  const struct rt_run *run)
{
	const struct rt_run *found = NULL;
	int best = -1;

	for (size_t i = 0; i < count; i++) {
		int near = 2 * !strcmp(runs[i].toolchain, run->toolchain) +
			   !strcmp(runs[i].flags, run->flags);

		if (near <= best || !is_sound_one(&runs[i], run))
			continue;
		best = near;
		found = &runs[i];
	}
	return found;
}

static bool is_built_alike(const struct rt_run *one, const struct rt_run *other)
{
	return !strcmp(one->toolchain, other->toolchain) &&
	       !strcmp(one->flags, other->flags);
}

const struct rt_run *rt_report_sound(const struct rt_report *report,
				     const struct rt_run *run)
{
	const struct rt_run *found =
		nearest_sound(report->runs, report->count, run);

	if (found && is_built_alike(found, run))
		return found;
	if (report->sound)
		return report->sound;
	return found ? found
		     : nearest_sound(report->others, report->other_count, run);
}

const struct rt_evidence *rt_report_evidence(const struct rt_report *report,
					     const struct rt_run *run)
{
	static const struct rt_evidence none = {.run = 0};

	for (size_t i = 0; i < report->evidence_count; i++)
		if (report->evidence[i].run == run->id)
			return &report->evidence[i];
	return &none;
}

/* "gcc-12" as "gcc 12". */
static void say_compiler(struct rt_text *out, const char *name, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		bool version = i + 1 < length && name[i] == '-' &&
			       isdigit((unsigned char)name[i + 1]);

		rt_text_append(out, version ? " " : name + i, 1);
	}
}

/* An alias such as "gcc+musl" by the name of the compiler that it is. */
static void say_toolchain(struct rt_text *out, const struct rt_report *report,
			  const struct rt_run *run)
{
	const char *compiler = rt_report_evidence(report, run)->compiler;
	size_t length = strcspn(run->toolchain, "+");

	if (*compiler)
		say_compiler(out, compiler, strlen(compiler));
	else
		say_compiler(out, run->toolchain, length);
	if (run->toolchain[length])
		rt_text_format(out, " + %s", run->toolchain + length + 1);
}

/* "avail->idx", "used->idx", or "a field of 32 bits". */
static void say_field_name(struct rt_text *out, const struct rt_run *run)
{
	unsigned int width = rt_run_width(run);

	if (width == 16)
		rt_text_add(out,
			    rt_run_stores(run) ? "used->idx" : "avail->idx");
	else
		rt_text_format(out, "a field of %u bits", width);
}

static void say_access(struct rt_text *out, const struct rt_run *run)
{
	rt_text_format(out, "%u-bit %s of ", rt_run_width(run),
		       rt_run_stores(run) ? "store" : "load");
	say_field_name(out, run);
}

/* First of all, as it decides whether the tear matters to the reader. */
static const char *place_of(const struct rt_run *run)
{
	return rt_aligned_words(rt_aligned_named(run->aligned));
}

void rt_say_subject(struct rt_text *out, const struct rt_report *report,
		    const struct rt_run *run)
{
	const struct rt_finding *finding = rt_report_finding(report, run);
	const char *flags = finding ? finding->flags : run->flags;

	switch (rt_run_outcome(run)) {
	case RT_OUTCOME_TORN:
		rt_text_format(out, "torn %s%s", place_of(run),
			       *place_of(run) ? ": " : "");
		break;
	case RT_OUTCOME_ATOMIC:
		rt_text_add(out, "sound ");
		break;
	case RT_OUTCOME_NO_TEAR:
		rt_text_add(out, "no torn value in a ");
		break;
	default:
		rt_text_add(out, "no answer for a ");
	}
	say_access(out, run);
	rt_text_add(out, *run->toolchain ? ": " : "");
	say_toolchain(out, report, run);
	rt_text_format(out, "%s%s", *flags ? ", " : "", flags);
}

bool rt_run_tear(const struct rt_run *run, struct rt_torn *torn)
{
	const struct rt_witness *witness = &run->witness;
	const struct rt_torn *raced = rt_run_first_torn(run);

	if (!witness->seen && !raced)
		return false;
	*torn = witness->seen ? (struct rt_torn){.seen = true,
						 .value = witness->value,
						 .before = witness->old_value,
						 .after = witness->new_value}
			      : *raced;
	return true;
}

static void say_tear(struct rt_text *out, const struct rt_report *report,
		     const struct rt_run *run)
{
	unsigned int width = rt_run_width(run);
	struct rt_torn torn;

	say_access(out, run);
	rt_text_format(out, " by %s",
		       *run->accessor ? run->accessor : rt_run_name(run));
	if (*run->title && strcmp(run->title, run->accessor))
		rt_text_format(out, " (%s)", run->title);
	if (*run->toolchain) {
		rt_text_add(out, ", built with ");
		say_toolchain(out, report, run);
		rt_text_format(out, "%s%s", *run->flags ? " and " : "",
			       run->flags);
	}
	rt_text_add(out, ", is not single-copy atomic");
	if (rt_run_tear(run, &torn)) {
		rt_text_add(out, ": while ");
		rt_say_value(out, torn.after, width);
		rt_text_add(out, " took the place of ");
		rt_say_value(out, torn.before, width);
		rt_text_add(out, " it gave ");
		rt_say_value(out, torn.value, width);
		rt_text_add(out, ", which was never stored");
	}
	rt_text_add(out, ".");
}

static void say_message(struct rt_text *out, const struct rt_run *run)
{
	if (!*run->ended) {
		rt_text_add(out, run->pop_calls || run->pops
					 ? " The virtqueue that was run with "
					   "it ended without a message."
					 : " No virtqueue was run with it, so "
					   "no message of a device belongs to "
					   "this.");
		return;
	}
	rt_text_format(out,
		       " A virtqueue whose %s read the index this way "
		       "stopped after ",
		       rt_run_stopped_side(run));
	rt_say_seconds(out, run->first_violation_seconds);
	rt_text_add(out, " with\n    ");
	rt_say_ended(out, run);
}

void rt_say_what_is_wrong(struct rt_text *out, const struct rt_report *report,
			  const struct rt_run *run)
{
	switch (rt_run_outcome(run)) {
	case RT_OUTCOME_TORN:
		if (*place_of(run))
			rt_text_format(out, "This tears %s. ", place_of(run));
		rt_text_add(out, "A ");
		say_tear(out, report, run);
		say_message(out, run);
		return;
	case RT_OUTCOME_ATOMIC:
		rt_text_add(out, "Nothing is wrong: a ");
		say_access(out, run);
		rt_text_format(out,
			       " by %s was followed through every access "
			       "and was whole in each interleaving. %s",
			       rt_run_name(run), run->verdict_reason);
		return;
	case RT_OUTCOME_NO_TEAR:
		rt_text_add(out, "No torn value was observed in a ");
		say_access(out, run);
		rt_text_format(out,
			       " by %s. That is an upper bound, and no "
			       "proof.",
			       rt_run_name(run));
		return;
	case RT_OUTCOME_UNFINISHED:
		rt_text_format(out,
			       "The run of %s did not finish: it was "
			       "killed, or still runs. What was recorded "
			       "until then is below.",
			       rt_run_name(run));
		return;
	default:
		rt_text_format(out, "There is no answer for %s. ",
			       rt_run_name(run));
		rt_say_reason(out, run);
	}
}

bool rt_witness_lines(struct rt_witness_lines *lines, const struct rt_run *run)
{
	const struct rt_witness *witness = &run->witness;
	unsigned int width = rt_run_width(run);
	const char *other = rt_say_other_side(run->toolchain, witness->before,
					      witness->after);

	*lines = (struct rt_witness_lines){.before = RT_TEXT_INIT};
	if (!witness->seen)
		return false;
	rt_text_add(&lines->before,
		    *witness->before ? witness->before : "(before any access)");
	if (rt_run_stores(run)) {
		rt_text_format(&lines->between, "%s loads ", other);
		rt_say_value(&lines->between, witness->value, width);
		rt_text_add(&lines->after, "half of ");
		rt_say_value(&lines->after, witness->old_value, width);
		rt_text_add(&lines->after, ", half of ");
		rt_say_value(&lines->after, witness->new_value, width);
		return true;
	}
	rt_text_format(&lines->between, "%s stores ", other);
	rt_say_value(&lines->between, witness->new_value, width);
	rt_text_add(&lines->between, " over ");
	rt_say_value(&lines->between, witness->old_value, width);
	rt_say_value(&lines->after, witness->value, width);
	rt_text_format(&lines->after, " comes back%s%s%s",
		       *witness->after ? ", through " : "", witness->after, "");
	return true;
}

void rt_witness_lines_free(struct rt_witness_lines *lines)
{
	rt_text_free(&lines->before);
	rt_text_free(&lines->between);
	rt_text_free(&lines->after);
}
