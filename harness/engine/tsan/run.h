/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of the program built with ThreadSanitizer. Thread-safe. */
#ifndef RT_ENGINE_TSAN_RUN_H
#define RT_ENGINE_TSAN_RUN_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/engine/tsan/report.h"

/* The driver's arguments; see corpora/drivers/tsan.c. */
struct rt_tsan_race {
	bool is_store;	    /* the accessor stores; otherwise it loads */
	bool is_plain;	    /* the other side is not atomic: the control */
	unsigned int width; /* in bits */
	unsigned int offset;
	unsigned int rounds;
};

struct rt_tsan_run {
	struct rt_tsan_report report;
	struct rt_text output; /* all that was printed */
	bool was_fixed;	       /* ran without address randomisation */
};

/*
 * Runs @program once, for at most @seconds. Sets TSAN_OPTIONS: the caller's
 * value has no effect. If the runtime finds its address range in use, the
 * program runs again under `setarch -R` (personality(2), ADDR_NO_RANDOMIZE).
 *
 * Returns 0 when the race ran, whether or not it was reported. RT_CRASH when
 * the accessor crashed or hung; RT_SUBJECT when the accessor is not defined;
 * RT_SETUP when the runtime did not start. The error's detail is the program's
 * output. The caller releases @run with rt_tsan_run_free() in every case.
 */
int rt_tsan_run(struct rt_tsan_run *run, const char *program,
		const struct rt_tsan_race *race, double seconds,
		struct rt_error *error);

void rt_tsan_run_free(struct rt_tsan_run *run);

/* Writes the accessor's name, "ringtear_load16", to @name of @size bytes. */
void rt_tsan_function(char *name, size_t size, const struct rt_tsan_race *race);

#endif
