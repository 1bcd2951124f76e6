/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A handful of measurements and what is said about them. Plain data; one
 * thread an object.
 */
#ifndef RT_BENCH_SAMPLES_H
#define RT_BENCH_SAMPLES_H

#include <stddef.h>

enum { rt_samples_most = 256 };

struct rt_samples {
	double value[rt_samples_most];
	size_t count;
};

/* Adds @value, which may be INFINITY; dropped past rt_samples_most. */
void rt_samples_add(struct rt_samples *samples, double value);

/*
 * The smallest sample that @fraction of all are not above (nearest rank): 0
 * gives the least, 0.5 the median, 1 the greatest. NAN without samples.
 */
double rt_samples_quantile(const struct rt_samples *samples, double fraction);

double rt_samples_sum(const struct rt_samples *samples);

#endif
