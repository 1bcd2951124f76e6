/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of the program that ThreadSanitizer watches. Any thread. */
#ifndef RT_ENGINE_TSAN_RUN_H
#define RT_ENGINE_TSAN_RUN_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/engine/tsan/report.h"

/* What the driver is told; see corpora/drivers/tsan.c. */
struct rt_tsan_race {
	bool is_store;	    /* of the accessor */
	bool is_plain;	    /* of the other side: the control */
	unsigned int width; /* bits */
	unsigned int offset;
	unsigned int rounds;
};

struct rt_tsan_run {
	struct rt_tsan_report report;
	struct rt_text output; /* whole, as printed */
	bool was_fixed;	       /* it ran without address randomisation */
};

/*
 * Runs @program once, at most @seconds. ThreadSanitizer's options are ours:
 * TSAN_OPTIONS of the caller has no effect. Where its runtime finds memory
 * mapped in its place the program runs again under `setarch -R`
 * (personality(2), ADDR_NO_RANDOMIZE).
 *
 * Returns 0 when the race was run, seen or not. RT_CRASH when it crashed or
 * hung; RT_USAGE when the accessor is not defined; RT_SETUP when the runtime
 * did not start. What was printed is the detail. The caller releases @run
 * with rt_tsan_run_free() in every case.
 */
int rt_tsan_run(struct rt_tsan_run *run, const char *program,
		const struct rt_tsan_race *race, double seconds,
		struct rt_error *error);

void rt_tsan_run_free(struct rt_tsan_run *run);

/* The accessor's function: "ringtear_load16". @name holds @size bytes. */
void rt_tsan_function(char *name, size_t size, const struct rt_tsan_race *race);

#endif
