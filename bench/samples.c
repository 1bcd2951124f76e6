/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/samples.h"

#include <math.h>
#include <stdlib.h>

void rt_samples_add(struct rt_samples *samples, double value)
{
	if (samples->count < rt_samples_most)
		samples->value[samples->count++] = value;
}

static int compare(const void *left, const void *right)
{
	const double *one = left, *other = right;

	return (*one > *other) - (*one < *other);
}

double rt_samples_quantile(const struct rt_samples *samples, double fraction)
{
	struct rt_samples sorted = *samples;
	double rank = ceil(fraction * (double)samples->count);

	if (!samples->count)
		return NAN;
	qsort(sorted.value, sorted.count, sizeof(*sorted.value), compare);
	return sorted.value[rank < 1 ? 0 : (size_t)rank - 1];
}

double rt_samples_sum(const struct rt_samples *samples)
{
	double sum = 0;

	for (size_t i = 0; i < samples->count; i++)
		sum += samples->value[i];
	return sum;
}
