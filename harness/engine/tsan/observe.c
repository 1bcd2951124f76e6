/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "harness/engine/tsan/tsan.h"

/* The file name without folders, to keep the reason short. */
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

/*
 * "a read", or "a read by memcpy, called". Leaves the size out: the size that
 * gcc's runtime reports would be mistaken for a tear.
 */
static void describe_access(const struct rt_tsan_access *access, char *text,
			    size_t size)
{
	const char *kind = access->is_write ? "a write" : "a read";

	if (*access->through)
		snprintf(text, size, "%s by %.48s, called", kind,
			 access->through);
	else
		snprintf(text, size, "%s", kind);
}

static void describe_race(const struct rt_tsan *result, char *reason,
			  size_t size)
{
	char access[80];
	char place[112];

	describe_access(&result->subject, access, sizeof(access));
	describe_place(&result->subject, place, sizeof(place));
	snprintf(reason, size, "a data race under C11 in %u of %u runs: %s%s",
		 result->races, result->runs, access, place);
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

static void add_note(const struct rt_tsan *result, char *reason, size_t size)
{
	size_t used = strlen(reason);

	if (*result->note)
		snprintf(reason + used, size - used, "; %s", result->note);
}

void rt_tsan_observe(const struct rt_tsan *result, int code,
		     const struct rt_error *error,
		     struct rt_observation *observation)
{
	char *reason = observation->reason;
	size_t size = sizeof(observation->reason);

	observation->engine = "tsan";
	observation->outcome = RT_OUTCOME_BESIDE;
	observation->race = RT_RACE_UNKNOWN;
	observation->emulator = NULL;
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
	add_note(result, reason, size);
}
