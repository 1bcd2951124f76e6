/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Staged builders, each in a process of its own as each job of a campaign has
 * one, and the flag sets that they are given. One thread.
 */
#ifndef RT_BENCH_BUILDERS_H
#define RT_BENCH_BUILDERS_H

#include <stdint.h>
#include <sys/types.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/build/stages.h"

enum { rt_builders_most = 64 };

/* They take sets from one pipe that they share, and say in another: done. */
struct rt_builders {
	int sets[2], done[2];
	pid_t child[rt_builders_most];
	unsigned count;
};

/* Appends the words of the flag set whose seed is @set. */
void rt_builders_draw(struct rt_text *flags, uint64_t set);

/*
 * Compiles @cell, and links it when its code is new, which @is_new counts. A
 * set that the compiler rejects is no error.
 */
int rt_builders_build(struct rt_stages *stages, const struct rt_cell *cell,
		      unsigned *is_new, struct rt_error *error);

/*
 * Starts one for each CPU that we may run on; they build @cell with a cache of
 * their own in @parent. RT_SETUP when that fails. Stop them in every case.
 */
int rt_builders_start(struct rt_builders *builders, const struct rt_cell *cell,
		      const char *parent, struct rt_error *error);
void rt_builders_stop(struct rt_builders *builders);

/* Has @count sets built, and waits until all are. RT_SETUP. */
int rt_builders_run(const struct rt_builders *builders, const uint64_t *sets,
		    unsigned count, struct rt_error *error);

#endif
