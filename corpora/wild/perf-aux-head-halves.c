/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: perf-aux-head-halves
 * summary:  a 64-bit index read and written as two words of 32 bits
 * met:      case 8: a 32-bit perf under a 64-bit kernel, 2021-08-29, Message-ID
 *           20210829102238.19693-2-leo.yan@linaro.org: the AUX ring's head
 *           jumped when its high word changed
 * expect:   torn
 */
#include "ringtear.h"

static const int low = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
static const int high = __BYTE_ORDER__ != __ORDER_BIG_ENDIAN__;

uint64_t ringtear_load64(const void *p)
{
	const volatile uint32_t *half = p;
	uint32_t least = half[low];

	return (uint64_t)half[high] << 32 | least;
}

void ringtear_store64(void *p, uint64_t v)
{
	volatile uint32_t *half = p;

	half[low] = (uint32_t)v;
	half[high] = (uint32_t)(v >> 32);
}
