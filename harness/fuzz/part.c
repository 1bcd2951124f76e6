/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/part.h"

#include <stdio.h>
#include <string.h>

static bool find(const struct rt_space_names *names, const char *name,
		 size_t *at)
{
	for (*at = 0; *at < names->count; ++*at)
		if (!strcmp(names->list[*at].name, name))
			return true;
	return false;
}

static bool has_pair(const struct rt_part *part, size_t accessor,
		     size_t toolchain)
{
	return rt_shard_has(&part->shard,
			    accessor * part->space->toolchains.count +
				    toolchain);
}

bool rt_part_has(const struct rt_part *part, const char *accessor,
		 const char *toolchain)
{
	size_t row, column;

	if (!part->shard.count)
		return true;
	return find(&part->space->accessors, accessor, &row) &&
	       find(&part->space->toolchains, toolchain, &column) &&
	       has_pair(part, row, column);
}

static bool is_worth_a_trial(const void *data, const char *accessor,
			     const char *toolchain)
{
	return rt_part_has(data, accessor, toolchain);
}

int rt_part_take(struct rt_part *part, const struct rt_shard *shard,
		 struct rt_space *space, struct rt_error *error)
{
	size_t pairs = space->accessors.count * space->toolchains.count;

	*part = (struct rt_part){.shard = *shard, .space = space};
	if (!shard->count)
		return RT_OK;
	space->builds = is_worth_a_trial;
	space->data = part;
	if (shard->index < pairs)
		return RT_OK;
	return rt_fail(error, RT_USAGE,
		       "shard %zu/%zu has nothing to search: there are %zu "
		       "pairs of accessor and toolchain; use fewer shards",
		       shard->index + 1, shard->count, pairs);
}

/* Sets the first pair of the shard. */
static void force_pair(const struct rt_part *part, struct rt_trial *trial)
{
	const struct rt_space *space = part->space;
	size_t columns = space->toolchains.count;

	snprintf(trial->accessor, sizeof(trial->accessor), "%s",
		 space->accessors.list[part->shard.index / columns].name);
	snprintf(trial->toolchain, sizeof(trial->toolchain), "%s",
		 space->toolchains.list[part->shard.index % columns].name);
}

void rt_part_fresh(const struct rt_part *part, struct rt_random *random,
		   struct rt_trial *trial)
{
	rt_fresh(part->space, random, trial);
	if (!rt_part_has(part, trial->accessor, trial->toolchain))
		force_pair(part, trial);
}
