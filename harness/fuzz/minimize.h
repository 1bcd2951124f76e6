/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reduces a trial to the least one with the same result: delta debugging
 * (Zeller and Hildebrandt, IEEE TSE 2002) over its flags and parameters.
 *
 * The minimal trial is one-minimal: without any one of its flags, or with any
 * one of its parameters at its default, the result differs. Where flags can
 * replace each other, as -O levels do, the least in a fixed order is taken, so
 * that one cause has one name. Thread-safe for different objects.
 */
#ifndef RT_FUZZ_MINIMIZE_H
#define RT_FUZZ_MINIMIZE_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/trial/trial.h"

/* Sets @shows if @trial has the result. An error ends the search. */
typedef int rt_minimize_test(void *data, const struct rt_trial *trial,
			     bool *shows, struct rt_error *error);

struct rt_minimized {
	struct rt_trial trial;
	struct rt_strings dropped; /* flags, and names of parameters */
	unsigned tries;		   /* calls of the test */
};

/*
 * Minimises @trial, which must have the result. Cell, direction, seed and
 * witness are no parameters; the width is one. The caller must release
 * @minimized with rt_minimized_free() in every case.
 */
int rt_minimize(struct rt_minimized *minimized, const struct rt_trial *trial,
		rt_minimize_test *test, void *data, struct rt_error *error);
void rt_minimized_free(struct rt_minimized *minimized);

#endif
