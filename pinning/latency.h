/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The round-trip time of a cache line between two CPUs.
 *
 * Two threads, started here and bound to the CPUs, pass one line back and
 * forth; the caller's binding is not changed. Thread-safe, but two measurements
 * at once disturb each other.
 */
#ifndef RT_PINNING_LATENCY_H
#define RT_PINNING_LATENCY_H

#include <stddef.h>

#include "harness/base/error.h"
#include "pinning/pairs.h"
#include "pinning/topology.h"

/* Round trips in nanoseconds, each sample the mean of a batch. */
struct rt_latency {
	double minimum;
	double median;
	double p95;
	size_t samples; /* up to 400; fewer when the machine was busy */
};

/*
 * Measures @pair. It takes a few milliseconds on an idle machine and gives up
 * after 120 ms, also when a thread waits for a CPU that others keep busy; both
 * threads are joined when it returns. RT_SETUP when not one batch was finished,
 * when a thread cannot be bound, or when the machine is only described;
 * RT_USAGE when a CPU is not usable.
 */
int rt_latency_measure(const struct rt_topology *topology,
		       const struct rt_pair *pair, struct rt_latency *latency,
		       struct rt_error *error);

#endif
