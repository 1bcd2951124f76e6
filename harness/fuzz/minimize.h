/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The least trial that still shows what a trial shows: delta debugging
 * (Zeller and Hildebrandt, IEEE TSE 2002) over its flags and parameters.
 *
 * The result is one-minimal: without any one of its flags, or with any one of
 * its parameters at its default, it does not show it any more. Where flags
 * stand in for each other, as -O levels do, the least in a fixed order is
 * taken, so that one cause has one name. Any thread, one object by one.
 */
#ifndef RT_FUZZ_MINIMIZE_H
#define RT_FUZZ_MINIMIZE_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/trial/trial.h"

/* Sets @shows when @trial still does. 0, or what ends the search. */
typedef int rt_minimize_test(void *data, const struct rt_trial *trial,
			     bool *shows, struct rt_error *error);

struct rt_minimized {
	struct rt_trial trial;
	struct rt_strings dropped; /* flags, and names of parameters */
	unsigned tries;		   /* calls of the test */
};

/*
 * Minimises @trial, which shows it. Cell, direction, seed and witness are no
 * parameters; the width is one. Release @minimized with
 * rt_minimized_free() in every case.
 */
int rt_minimize(struct rt_minimized *minimized, const struct rt_trial *trial,
		rt_minimize_test *test, void *data, struct rt_error *error);
void rt_minimized_free(struct rt_minimized *minimized);

#endif
