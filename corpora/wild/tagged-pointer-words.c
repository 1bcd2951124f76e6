/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: tagged-pointer-words
 * summary:  a pointer and its tag, 128 bits, read and written as two words
 * met:      case 14: Vespa, pull request 12975, where a tagged pointer was read
 *           so; alike: dotnet 109276, simdutf 775
 * expect:   torn
 */
#include "ringtear.h"

uint128_t ringtear_load128(const void *p)
{
	const volatile uint64_t *word = p;
	uint64_t first = word[0], second = word[1];

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return (uint128_t)first << 64 | second;
#else
	return (uint128_t)second << 64 | first;
#endif
}

void ringtear_store128(void *p, uint128_t v)
{
	volatile uint64_t *word = p;

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word[0] = (uint64_t)(v >> 64);
	word[1] = (uint64_t)v;
#else
	word[0] = (uint64_t)v;
	word[1] = (uint64_t)(v >> 64);
#endif
}
