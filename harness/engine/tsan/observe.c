/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "harness/engine/tsan/tsan.h"

/* The file's name without its folders: the reason is one short sentence. */
static const char *short_name(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash ? slash + 1 : file;
}

/* " at plain.c:23", or "" when the place is not known. */
static void describe_place(const struct rt_tsan_access *access, char *text,
			   size_t size)
{
	*text = '\0';
	if (access->line)
		snprintf(text, size, " at %.80s:%u", short_name(access->file),
			 access->line);
}

static void describe_race(const struct rt_tsan *result, char *reason,
			  size_t size)
{
	const struct rt_tsan_access *subject = &result->subject;
	char through[64] = "";
	char place[112];

	describe_place(subject, place, sizeof(place));
	if (*subject->through)
		snprintf(through, sizeof(through), " through %.48s",
			 subject->through);
	snprintf(reason, size,
		 "a data race under C11 in %u of %u runs: %s of %u bytes%s%s",
		 result->races, result->runs,
		 subject->is_write ? "a write" : "a read", subject->size,
		 through, place);
}

static void describe_none(const struct rt_tsan *result, char *reason,
			  size_t size)
{
	char place[112];

	describe_place(&result->subject, place, sizeof(place));
	if (result->is_visible)
		snprintf(reason, size,
			 "no data race in %u runs; its %saccess%s is in sight",
			 result->runs,
			 result->subject.is_atomic ? "atomic " : "", place);
	else
		snprintf(reason, size,
			 "no access seen in %u runs, and none by the control: "
			 "assembly, and code built without ThreadSanitizer, "
			 "is invisible to it",
			 result->runs);
}

void rt_tsan_observe(const struct rt_tsan *result, int code,
		     const struct rt_error *error,
		     struct rt_observation *observation)
{
	char *reason = observation->reason;
	size_t size = sizeof(observation->reason);

	observation->engine = "tsan";
	observation->sight = RT_ASKS_ANOTHER_QUESTION;
	observation->race = RT_RACE_UNKNOWN;
	if (code) {
		snprintf(reason, size, "%.*s", (int)size - 1, error->message);
	} else if (result->race == RT_RACE_SEEN) {
		observation->race = RT_RACE_SEEN;
		describe_race(result, reason, size);
	} else {
		if (result->is_visible)
			observation->race = RT_RACE_NONE;
		describe_none(result, reason, size);
	}
}
