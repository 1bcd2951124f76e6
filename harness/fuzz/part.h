/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pairs of accessor and toolchain that one shard of a campaign searches.
 *
 * Pairs are numbered in the order of the space's lists, so machines that share
 * a campaign must have the same accessors and toolchains. Pure functions,
 * thread-safe.
 */
#ifndef RT_FUZZ_PART_H
#define RT_FUZZ_PART_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/shard.h"
#include "harness/fuzz/mutate.h"

struct rt_part {
	struct rt_shard shard;
	const struct rt_space *space;
};

/*
 * Makes @space draw from @shard's pairs, as far as possible; @space points to
 * @part from then on. RT_USAGE when the shard has no pairs.
 */
int rt_part_take(struct rt_part *part, const struct rt_shard *shard,
		 struct rt_space *space, struct rt_error *error);

/* Whether the pair is in the shard; names are as the space has them. */
bool rt_part_has(const struct rt_part *part, const char *accessor,
		 const char *toolchain);

/* Makes a random trial of the shard. */
void rt_part_fresh(const struct rt_part *part, struct rt_random *random,
		   struct rt_trial *trial);

#endif
