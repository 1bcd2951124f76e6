/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much of a table is taken where each case is dear. */
#ifndef RT_TESTS_BASE_SPREAD_H
#define RT_TESTS_BASE_SPREAD_H

#include <stddef.h>
#include <stdlib.h>

/*
 * From one case of a table to the next that is tried: 1, all of them; under a
 * sanitizer @sanitized, which still takes each path of ours, unless the
 * environment has ALL_CELLS.
 */
static inline size_t spread(size_t sanitized)
{
#ifdef RT_SANITIZED
	return getenv("ALL_CELLS") ? 1 : sanitized;
#else
	(void)sanitized;
	return 1;
#endif
}

/*
 * From one case to the next where a case is a build by a compiler and others
 * ask the same of the rest: @of; 1, all of them, if the environment has
 * ALL_CELLS.
 */
static inline size_t sample(size_t of)
{
	return getenv("ALL_CELLS") ? 1 : of;
}

#endif
