/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that look random and follow from a seed: Weyl steps, mixed as in
 * splitmix64 (Steele, Lea and Flood, OOPSLA 2014).
 */
#ifndef RT_TESTS_TORTURE_RANDOM_H
#define RT_TESTS_TORTURE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct torture_random {
	uint64_t state;
};

/* 0 to @bound - 1; @bound is not 0. */
static inline unsigned torture_below(struct torture_random *random,
				     unsigned bound)
{
	uint64_t mixed = random->state += 0x9e3779b97f4a7c15u;

	mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
	mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
	return (unsigned)((mixed ^ mixed >> 31) >> 32) % bound;
}

/* True @percent times of 100. */
static inline bool torture_chance(struct torture_random *random,
				  unsigned percent)
{
	return torture_below(random, 100) < percent;
}

#endif
