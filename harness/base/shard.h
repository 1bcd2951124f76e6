/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A part of work that is split over machines: shard I of N. Piece k, from 0,
 * belongs to shard k modulo N, so that slow pieces in a row are spread. Pure
 * functions, thread-safe.
 */
#ifndef RT_BASE_SHARD_H
#define RT_BASE_SHARD_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/base/error.h"

struct rt_shard {
	size_t index; /* from 0 */
	size_t count; /* 0: the work is not split */
};

/* Reads "I/N" with 1 <= I <= N <= 10000; RT_USAGE for anything else. */
int rt_shard_parse(struct rt_shard *shard, const char *text,
		   struct rt_error *error);

/* Whether @piece belongs to @shard. */
bool rt_shard_has(const struct rt_shard *shard, size_t piece);

#endif
