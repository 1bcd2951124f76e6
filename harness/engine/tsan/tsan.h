/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tsan engine: is the accessor's access a data race under C11, against a
 * relaxed atomic access of the other side? The answer never says whether the
 * access tears; docs/tsan.md explains it.
 *
 * The cell is built again with -fsanitize=thread, as a program with
 * corpora/drivers/tsan.c, and run several times, since ThreadSanitizer misses
 * some races by design (it keeps four past accesses to each 8 bytes, and
 * replaces a random one). If no run reports a race, a control finds out whether
 * the accessor is instrumented at all: the other side then uses plain accesses,
 * with which even an atomic accessor races.
 *
 * Not thread-safe (harness/module/build.h).
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
	const char *driver;	    /* path of corpora/drivers/tsan.c */
	const char *cache;	    /* rt_build()'s folder */
	const struct rt_libc *host; /* rt_libcs_named(…, "host") */
	bool is_store;		    /* the accessor under test stores */
	unsigned int width;	    /* in bits: rt_is_width() */
	unsigned int offset;	    /* of the field, in bytes, 0 to 120 */
	unsigned int runs;	    /* number of runs; 0: 5 */
	unsigned int rounds;	    /* accesses per side and run; 0: 1000 */
	double seconds;		    /* time limit of a run; 0: 10 */
};

struct rt_tsan {
	/* The result for the accessor, even if it was not visible. */
	enum rt_race race;
	unsigned int runs;  /* runs against the relaxed atomic other side */
	unsigned int races; /* how many of these runs reported a race */
	/*
	 * At least one report named the accessor, perhaps against the control.
	 * False: RT_RACE_NONE means nothing, as ThreadSanitizer cannot observe
	 * assembly or code built without it.
	 */
	bool is_visible;
	/* Of the accessor's first race, or else of the control's. */
	struct rt_tsan_access subject, other;
	struct rt_text output; /* of that run, complete; else of the last run */
	struct rt_text commands; /* as in struct rt_build */
	char note[256]; /* how this build differs from the cell's, or "" */
};

/*
 * Asks about @cell. 0 when ThreadSanitizer ran. RT_USAGE for a compiler, flag,
 * width or offset that ThreadSanitizer does not support, RT_SUBJECT for one
 * that is not defined; RT_BUILD when the build failed; RT_CRASH when the
 * accessor crashed or hung; RT_SETUP when the runtime or the cache failed. The
 * error's detail is the output of compiler or program. The caller releases
 * @result with rt_tsan_free() in every case.
 */
int rt_tsan(struct rt_tsan *result, const struct rt_cell *cell,
	    const struct rt_tsan_options *options, struct rt_error *error);

/*
 * The observation of @result; @code and @error are what rt_tsan() returned. The
 * outcome is always RT_OUTCOME_BESIDE. The race is RT_RACE_NONE only if the
 * accessor was visible; an invisible accessor, and any failure, is
 * RT_RACE_UNKNOWN.
 */
void rt_tsan_observe(const struct rt_tsan *result, int code,
		     const struct rt_error *error,
		     struct rt_observation *observation);

void rt_tsan_free(struct rt_tsan *result);

#endif
