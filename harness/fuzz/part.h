/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part of accessor x toolchain that one shard of a campaign searches.
 *
 * Pairs are numbered as the lists of the space have them, so shards must have
 * the same accessors and toolchains: machines that are set up alike. Pure
 * functions, any thread.
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
 * Makes @space draw from @shard's pairs, as far as it can; @part stays with
 * it. RT_USAGE when the shard has none.
 */
int rt_part_take(struct rt_part *part, const struct rt_shard *shard,
		 struct rt_space *space, struct rt_error *error);

/* Whether the pair is this shard's; names are as the space has them. */
bool rt_part_has(const struct rt_part *part, const char *accessor,
		 const char *toolchain);

/* A fresh trial of this shard. */
void rt_part_fresh(const struct rt_part *part, struct rt_random *random,
		   struct rt_trial *trial);

#endif
