/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The progress of a campaign: numbers in a file that all its processes map, so
 * that the numbers survive the end of each process, also by kill -9.
 * Thread-safe.
 */
#ifndef RT_FUZZ_COUNTS_H
#define RT_FUZZ_COUNTS_H

#include <stdatomic.h>
#include <stdint.h>

#include "harness/base/error.h"

struct rt_counts {
	_Atomic uint64_t trials;
	_Atomic uint64_t cached;   /* trials answered by the memory */
	_Atomic uint64_t compiled; /* cells */
	_Atomic uint64_t rejected; /* cells rejected by the compiler */
	_Atomic uint64_t judged;   /* pieces of machine code */
	_Atomic uint64_t torn;	   /* trials */
	/* pieces that step could not decide */
	_Atomic uint64_t hammered;
	_Atomic uint64_t disagreed; /* pieces on which two engines differ */
	_Atomic uint64_t undecided; /* pieces that no engine decided */
};

/*
 * Maps the file at @path, which is created with zeroes if missing, until the
 * process ends. RT_SETUP when that fails.
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
