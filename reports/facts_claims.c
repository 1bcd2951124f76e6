/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is claimed of a run, and on what grounds. */
#include "reports/facts.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "harness/trial/trial.h"
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

/* What the accessor may touch beside the field, and what lay there. */
static void say_object(struct rt_text *out, const struct rt_run *run)
{
	const char *text = run->trial ? run->trial : "";
	struct rt_trial trial;

	if (rt_trial_parse(&trial, text, strlen(text), "", NULL) ||
	    !*trial.within)
		return;
	rt_text_format(out,
		       " The accessor may access the object that the field "
		       "lies in: offset and size are %s bytes",
		       trial.within);
	if (trial.align)
		rt_text_format(out, ", it is aligned to %" PRIu64, trial.align);
	if (*trial.beside)
		rt_text_format(out, ", and it held %s beside the field",
			       trial.beside);
	rt_text_add(out, ".");
}

void rt_say_field(struct rt_text *out, const struct rt_run *run)
{
	unsigned int width = rt_run_width(run);
	unsigned int offset = rt_run_number(run, "offset", 2);

	if (width > 64)
		rt_text_format(out,
			       "The field has %u bits, as none of virtio 1.2.",
			       width);
	else if (width != 16)
		rt_text_format(out,
			       "The field has %u bits. Of that width virtio "
			       "1.2 has %s. It was not raced in a virtqueue.",
			       width,
			       width == 32
				       ? "le32 id and len in 2.7.8, \"The "
					 "Virtqueue Used Ring\""
				       : "le64 addr in 2.7.5, \"The Virtqueue "
					 "Descriptor Table\"");
	else if (rt_run_stores(run))
		rt_text_add(out,
			    "The field is used->idx, a le16 at offset 2 of "
			    "the used ring, which is aligned to 4 bytes: "
			    "virtio 1.2, 2.7.8, \"The Virtqueue Used Ring\". "
			    "The device writes it, the driver reads it.");
	else
		rt_text_add(out,
			    "The field is avail->idx, a le16 at offset 2 of "
			    "the available ring, which is aligned to 2 bytes: "
			    "virtio 1.2, 2.7.6, \"The Virtqueue Available "
			    "Ring\". The driver writes it, the device reads "
			    "it.");
	rt_text_format(out,
		       " In this run it lay at byte %u of a cache line, %s. "
		       "The specification does not say that the access is "
		       "single-copy atomic; both sides rely on it, as the "
		       "field is an aligned integer.",
		       offset % 64,
		       offset % (width / 8) ? "which is not its natural "
					      "alignment"
					    : "naturally aligned");
	say_object(out, run);
}

static const char load_path[] =
	"The path, guest to device, in the model that was run, which "
	"follows Linux and QEMU up to 3.1: virtqueue_add() writes "
	"the ring entry, virtio_wmb(), then avail->idx; virtqueue_pop() -> "
	"virtio_queue_empty() -> vring_avail_idx() -> "
	"virtio_lduw_phys_cached() -> address_space_lduw_le_cached() -> "
	"lduw_le_p() -> lduw_he_p(), the accessor. The pointer is the ring's "
	"address plus 2. No barrier prevents a tear.";
static const char store_path[] =
	"The path, device to guest, in the model that was run, which "
	"follows QEMU up to 3.1 and Linux: virtqueue_push() -> "
	"virtqueue_flush() -> smp_wmb() -> vring_used_idx_set() -> "
	"virtio_stw_phys_cached() -> stw_le_p() -> stw_he_p(), the accessor; "
	"virtqueue_get_buf() -> more_used() -> used->idx, virtio_rmb(). The "
	"pointer is the ring's address plus 2. No barrier prevents a tear.";

void rt_say_path(struct rt_text *out, const struct rt_run *run)
{
	if (rt_run_width(run) != 16)
		rt_text_add(out, "No call path is modelled for this width.");
	else
		rt_text_add(out, rt_run_stores(run) ? store_path : load_path);
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
		rt_text_add(out, "Emitted: yes; the machine code accesses the "
				 "field in parts");
	else if (!strcmp(run->emitted, "whole"))
		rt_text_add(out, "Emitted: no; the machine code accesses the "
				 "field once, at its full width");
	else if (!strcmp(run->emitted, "twice"))
		rt_text_add(out, "Emitted: no; the machine code accesses the "
				 "field more than once, each time at its full "
				 "width");
	else if (run->witness.seen)
		rt_text_add(out, "Emitted: yes; the instructions that were "
				 "stepped through are the compiler's and the "
				 "libc's");
	else
		rt_text_add(out, "Emitted: not known; nothing has read the "
				 "machine code (`check` does)");
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
		rt_text_add(out, "Permitted: yes; ThreadSanitizer calls it a "
				 "data race, which C11 (5.1.2.4) leaves "
				 "undefined, so the compiler may do this");
	else if (!strcmp(run->permitted, "no race"))
		rt_text_add(out, "Permitted: no; ThreadSanitizer saw the "
				 "access and no data race, so C11 does not "
				 "let it tear");
	else
		rt_text_add(out, "Permitted: not asked; `check --engines "
				 "tsan` tells whether C11 (5.1.2.4) calls it a "
				 "data race");
	if (tsan && *tsan->reason)
		rt_text_format(out, " (%s)", tsan->reason);
	rt_text_add(out, ".");
}

/* The 95 % interval of a counted rate, as a part of it. */
static void say_interval(struct rt_text *out, uint64_t count)
{
	if (count)
		rt_text_format(out, " +- %.2g %% (95 %%, Poisson)",
			       196 / sqrt((double)count));
}

static void say_control(struct rt_text *out, const struct rt_run *run)
{
	if (!run->control_changes)
		return;
	rt_text_add(out, " The control, which is known to tear, tore ");
	rt_say_rate(out, run->control_torn, run->control_seconds);
	rt_text_add(out, " beside it, on the same cores and under the same "
			 "schedules.");
	if (!run->control_torn)
		rt_text_add(out, " As it did not either, nothing was learned.");
}

void rt_say_how_often(struct rt_text *out, const struct rt_report *report,
		      const struct rt_run *run)
{
	(void)report;
	if (!run->loads && rt_run_is_bare(run)) {
		rt_text_add(out, "It cannot be raced, as its machine has no "
				 "threads: how often an interrupt comes there "
				 "is the system's affair.");
		return;
	}
	if (!run->loads) {
		rt_text_add(out, "It was not raced, so there is no rate; the "
				 "step engine needs none (`hammer` races it).");
		return;
	}
	rt_say_count(out, run->torn);
	rt_text_add(out, " torn in ");
	rt_say_count(out, run->loads);
	rt_text_add(out, " loads and ");
	rt_say_count(out, run->changes);
	rt_text_add(out, " changes seen, in ");
	rt_say_seconds(out, run->seconds);
	rt_text_add(out, ": ");
	rt_say_rate(out, run->torn, run->seconds);
	say_interval(out, run->torn);
	rt_text_add(out, ".");
	if (rt_run_has_bound(run)) {
		rt_text_add(out, " At most 1 change in ");
		rt_say_count(out, (uint64_t)(1 / run->torn_upper_bound));
		rt_text_add(out, " tears, with 95 % confidence.");
	}
	say_control(out, run);
}

void rt_say_cause(struct rt_text *out, const struct rt_report *report,
		  const struct rt_run *run)
{
	const struct rt_finding *finding = rt_report_finding(report, run);
	const struct rt_run *sound = rt_report_sound(report, run);

	if (finding)
		rt_text_format(out,
			       "No more flags than these are needed: %s (found "
			       "by leaving out the others; met %" PRIu64
			       " times).",
			       *finding->flags ? finding->flags : "none at all",
			       finding->met);
	else
		rt_text_format(out,
			       "The flags were %s; they were not minimised "
			       "(`minimize` does it).",
			       *run->flags ? run->flags : "none");
	if (*run->provider)
		rt_text_format(out, " The memcpy that ran: %s.", run->provider);
	if (!sound)
		return;
	rt_text_format(out, " With %s",
		       !strcmp(sound->toolchain, run->toolchain) &&
				       !strcmp(sound->flags, run->flags)
			       ? "the same toolchain and flags, "
			       : "");
	rt_say_build(out, sound);
	rt_text_format(out, " %s.",
		       rt_run_outcome(sound) == RT_OUTCOME_ATOMIC
			       ? "is atomic"
			       : "showed no torn value");
}
