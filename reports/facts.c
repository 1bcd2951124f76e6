/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which run a report is about, and what is said of it first. */
#include "reports/facts.h"

#include <ctype.h>
#include <string.h>

#include "harness/verdict/aligned.h"
#include "reports/field.h"
#include "reports/twin.h"
#include "reports/wording.h"

/* Of an accessor's name in a mail's subject; a longer one is in the text. */
enum { longest_accessor = 40 };

const struct rt_run *rt_report_subject(const struct rt_report *report)
{
	for (size_t i = 0; i < report->count; i++)
		if (rt_run_outcome(&report->runs[i]) == RT_OUTCOME_TORN)
			return &report->runs[i];
	return report->count ? report->runs : NULL;
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
	rt_say_access(out, report, run);
	if (*run->accessor && strlen(run->accessor) <= longest_accessor)
		rt_text_format(out, " by %s", run->accessor);
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

/* "it returned 0x9911 (old 0x2211, new 0x9900)", or the other side did. */
static void say_returned(struct rt_text *out, const struct rt_run *run)
{
	struct rt_torn torn;

	if (!rt_run_tear(run, &torn))
		return;
	rt_text_add(out, rt_run_stores(run) ? ": the other side loaded "
					    : ": it returned ");
	rt_say_torn(out, &torn, rt_run_width(run));
	rt_text_add(out, ", which was never stored");
}

/* Whose code it is: of a tree, of a package, of ringtear. */
static void say_origin(struct rt_text *out, const struct rt_report *report,
		       const struct rt_run *run)
{
	const struct rt_evidence *evidence = rt_report_evidence(report, run);
	const char *corpora = strstr(evidence->path, "corpora/");

	if (*evidence->origin)
		rt_text_format(out, " The code is in %s.", evidence->origin);
	else if (!*run->subject && corpora)
		rt_text_format(out, " The code is ringtear's own %s%s.",
			       corpora,
			       strcmp(run->kind, "repro") ? ", of no tree"
							  : ", a re-creation");
	else if (*run->subject && *evidence->version && !*run->side)
		rt_text_add(out,
			    " The code is of no git tree and of no package "
			    "that is known.");
}

/* The same in one thing less tells the reader what to look at. */
static void say_twin(struct rt_text *out, const struct rt_report *report,
		     const struct rt_run *run)
{
	const struct rt_run *sound = rt_report_sound(report, run);

	if (!sound)
		return;
	rt_text_add(out, " The same build ");
	rt_say_difference(out, run, sound);
	rt_text_add(out, rt_run_outcome(sound) == RT_OUTCOME_ATOMIC
				 ? " is atomic."
				 : " showed no torn value.");
}

static void say_tear(struct rt_text *out, const struct rt_report *report,
		     const struct rt_run *run)
{
	rt_say_access(out, report, run);
	rt_text_format(out, " by %s",
		       *run->accessor ? run->accessor : rt_run_name(run));
	/* A title is cut: the accessor's beginning says nothing more. */
	if (*run->title &&
	    strncmp(run->title, run->accessor, strlen(run->title)) != 0)
		rt_text_format(out, " (%s)", run->title);
	if (*run->toolchain) {
		rt_text_add(out, ", built with ");
		say_toolchain(out, report, run);
		rt_text_format(out, "%s%s", *run->flags ? " and " : "",
			       run->flags);
	}
	rt_text_add(out, ", is not single-copy atomic");
	say_returned(out, run);
	rt_text_add(out, ".");
	say_origin(out, report, run);
	say_twin(out, report, run);
}

static void say_message(struct rt_text *out, const struct rt_run *run)
{
	if (!*run->ended) {
		if (run->pop_calls || run->pops)
			rt_text_add(out, " The modelled virtqueue that was run "
					 "with it ended without a message.");
		return;
	}
	rt_text_format(out,
		       " A modelled virtqueue whose %s read the index this "
		       "way stopped after ",
		       rt_run_stopped_side(run));
	rt_say_seconds(out, run->first_violation_seconds);
	rt_text_add(out, ", where the real one stops with\n    ");
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
		rt_say_access(out, report, run);
		rt_text_format(out,
			       " by %s was followed through every access "
			       "and was whole in each interleaving. %s",
			       rt_run_name(run), run->verdict_reason);
		return;
	case RT_OUTCOME_NO_TEAR:
		rt_text_add(out, "No torn value was observed in a ");
		rt_say_access(out, report, run);
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
	struct rt_torn torn;

	*lines = (struct rt_witness_lines){.before = RT_TEXT_INIT};
	if (!witness->seen || !rt_run_tear(run, &torn))
		return false;
	rt_text_add(&lines->before,
		    *witness->before ? witness->before : "(before any access)");
	if (rt_run_stores(run)) {
		rt_text_format(&lines->between, "%s loads ", other);
		rt_say_torn(&lines->between, &torn, width);
		rt_text_add(&lines->after, witness->after);
		return true;
	}
	rt_text_format(&lines->between, "%s stores ", other);
	rt_say_value(&lines->between, witness->new_value, width);
	rt_text_add(&lines->between, " over ");
	rt_say_value(&lines->between, witness->old_value, width);
	rt_text_format(&lines->after, "%s%s", witness->after,
		       *witness->after ? "\n" : "");
	rt_text_add(&lines->after, "returned ");
	rt_say_torn(&lines->after, &torn, width);
	return true;
}

void rt_witness_lines_free(struct rt_witness_lines *lines)
{
	rt_text_free(&lines->before);
	rt_text_free(&lines->between);
	rt_text_free(&lines->after);
}
