/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far a campaign has come: numbers in a file that all its processes map,
 * so that they outlive each of them, kill -9 included. Any thread.
 */
#ifndef RT_FUZZ_COUNTS_H
#define RT_FUZZ_COUNTS_H

#include <stdatomic.h>
#include <stdint.h>

#include "harness/base/error.h"

struct rt_counts {
	_Atomic uint64_t trials;
	_Atomic uint64_t cached;    /* of them, answered by the memory */
	_Atomic uint64_t compiled;  /* cells */
	_Atomic uint64_t rejected;  /* of them, by the compiler */
	_Atomic uint64_t judged;    /* pieces of machine code */
	_Atomic uint64_t torn;	    /* trials */
	_Atomic uint64_t hammered;  /* pieces of code that step left open */
	_Atomic uint64_t disagreed; /* pieces that two engines differ over */
	_Atomic uint64_t undecided; /* pieces that no engine has decided */
};

/*
 * Maps the file at @path, made of zeroes when it is not there. RT_SETUP when
 * that fails. Stays mapped until the process ends.
 */
int rt_counts_map(struct rt_counts **counts, const char *path,
		  struct rt_error *error);

static inline void rt_count(_Atomic uint64_t *number)
{
	atomic_fetch_add_explicit(number, 1, memory_order_relaxed);
}

static inline uint64_t rt_counted(const _Atomic uint64_t *number)
{
	return atomic_load_explicit(number, memory_order_relaxed);
}

#endif
