/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The benchmarks of ringtear: each a ratio or a distribution within one run,
 * since the machines that it is run on drift within seconds.
 *
 * One thread. Each benchmark adds its rows and its raw samples, and returns 0
 * whether a bar was met or not; an error means that nothing was measured.
 * docs/bench.md says what each number is.
 */
#ifndef RT_BENCH_BENCH_H
#define RT_BENCH_BENCH_H

#include <jansson.h>

#include "bench/rows.h"
#include "bench/samples.h"
#include "harness/base/error.h"
#include "harness/run/session.h"

struct rt_bench {
	struct rt_session session; /* open */
	struct rt_trial trial;	   /* the defaults */
	const char *checked;	   /* paths of ring_rate, built twice */
	const char *unchecked;
	unsigned rounds; /* of interleaved slices, 1 to rt_samples_most */
	unsigned runs;	 /* to a first violation, 1 to rt_samples_most */
	struct rt_rows rows;
	json_t *samples; /* an object: an array of numbers a name */
};

/* Tears a second: the calibrated hammer against an untuned loop. */
int rt_bench_tears(struct rt_bench *bench, struct rt_error *error);

/* Requests a second: every check on against the checks compiled out. */
int rt_bench_checks(struct rt_bench *bench, struct rt_error *error);

/* Seconds from the start of the threads to the first violation. */
int rt_bench_first(struct rt_bench *bench, struct rt_error *error);

/* Flag sets a second: the staged builder against `gcc -shared`. */
int rt_bench_builds(struct rt_bench *bench, struct rt_error *error);

/* Seconds that `compare` takes over 40 cells, and again from the cache. */
int rt_bench_matrix(struct rt_bench *bench, struct rt_error *error);

/* Milliseconds of a check whose module is cached. */
int rt_bench_cached(struct rt_bench *bench, struct rt_error *error);

/* Keeps raw samples for the JSON. RT_SETUP without memory. */
int rt_bench_keep(struct rt_bench *bench, const char *name,
		  const struct rt_samples *samples, struct rt_error *error);

/* Tells how far it is: @done of @all parts, in words. */
void rt_bench_progress(struct rt_bench *bench, const char *doing, unsigned done,
		       unsigned all);

/*
 * Builds @accessor with gcc and musl and @flags and loads it into @module.
 * The caller closes it. Errors as from rt_session_build().
 */
int rt_bench_module(struct rt_bench *bench, const char *accessor,
		    const char *flags, struct rt_module *module,
		    struct rt_error *error);

#endif
