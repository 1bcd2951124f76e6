/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is claimed of a run, and on what grounds. */
#include "reports/facts.h"

#include <inttypes.h>
#include <string.h>

#include "reports/twin.h"
#include "reports/wording.h"

const struct rt_finding *rt_report_finding(const struct rt_report *report,
					   const struct rt_run *run)
{
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct rt_finding *finding = &report->findings[i];

		/* A finding says nothing of headers: only its own run's. */
		if (finding->run == run->id ||
		    (!*run->subject && !strcmp(finding->kind, "tear") &&
		     !strcmp(finding->accessor, run->accessor) &&
		     !strcmp(finding->toolchain, run->toolchain)))
			return finding;
	}
	return NULL;
}

/* The first observation of @run that an engine named @engine made. */
static const struct rt_observed *seen_by(const struct rt_report *report,
					 const struct rt_run *run,
					 const char *engine)
{
	for (size_t i = 0; i < report->observation_count; i++)
		if (report->observations[i].run == run->id &&
		    !strcmp(report->observations[i].engine, engine))
			return &report->observations[i];
	return NULL;
}

/* What the race on two cores saw; false when there was none. */
static bool say_raced(struct rt_text *out, const struct rt_run *run)
{
	if (!run->loads)
		return false;
	rt_text_add(out, "raced on two cores, ");
	rt_say_count(out, run->torn);
	rt_text_add(out, " torn values in ");
	rt_say_count(out, run->changes);
	rt_text_add(out, " changes of the field that were seen");
	if (run->ring_torn) {
		rt_text_add(out, ", and ");
		rt_say_count(out, run->ring_torn);
		rt_text_add(out, " in the virtqueue");
	}
	if (run->stale + run->ring_stale) {
		rt_text_add(out, "; ");
		rt_say_count(out, run->stale + run->ring_stale);
		rt_text_add(out, " older values, whole: stale, and no tears");
	}
	return true;
}

/* What was seen without two cores; NULL when nothing was. */
static const char *seen_alone(const struct rt_report *report,
			      const struct rt_run *run, bool tore)
{
	const struct rt_observed *step = seen_by(report, run, "step");

	if (run->witness.seen && (*run->emulator || (step && *step->emulator)))
		return "an emulated CPU ran these instructions in this order, "
		       "and does so again at each replay";
	if (run->witness.seen)
		return "a real CPU ran these instructions in this order, and "
		       "does so again at each replay";
	/* Seen by another engine than step: that one's reason is the run's. */
	if (tore && !run->loads && *run->verdict_reason)
		return run->verdict_reason;
	return step ? step->reason : NULL;
}

void rt_say_observed(struct rt_text *out, const struct rt_report *report,
		     const struct rt_run *run)
{
	bool tore = rt_run_outcome(run) == RT_OUTCOME_TORN;
	const char *alone = seen_alone(report, run, tore);
	bool said = alone != NULL;

	rt_text_format(out, "Observed: %s", tore ? "yes" : "no");
	if (alone)
		rt_text_format(out, "; %s", alone);
	if (run->loads) {
		rt_text_add(out, "; ");
		said = say_raced(out, run);
	}
	if (!said && *run->verdict_reason) {
		rt_text_add(out, "; ");
		rt_say_reason(out, run);
	}
	rt_text_add(out, ".");
}

/* The reason behind the emission's word, which it may begin with. */
static const char *without_word(const struct rt_observed *seen)
{
	size_t length = strlen(seen->emission);

	if (length && !strncmp(seen->reason, seen->emission, length) &&
	    !strncmp(seen->reason + length, ": ", 2))
		return seen->reason + length + 2;
	return seen->reason;
}

void rt_say_emitted(struct rt_text *out, const struct rt_report *report,
		    const struct rt_run *run)
{
	const struct rt_observed *code = seen_by(report, run, "codegen");

	if (!strcmp(run->emitted, "parts"))
		rt_text_add(out, "Machine code: split accesses of the field");
	else if (!strcmp(run->emitted, "whole"))
		rt_text_add(out, "Machine code: a single access of the field's "
				 "full width");
	else if (!strcmp(run->emitted, "twice"))
		rt_text_add(out, "Machine code: more than one access of the "
				 "field, each of its full width");
	else if (run->witness.seen)
		rt_text_add(out, "Machine code: the instructions that were "
				 "stepped through are the compiler's and the "
				 "libc's");
	else
		rt_text_add(out, "Machine code: not known; nothing has read it "
				 "(`check` does)");
	if (code && *code->reason && !strcmp(code->emission, run->emitted))
		rt_text_format(out, " (%s)", without_word(code));
	else if (code && *code->reason)
		rt_text_format(out,
			       ", as stepping saw; reading the module alone "
			       "does not tell (%s)",
			       without_word(code));
	rt_text_add(out, ".");
}

void rt_say_permitted(struct rt_text *out, const struct rt_report *report,
		      const struct rt_run *run)
{
	const struct rt_observed *tsan = seen_by(report, run, "tsan");

	if (!strcmp(run->permitted, "race"))
		rt_text_add(out, "C11 data race: yes (5.1.2.4), says "
				 "ThreadSanitizer: undefined, so that the "
				 "compiler may do this");
	else if (!strcmp(run->permitted, "no race"))
		rt_text_add(out,
			    "C11 data race: no, says ThreadSanitizer, which "
			    "saw the access: C11 does not let it tear");
	else
		rt_text_add(out, "C11 data race: not checked (`check --engines "
				 "tsan` does)");
	if (tsan && *tsan->reason)
		rt_text_format(out, " (%s)", tsan->reason);
	rt_text_add(out, ".");
}

void rt_say_cause(struct rt_text *out, const struct rt_report *report,
		  const struct rt_run *run)
{
	const struct rt_finding *finding = rt_report_finding(report, run);
	const struct rt_run *sound = rt_report_sound(report, run);
	bool is_flag =
		sound && rt_difference_of(run, sound) == RT_DIFFERENCE_FLAG;

	if (finding)
		rt_text_format(out,
			       "No more flags than these are needed: %s (found "
			       "by leaving out the others; met %" PRIu64
			       " times).",
			       *finding->flags ? finding->flags : "none at all",
			       finding->met);
	else
		rt_text_format(out, "The flags were %s%s.",
			       *run->flags ? run->flags : "none",
			       is_flag ? ", of which one decides, as above"
				       : "; they were not minimised "
					 "(`minimize` does it)");
	if (*run->provider && strcmp(run->provider, "none called") != 0)
		rt_text_format(out, " The memcpy that ran: %s.", run->provider);
}
