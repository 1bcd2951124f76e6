/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is measured or drawn for a report when it is written. */
#include <stdlib.h>
#include <string.h>

#include "harness/cli/report_gather.h"
#include "pinning/matrix.h"

static const double latency_seconds = 1;

static void keep_latencies(struct rt_gather *gather,
			   const struct rt_latencies *matrix)
{
	size_t most = matrix->count * matrix->count;

	gather->latencies = calloc(most ? most : 1, sizeof(*gather->latencies));
	if (!gather->latencies)
		return;
	for (size_t i = 0; i < most; i++) {
		size_t row = i / matrix->count, column = i % matrix->count;
		struct rt_report_latency *to =
			&gather->latencies[gather->report.latency_count];

		if (row >= column || matrix->median[row][column] < 0)
			continue;
		*to = (struct rt_report_latency){
			.first = matrix->cpu[row],
			.second = matrix->cpu[column],
			.median = matrix->median[row][column]};
		gather->report.latency_count++;
	}
	gather->report.latencies = gather->latencies;
}

static void measure(struct rt_gather *gather,
		    const struct rt_topology *topology)
{
	struct rt_pairs pairs = {.count = 0};
	struct rt_latencies matrix = {.count = 0};

	if (!rt_pairs_choose(topology, "all", &pairs, NULL)) {
		rt_matrix_choose(topology, &pairs, &matrix);
		if (!rt_matrix_measure(topology, latency_seconds, &matrix,
				       NULL))
			keep_latencies(gather, &matrix);
	}
	rt_pairs_free(&pairs);
}

void rt_gather_latencies(struct rt_gather *gather)
{
	struct rt_machine here = {.cpu = ""};
	struct rt_topology *topology;

	rt_machine_describe(&here);
	if (strcmp(here.cpu, gather->machine.cpu) ||
	    strcmp(here.kernel, gather->machine.kernel) ||
	    rt_topology_load(&topology, NULL))
		return;
	if (rt_topology_is_here(topology))
		measure(gather, topology);
	rt_topology_free(topology);
}
