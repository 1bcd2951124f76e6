/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: perf-aux-head-retry
 * summary:  high word, low word, high word again, until both are the same
 * met:      case 8, its fix: a 32-bit perf reads the AUX ring's head so
 * expect:   depends: no single store can be seen half done, but each access is
 *           of half the width, so no engine can call it atomic: a head that
 *           goes round 2^32 between the reads would be seen torn
 */
#include "ringtear.h"

static const int low = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
static const int high = __BYTE_ORDER__ != __ORDER_BIG_ENDIAN__;

uint64_t ringtear_load64(const void *p)
{
	const volatile uint32_t *half = p;
	uint32_t most, least, again = half[high];

	do {
		most = again;
		least = half[low];
		again = half[high];
	} while (most != again);
	return (uint64_t)most << 32 | least;
}
