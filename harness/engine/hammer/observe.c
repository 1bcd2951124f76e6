/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the hammer's run says, as one sentence and an outcome. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/text.h"
#include "harness/engine/hammer/bound.h"
#include "harness/engine/hammer/hammer.h"

static void describe_tear(const struct rt_hammer_result *result, char *reason,
			  size_t size)
{
	const struct rt_field_count *subject = &result->subject;
	unsigned width = result->width;

	if (subject->torn)
		snprintf(reason, size,
			 "%" PRIu64 " of %" PRIu64
			 " index changes were read torn, the first as %s "
			 "between %s and %s",
			 subject->torn, subject->changes,
			 rt_digits(subject->first.value, width).text,
			 rt_digits(subject->first.before, width).text,
			 rt_digits(subject->first.after, width).text);
	else if (result->ring.violations)
		snprintf(reason, size, "the virtqueue broke: %s",
			 result->ring.violation[0].violation.message);
	else
		snprintf(reason, size,
			 "the virtqueue's index was read as %s while %s to %s "
			 "were published",
			 rt_digits(result->ring.first.value, 16).text,
			 rt_digits(result->ring.first.before, 16).text,
			 rt_digits(result->ring.first.after, 16).text);
}

static void describe_stale(const struct rt_hammer_result *result, char *reason,
			   size_t size)
{
	const struct rt_field_count *subject = &result->subject;
	const struct rt_ring_result *ring = &result->ring;
	const struct rt_stale *first =
		subject->stale ? &subject->first_stale : &ring->first_stale;
	uint64_t stale = subject->stale ? subject->stale : ring->stale;
	size_t length;
	unsigned width = result->width;

	snprintf(reason, size,
		 "stale, not torn: %" PRIu64 " times %s gave an older value, "
		 "whole, first %s where %s to %s were published",
		 stale, subject->stale ? "the field" : "the virtqueue's index",
		 rt_digits(first->value, width).text,
		 rt_digits(first->before, width).text,
		 rt_digits(first->after, width).text);
	length = strlen(reason);
	if (ring->violations)
		snprintf(reason + length, size - length,
			 "; the virtqueue broke: %.50s",
			 ring->violation[0].violation.message);
}

/* A violation by an index that is not known to be torn, nor to be stale. */
static void describe_violation(const struct rt_vq_violation *violation,
			       char *reason, size_t size)
{
	const char *says = violation->judgement == RT_VQ_HELD
				   ? "was neither torn nor stale"
				   : "was published long before, and is a "
				     "mixture too: it may be stale or torn";

	snprintf(reason, size,
		 "the virtqueue broke: %.100s; the index 0x%04x %s",
		 violation->message, violation->value_read, says);
}

/* The counts as reports write them: one number has one notation. */
static void describe_bound(const struct rt_hammer_result *result, char *reason,
			   size_t size)
{
	const struct rt_field_count *control = &result->control;
	uint64_t judged = rt_field_judged(&result->subject);
	struct rt_text text = RT_TEXT_INIT;

	rt_text_add(&text, "no tear in ");
	rt_text_count(&text, judged);
	rt_text_add(&text, " index changes: at most 1 in ");
	rt_text_count(&text, (uint64_t)(1 / rt_upper_bound(0, judged)));
	rt_text_add(&text, " (95 %), where the control tore 1 in ");
	rt_text_count(&text, control->changes / control->torn);
	rt_text_add(&text, "; never proof of atomic");
	snprintf(reason, size, "%s", rt_text_string(&text));
	rt_text_free(&text);
}

static void describe_zero(const struct rt_hammer_result *result, char *reason,
			  size_t size)
{
	const struct rt_field_count *subject = &result->subject;
	const struct rt_field_count *control = &result->control;

	uint64_t judged = rt_field_judged(subject);

	if (!judged)
		snprintf(reason, size,
			 "the field was never seen to change: nothing can be "
			 "said; try more --milliseconds or another --pair");
	else if (!control->torn)
		snprintf(reason, size,
			 "no tear seen, but the control did not tear either: "
			 "this pair of cores shows nothing");
	else
		describe_bound(result, reason, size);
}

void rt_hammer_observe(const struct rt_hammer_result *result, int code,
		       const struct rt_error *error,
		       struct rt_observation *observation)
{
	const struct rt_field_count *subject = &result->subject;
	const struct rt_ring_result *ring = &result->ring;
	char *reason = observation->reason;
	size_t size = sizeof(observation->reason);

	observation->engine = "hammer";
	observation->race = RT_RACE_UNKNOWN;
	observation->emulator = NULL;
	observation->outcome = RT_OUTCOME_INCONCLUSIVE;
	if (subject->torn || ring->torn) {
		observation->outcome = RT_OUTCOME_TORN;
		describe_tear(result, reason, size);
	} else if (code) {
		if (code == RT_CRASH)
			observation->outcome = RT_OUTCOME_ERROR;
		snprintf(reason, size, "%.*s", (int)size - 1, error->message);
	} else if (rt_form_refusal(result->form)) {
		snprintf(reason, size, "not raced: %s",
			 rt_form_refusal(result->form));
	} else if (subject->stale || ring->stale) {
		observation->outcome = RT_OUTCOME_ERROR;
		describe_stale(result, reason, size);
	} else if (ring->violations) {
		describe_violation(&ring->violation[0].violation, reason, size);
	} else {
		if (result->control.torn && rt_field_judged(subject))
			observation->outcome = RT_OUTCOME_NO_TEAR;
		describe_zero(result, reason, size);
	}
	if (code != RT_CRASH)
		rt_observation_printed(observation, result->printed);
}
