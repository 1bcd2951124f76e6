/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/clock.h"

#include <sys/random.h>
#include <time.h>
#include <unistd.h>

uint64_t rt_clock_nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

double rt_clock_seconds(void)
{
	return (double)rt_clock_nanoseconds() * 1e-9;
}

double rt_clock_cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

uint64_t rt_random_seed(void)
{
	uint64_t seed;

	/* Without the kernel's randomness the clock still tells runs apart. */
	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) != sizeof(seed))
		seed = rt_clock_nanoseconds() ^ ((uint64_t)getpid() << 32);
	return seed ? seed : 1;
}

uint64_t rt_random_next(struct rt_random *random)
{
	uint64_t z = random->state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

uint64_t rt_random_below(struct rt_random *random, uint64_t limit)
{
	return limit ? rt_random_next(random) % limit : 0;
}
