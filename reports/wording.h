/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How reports say things: numbers with their units, a torn value as the
 * mixture that it is, and what a run found.
 *
 * Everything appends to a struct rt_text, which remembers when memory ran
 * out. Any thread. What comes from a run is not cleaned yet: layout.h does.
 */
#ifndef RT_REPORTS_WORDING_H
#define RT_REPORTS_WORDING_H

#include "harness/base/text.h"
#include "harness/engine/outcome.h"
#include "harness/record/record.h"

/*
 * What a run allows us to say: torn, unfinished, error, atomic, no tear, or
 * none when nothing was loaded; looked for in that order.
 */
enum rt_outcome rt_run_outcome(const struct rt_run *run);

/*
 * Red for torn, green for what was proved atomic, yellow where no tear was
 * seen, which is no proof, else "": an SGR sequence of ECMA-48.
 */
const char *rt_run_colour(const struct rt_run *run);

/* Why the verdict is what it is, in a sentence; may be empty. */
void rt_say_reason(struct rt_text *out, const struct rt_run *run);

/* The title, or the accessor, or "run"; owned by @run. */
const char *rt_run_name(const struct rt_run *run);

/* True when the run raced, or was to: `check` and its like only look. */
bool rt_run_is_race(const struct rt_run *run);

/*
 * Whether the run's bound on the rate of tears means anything: it judged
 * changes, saw no tear in them, and was no error.
 */
bool rt_run_has_bound(const struct rt_run *run);

/*
 * The side that the message which ended the run is of, "guest" for Linux',
 * else "device".
 */
const char *rt_run_stopped_side(const struct rt_run *run);

/* The first torn value that the hammer or the ring kept, or NULL. */
const struct rt_torn *rt_run_first_torn(const struct rt_run *run);

/* The number that the run's trial gives @key, else @usual. */
unsigned int rt_run_number(const struct rt_run *run, const char *key,
			   unsigned int usual);

/* Bits of the field under test: the trial's "width", 16 when it has none. */
unsigned int rt_run_width(const struct rt_run *run);

/* Whether the accessor under test stores: the trial's "direction". */
bool rt_run_stores(const struct rt_run *run);

/*
 * What each store adds to the index that the virtqueue's torn value is of:
 * the trial's "burst"; 0 for used->idx, which moves as requests complete.
 */
unsigned int rt_run_step(const struct rt_run *run);

/*
 * What each store of the storm adds to the field: the trial's "stride", or what
 * changes every byte where it has none.
 */
rt_value rt_run_stride(const struct rt_run *run);

/*
 * "at most 1 tear in 411,522 changes (95 % confidence)"; only where
 * rt_run_has_bound().
 */
void rt_say_bound(struct rt_text *out, const struct rt_run *run);

/* "1,234,567" */
void rt_say_count(struct rt_text *out, uint64_t count);
/* "12,345/s", and "-" when no time passed. */
void rt_say_rate(struct rt_text *out, uint64_t count, double seconds);
/* "850 us", "12.3 ms", "2.50 s", and "-" for what is no time. */
void rt_say_seconds(struct rt_text *out, double seconds);
/* "0x01ff", as wide as the field of @width bits. */
void rt_say_value(struct rt_text *out, rt_value value, unsigned int width);
/* "0x9911 (old 0x2211, new 0x9900)": torn->value, and the two it is of. */
void rt_say_torn(struct rt_text *out, const struct rt_torn *torn,
		 unsigned int width);
/* "memcpy, gcc+musl, -O2", without what is empty. */
void rt_say_build(struct rt_text *out, const struct rt_run *run);

/* "QEMU: Virtqueue size exceeded"; nothing when the device had no message. */
void rt_say_ended(struct rt_text *out, const struct rt_run *run);

/* rt_target_other_side() for a build of the toolchain with this name. */
const char *rt_say_other_side(const char *toolchain, const char *before,
			      const char *after);
/* Whether the toolchain of @run builds for no operating system. */
bool rt_run_is_bare(const struct rt_run *run);

#endif
