/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/limits.h"

#include <sys/resource.h>

const char *rt_limit_name(enum rt_limit limit)
{
	static const char *const names[RT_LIMITS] = {
		[RT_LIMIT_NONE] = "none",
		[RT_LIMIT_SECONDS] = "time",
		[RT_LIMIT_CPU] = "CPU time",
		[RT_LIMIT_FILE] = "size of a file",
		[RT_LIMIT_OUTPUT] = "messages",
		[RT_LIMIT_PROCESSES] = "processes",
		[RT_LIMIT_MEMORY] = "memory",
	};

	return names[limit];
}

static int set_limit(int resource, rlim_t soft, rlim_t hard)
{
	struct rlimit limit;

	if (getrlimit(resource, &limit))
		return -1;
	if (limit.rlim_max > hard)
		limit.rlim_max = hard;
	if (limit.rlim_cur > soft)
		limit.rlim_cur = soft;
	return setrlimit(resource, &limit);
}

int rt_limits_set(const struct rt_limits *limits)
{
	int failed = 0;

	/* SIGXCPU comes at the soft limit, a SIGKILL a second later. */
	if (limits->cpu_seconds)
		failed |= set_limit(RLIMIT_CPU, limits->cpu_seconds,
				    limits->cpu_seconds + 1);
	if (limits->memory)
		failed |= set_limit(RLIMIT_AS, limits->memory, limits->memory);
	if (limits->file)
		failed |= set_limit(RLIMIT_FSIZE, limits->file, limits->file);
	return failed;
}

static bool is_lower(int resource, rlim_t ours)
{
	struct rlimit limit;

	return !getrlimit(resource, &limit) &&
	       limit.rlim_cur != RLIM_INFINITY &&
	       (!ours || limit.rlim_cur < ours);
}

bool rt_limit_is_inherited(enum rt_limit limit, const struct rt_limits *limits)
{
	switch (limit) {
	case RT_LIMIT_CPU:
		return is_lower(RLIMIT_CPU, limits->cpu_seconds);
	case RT_LIMIT_FILE:
		return is_lower(RLIMIT_FSIZE, limits->file);
	case RT_LIMIT_MEMORY:
		return is_lower(RLIMIT_AS, limits->memory);
	default:
		return false;
	}
}
