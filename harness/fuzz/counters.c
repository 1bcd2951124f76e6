/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/counters.h"

#include <string.h>

/* Large enough that a few thousand digests seldom share a counter. */
enum { shapes = 65536, patterns = 8192, verdicts = 8192, messages = 1024 };

enum { counter_count = shapes + patterns + verdicts + messages };

static const struct region {
	size_t first, count;
} regions[RT_NEWS_KINDS] = {
	[RT_NEWS_SHAPE] = {0, shapes},
	[RT_NEWS_PATTERN] = {shapes, patterns},
	[RT_NEWS_VERDICT] = {shapes + patterns, verdicts},
	[RT_NEWS_MESSAGE] = {shapes + patterns + verdicts, messages},
};

__attribute__((section("__libfuzzer_extra_counters"),
	       aligned(64))) static uint8_t counters[counter_count];

void rt_counters_hit(enum rt_news news, uint64_t digest)
{
	const struct region *region = &regions[news];

	counters[region->first + digest % region->count] = 1;
}

size_t rt_counters_count(enum rt_news news)
{
	const struct region *region = &regions[news];
	size_t set = 0;

	for (size_t i = 0; i < region->count; i++)
		set += counters[region->first + i];
	return set;
}

void rt_counters_clear(void)
{
	memset(counters, 0, sizeof(counters));
}
