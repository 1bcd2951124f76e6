/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tsan engine: is the accessor's access a data race under C11, against a
 * relaxed atomic access of the other side? docs/tsan.md says what the answer
 * means; it is never one about tearing.
 *
 * The cell is built again, with -fsanitize=thread, into a program of its own
 * with corpora/drivers/tsan.c, and run several times, since ThreadSanitizer
 * misses some races by design (it keeps four past accesses of 8 bytes, and
 * replaces one of them at random). Where no run raced, a control asks whether
 * the accessor's access is in ThreadSanitizer's sight at all: the other side
 * then uses plain accesses, with which even an atomic one races.
 *
 * Not for two threads of one process at once (harness/module/build.h).
 */
#ifndef RT_ENGINE_TSAN_TSAN_H
#define RT_ENGINE_TSAN_TSAN_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/engine/engine.h"
#include "harness/engine/tsan/report.h"
#include "harness/module/build.h"

struct rt_tsan_options {
	const char *driver;	    /* the path of corpora/drivers/tsan.c */
	const char *cache;	    /* the folder of rt_build() */
	const struct rt_libc *host; /* rt_libcs_named(…, "host") */
	bool is_store;		    /* the accessor under test stores */
	unsigned int width;	    /* bits: 16, 32 or 64 */
	unsigned int offset;	    /* of the field, bytes, 0 to 120 */
	unsigned int runs;	    /* 0: 5 */
	unsigned int rounds;	    /* accesses of each side a run; 0: 1000 */
	double seconds;		    /* a run may take; 0: 10 */
};

struct rt_tsan {
	/* What ThreadSanitizer said of the accessor, seen or not. */
	enum rt_race race;
	unsigned int runs;  /* made against the relaxed atomic other side */
	unsigned int races; /* of these, the ones that reported a race */
	/*
	 * It reported the accessor's access at least once, be it against the
	 * control. False with RT_RACE_NONE: assembly, or code built without
	 * ThreadSanitizer, is invisible to it, and its silence says nothing.
	 */
	bool is_visible;
	/* Of the first race, or else of the control's. */
	struct rt_tsan_access subject, other;
	struct rt_text output;	 /* of that run, whole; else of the last */
	struct rt_text commands; /* as in struct rt_build */
	char note[256]; /* how this build differs from the cell, or "" */
};

/*
 * Asks about @cell. 0 when ThreadSanitizer could be asked. RT_USAGE for a
 * compiler, flag, width or offset that does not go with it, or an accessor
 * that is not defined; RT_BUILD when the build failed; RT_CRASH when the
 * accessor crashed or hung; RT_SETUP when the runtime or the cache failed.
 * What compiler or program printed is the detail. The caller releases @result
 * with rt_tsan_free() in every case.
 */
int rt_tsan(struct rt_tsan *result, const struct rt_cell *cell,
	    const struct rt_tsan_options *options, struct rt_error *error);

/*
 * @result, with what rt_tsan() returned and its @error, as an observation.
 * Its outcome is always RT_OUTCOME_BESIDE. Its race is RT_RACE_NONE only
 * where the access was visible: silence about what cannot be seen, and any
 * failure, is RT_RACE_UNKNOWN.
 */
void rt_tsan_observe(const struct rt_tsan *result, int code,
		     const struct rt_error *error,
		     struct rt_observation *observation);

void rt_tsan_free(struct rt_tsan *result);

#endif
