/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pinning/matrix.h"

#include <stdbool.h>
#include <stdlib.h>

#include "harness/base/clock.h"
#include "pinning/latency.h"

static void add(struct rt_latencies *matrix, int cpu)
{
	if (matrix->count == RT_MATRIX_LIMIT)
		return;
	for (size_t i = 0; i < matrix->count; i++)
		if (matrix->cpu[i] == cpu)
			return;
	matrix->cpu[matrix->count++] = cpu;
}

static int compare(const void *left, const void *right)
{
	const int *a = left;
	const int *b = right;

	return (*a > *b) - (*a < *b);
}

static void clear(struct rt_latencies *matrix)
{
	matrix->count = 0;
	for (int i = 0; i < RT_MATRIX_LIMIT; i++)
		for (int j = 0; j < RT_MATRIX_LIMIT; j++)
			matrix->median[i][j] = -1;
}

void rt_matrix_choose(const struct rt_topology *topology,
		      const struct rt_pairs *pairs, struct rt_latencies *matrix)
{
	size_t usable = rt_topology_usable_count(topology);

	clear(matrix);
	for (size_t i = 0; i < pairs->count; i++) {
		add(matrix, pairs->pair[i].first);
		add(matrix, pairs->pair[i].second);
	}
	for (size_t i = 0; i < usable && matrix->count < RT_MATRIX_LIMIT; i++)
		add(matrix, rt_topology_usable_cpu(topology, i));
	qsort(matrix->cpu, matrix->count, sizeof(matrix->cpu[0]), compare);
}

/* The row of @cpu; matrix->count when it has none. */
static size_t row_of(const struct rt_latencies *matrix, int cpu)
{
	size_t row = 0;

	while (row < matrix->count && matrix->cpu[row] != cpu)
		row++;
	return row;
}

static void enter(struct rt_latencies *matrix, size_t row, size_t column,
		  double median)
{
	matrix->median[row][column] = median;
	matrix->median[column][row] = median;
}

void rt_matrix_know(struct rt_latencies *matrix, int first, int second,
		    double median)
{
	size_t row = row_of(matrix, first), column = row_of(matrix, second);

	if (row < matrix->count && column < matrix->count && row != column)
		enter(matrix, row, column, median);
}

static bool is_missing(const struct rt_latencies *matrix, size_t row,
		       size_t column)
{
	/* So is what is not a number. */
	return !(matrix->median[row][column] >= 0);
}

size_t rt_matrix_missing(const struct rt_latencies *matrix)
{
	size_t missing = 0;

	for (size_t row = 1; row < matrix->count; row++)
		for (size_t column = 0; column < row; column++)
			missing += is_missing(matrix, row, column);
	return missing;
}

static int measure(const struct rt_topology *topology, size_t row,
		   size_t column, struct rt_latencies *matrix,
		   struct rt_error *error)
{
	struct rt_pair pair = {.first = matrix->cpu[row],
			       .second = matrix->cpu[column]};
	struct rt_latency latency;
	int code = rt_latency_measure(topology, &pair, &latency, error);

	if (code)
		return code;
	enter(matrix, row, column, latency.median);
	return 0;
}

int rt_matrix_measure(const struct rt_topology *topology, double seconds,
		      struct rt_latencies *matrix, struct rt_error *error)
{
	double end = rt_clock_seconds() + seconds;
	bool any = false;
	int code = 0;

	for (size_t row = 1; row < matrix->count; row++) {
		for (size_t column = 0; column < row; column++) {
			if (!is_missing(matrix, row, column))
				continue;
			if (rt_clock_seconds() >= end)
				break;
			code = measure(topology, row, column, matrix, error);
			any = any || !code;
		}
	}
	if (!any)
		return code;
	rt_error_clear(error);
	return 0;
}
