/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/shard.h"

#include <ctype.h>
#include <stdlib.h>

enum { most = 10000 };

/* Digits only, as strtoul() accepts blanks and a sign. */
static size_t number(const char **at)
{
	char *end;
	unsigned long value;

	if (!isdigit((unsigned char)**at))
		return 0;
	value = strtoul(*at, &end, 10);
	*at = end;
	return value <= most ? value : 0;
}

int rt_shard_parse(struct rt_shard *shard, const char *text,
		   struct rt_error *error)
{
	const char *at = text;
	size_t index = number(&at), count = 0;

	if (*at == '/') {
		at++;
		count = number(&at);
	}
	if (*at || !index || !count || index > count)
		return rt_fail(error, RT_USAGE,
			       "--shard cannot be '%s'; give the part and how "
			       "many there are, such as 1/4, at most %d",
			       text, most);
	*shard = (struct rt_shard){.index = index - 1, .count = count};
	return RT_OK;
}

bool rt_shard_has(const struct rt_shard *shard, size_t piece)
{
	return !shard->count || piece % shard->count == shard->index;
}
