/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A monotonic clock, and a repeatable source of random numbers. */
#ifndef RT_BASE_CLOCK_H
#define RT_BASE_CLOCK_H

#include <stdint.h>

/* CLOCK_MONOTONIC in seconds and in nanoseconds. Thread-safe. */
double rt_clock_seconds(void);
/* CPU time that this process has used, in seconds. Thread-safe. */
double rt_clock_cpu_seconds(void);
uint64_t rt_clock_nanoseconds(void);

/*
 * One stream of random numbers (SplitMix64: Steele, Lea and Flood, OOPSLA
 * 2014). The same seed gives the same stream on every machine. One stream
 * belongs to one thread.
 */
struct rt_random {
	uint64_t state;
};

/* A seed that differs from run to run, never 0. */
uint64_t rt_random_seed(void);
uint64_t rt_random_next(struct rt_random *random);
/* Uniform enough in [0, limit) for limits far below 2^64; 0 for limit 0. */
uint64_t rt_random_below(struct rt_random *random, uint64_t limit);

#endif
