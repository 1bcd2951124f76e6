/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * accessor: tagged-pointer-whole
 * summary:  128 bits by the machine's own instruction for them
 * met:      the fix of case 14, as compilers make it with -mcx16 on x86-64
 * expect:   atomic
 */
#include "ringtear.h"

#if defined(__x86_64__)
/* What is there, which @v has replaced if it was @expected. */
static uint128_t exchange(void *p, uint128_t expected, uint128_t v)
{
	uint64_t low = (uint64_t)expected, high = (uint64_t)(expected >> 64);

	__asm__ volatile("lock cmpxchg16b %0"
			 : "+m"(*(uint128_t *)p), "+a"(low), "+d"(high)
			 : "b"((uint64_t)v), "c"((uint64_t)(v >> 64))
			 : "memory", "cc");
	return (uint128_t)high << 64 | low;
}

uint128_t ringtear_load128(const void *p)
{
	return exchange((void *)p, 0, 0);
}

void ringtear_store128(void *p, uint128_t v)
{
	uint128_t seen = 0, expected;

	do {
		expected = seen;
		seen = exchange(p, expected, v);
	} while (seen != expected);
}
#elif defined(__aarch64__)
uint128_t ringtear_load128(const void *p)
{
	uint64_t low, high;
	uint32_t failed;

	do
		__asm__ volatile("ldxp %0, %1, [%3]\n\tstxp %w2, %0, %1, [%3]"
				 : "=&r"(low), "=&r"(high), "=&r"(failed)
				 : "r"(p)
				 : "memory");
	while (failed);
	return (uint128_t)high << 64 | low;
}

void ringtear_store128(void *p, uint128_t v)
{
	uint64_t low, high;
	uint32_t failed;

	do
		__asm__ volatile("ldxp %0, %1, [%3]\n\tstxp %w2, %4, %5, [%3]"
				 : "=&r"(low), "=&r"(high), "=&r"(failed)
				 : "r"(p), "r"((uint64_t)v),
				   "r"((uint64_t)(v >> 64))
				 : "memory");
	while (failed);
}
#elif defined(__powerpc64__)
uint128_t ringtear_load128(const void *p)
{
	register uint64_t high __asm__("r8");
	register uint64_t low __asm__("r9");

	__asm__ volatile(".machine power8\n\tlq 8,0(%2)"
			 : "=r"(high), "=r"(low)
			 : "b"(p)
			 : "memory");
	return (uint128_t)high << 64 | low;
}

void ringtear_store128(void *p, uint128_t v)
{
	register uint64_t high __asm__("r8") = (uint64_t)(v >> 64);
	register uint64_t low __asm__("r9") = (uint64_t)v;

	__asm__ volatile(".machine power8\n\tstq 8,0(%2)"
			 :
			 : "r"(high), "r"(low), "b"(p)
			 : "memory");
}
#elif defined(__s390x__)
uint128_t ringtear_load128(const void *p)
{
	register uint64_t high __asm__("r0");
	register uint64_t low __asm__("r1");

	__asm__ volatile("lpq %0, 0(%2)"
			 : "=d"(high), "=d"(low)
			 : "a"(p)
			 : "memory");
	return (uint128_t)high << 64 | low;
}

void ringtear_store128(void *p, uint128_t v)
{
	register uint64_t high __asm__("r0") = (uint64_t)(v >> 64);
	register uint64_t low __asm__("r1") = (uint64_t)v;

	__asm__ volatile("stpq %0, 0(%2)"
			 :
			 : "d"(high), "d"(low), "a"(p)
			 : "memory");
}
#else
#error "this accessor knows no access of 128 bits of this machine"
#endif
