/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/engine/qemu_user/qemu_user.h"

static void describe_tear(const struct rt_qemu_user *raced, char *reason,
			  size_t size)
{
	const struct rt_field_count *subject = &raced->report.subject;
	const struct rt_torn *first = &subject->first;
	unsigned width = raced->width;

	snprintf(reason, size,
		 "under %s %" PRIu64 " of %" PRIu64
		 " changes were %s, the first %s between %s and %s%s%.70s",
		 raced->emulator, subject->torn, subject->changes,
		 raced->is_believed ? "torn" : "torn, which proves nothing",
		 rt_digits(first->value, width).text,
		 rt_digits(first->before, width).text,
		 rt_digits(first->after, width).text, *raced->doubt ? ": " : "",
		 raced->doubt);
}

static void describe_zero(const struct rt_qemu_user *raced, char *reason,
			  size_t size)
{
	const struct rt_field_count *control = &raced->report.control;
	uint64_t judged = rt_field_judged(&raced->report.subject);

	if (!judged)
		snprintf(reason, size,
			 "under %s the field was never seen to change; try "
			 "more --milliseconds",
			 raced->emulator);
	else if (!control->torn)
		snprintf(reason, size,
			 "no tear seen under %s, but the control did not tear "
			 "either; try more --milliseconds",
			 raced->emulator);
	else
		snprintf(reason, size,
			 "no tear in %" PRIu64
			 " changes under %s, where the control tore 1 in "
			 "%.3g; an emulator proves no machine atomic",
			 judged, raced->emulator,
			 (double)control->changes / (double)control->torn);
}

/* The outcome of a race that ran to its end. */
static enum rt_outcome judge(const struct rt_qemu_user *raced, char *reason,
			     size_t size)
{
	const struct rt_qemu_user_report *report = &raced->report;

	if (rt_form_refusal(report->form)) {
		snprintf(reason, size, "not raced under %s: %s",
			 raced->emulator, rt_form_refusal(report->form));
		return report->form == RT_FORM_NEITHER
			       ? RT_OUTCOME_ERROR
			       : RT_OUTCOME_INCONCLUSIVE;
	}
	if (report->sound.torn || report->sound.stale) {
		snprintf(reason, size,
			 "under %s the atomic control %s as well: its %s say "
			 "nothing of the code",
			 raced->emulator,
			 report->sound.torn ? "tore" : "gave older values",
			 report->sound.torn ? "tears" : "values");
		return RT_OUTCOME_INCONCLUSIVE;
	}
	if (report->subject.torn) {
		describe_tear(raced, reason, size);
		return raced->is_believed ? RT_OUTCOME_TORN
					  : RT_OUTCOME_INCONCLUSIVE;
	}
	if (report->subject.stale) {
		snprintf(reason, size,
			 "stale, not torn: under %s %" PRIu64 " of %" PRIu64
			 " changes were to an older value, whole",
			 raced->emulator, report->subject.stale,
			 report->subject.changes);
		return RT_OUTCOME_ERROR;
	}
	describe_zero(raced, reason, size);
	return report->control.torn && rt_field_judged(&report->subject)
		       ? RT_OUTCOME_NO_TEAR
		       : RT_OUTCOME_INCONCLUSIVE;
}

/* Appends the first line that emulator or driver printed, untrusted bytes. */
static void add_said(const char *said, char *reason, size_t size)
{
	size_t at = strlen(reason);
	size_t length = said ? strcspn(said, "\n") : 0;

	if (!length)
		return;
	snprintf(reason + at, size - at, ": %.*s", (int)length, said);
	for (at += 2; reason[at]; at++)
		if (reason[at] < ' ' || reason[at] > '~')
			reason[at] = '?';
}

void rt_qemu_user_observe(const struct rt_qemu_user *raced, int code,
			  const struct rt_error *error,
			  struct rt_observation *observation)
{
	char *reason = observation->reason;
	size_t size = sizeof(observation->reason);

	*observation = (struct rt_observation){.engine = "hammer",
					       .emulator = raced->emulator};
	if (!code) {
		observation->outcome = judge(raced, reason, size);
		return;
	}
	observation->outcome =
		code == RT_CRASH ? RT_OUTCOME_ERROR : RT_OUTCOME_INCONCLUSIVE;
	snprintf(reason, size, "%.*s", (int)size - 1, error->message);
	add_said(error->detail, reason, size);
}
