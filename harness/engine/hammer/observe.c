/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the hammer's run says, as one sentence and an outcome. */
#include <inttypes.h>
#include <stdio.h>

#include "harness/engine/hammer/bound.h"
#include "harness/engine/hammer/hammer.h"

/* Whether the virtqueue showed a tear or a violation. */
static bool ring_tore(const struct rt_hammer_result *result)
{
	return result->has_ring &&
	       (result->ring.torn || result->ring.violations);
}

static void describe_tear(const struct rt_hammer_result *result, char *reason,
			  size_t size)
{
	const struct rt_field_count *subject = &result->subject;
	int digits = (int)result->width / 4;

	if (subject->torn)
		snprintf(reason, size,
			 "%" PRIu64 " of %" PRIu64
			 " index changes were read torn, the first as "
			 "0x%0*" PRIx64 " between 0x%0*" PRIx64
			 " and 0x%0*" PRIx64,
			 subject->torn, subject->changes, digits,
			 subject->first.value, digits, subject->first.before,
			 digits, subject->first.after);
	else if (result->ring.violations)
		snprintf(reason, size, "the virtqueue broke: %s",
			 result->ring.violation[0].violation.message);
	else
		snprintf(reason, size,
			 "the virtqueue's index was read as 0x%04" PRIx64
			 " while 0x%04" PRIx64 " to 0x%04" PRIx64
			 " were published",
			 result->ring.first.value, result->ring.first.before,
			 result->ring.first.after);
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
		snprintf(reason, size,
			 "no tear in %" PRIu64
			 " index changes: at most 1 in %.3g (95 %%), where "
			 "the control tore 1 in %.3g; never proof of atomic",
			 judged, 1 / rt_upper_bound(0, judged),
			 (double)control->changes / (double)control->torn);
}

void rt_hammer_observe(const struct rt_hammer_result *result, int code,
		       const struct rt_error *error,
		       struct rt_observation *observation)
{
	char *reason = observation->reason;
	size_t size = sizeof(observation->reason);

	observation->engine = "hammer";
	observation->race = RT_RACE_UNKNOWN;
	observation->emulator = NULL;
	if (result->subject.torn || ring_tore(result)) {
		observation->outcome = RT_OUTCOME_TORN;
		describe_tear(result, reason, size);
	} else if (code) {
		observation->outcome = code == RT_CRASH
					       ? RT_OUTCOME_ERROR
					       : RT_OUTCOME_INCONCLUSIVE;
		snprintf(reason, size, "%.*s", (int)size - 1, error->message);
	} else {
		observation->outcome =
			result->control.torn &&
					rt_field_judged(&result->subject)
				? RT_OUTCOME_NO_TEAR
				: RT_OUTCOME_INCONCLUSIVE;
		describe_zero(result, reason, size);
	}
}
