/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The value of a field in the drivers, and 16 bytes as one access.
 *
 * A field of 128 bits is accessed whole by an instruction that the machine's
 * manual calls single-copy atomic for them, whatever else it may be for. No
 * compiler's built-in function is used: these may take a lock, which the side
 * under test would not take. Needs nothing but C11 and gcc's assembly.
 */
#ifndef RT_DRIVERS_FIELD_VALUE_H
#define RT_DRIVERS_FIELD_VALUE_H

#include <stdbool.h>
#include <stdint.h>

/* C has no type of 128 bits for machines of 32, where no field is so wide. */
#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 rt_field_value;
enum { rt_field_bits_most = 128 };

static inline rt_field_value rt_field_join(uint64_t high, uint64_t low)
{
	return (rt_field_value)high << 64 | low;
}

static inline uint64_t rt_field_high(rt_field_value value)
{
	return (uint64_t)(value >> 64);
}
#else
typedef uint64_t rt_field_value;
enum { rt_field_bits_most = 64 };

static inline rt_field_value rt_field_join(uint64_t high, uint64_t low)
{
	(void)high;
	return low;
}

static inline uint64_t rt_field_high(rt_field_value value)
{
	(void)value;
	return 0;
}
#endif

/* The lowest @width bits of @value, with their bytes in the other order. */
static inline rt_field_value rt_field_swap(rt_field_value value, unsigned width)
{
	uint64_t low = __builtin_bswap64((uint64_t)value);

	if (width <= 64)
		return low >> (64 - width);
	return rt_field_join(low, __builtin_bswap64(rt_field_high(value)));
}

#if defined(__x86_64__)

/* Intel SDM volume 3A, 9.1.2: LOCK makes one access of CMPXCHG16B's. */
static inline rt_field_value rt_pair_exchange(void *field,
					      rt_field_value expected,
					      rt_field_value value)
{
	uint64_t low = (uint64_t)expected, high = rt_field_high(expected);

	__asm__ volatile("lock cmpxchg16b %0"
			 : "+m"(*(rt_field_value *)field), "+a"(low), "+d"(high)
			 : "b"((uint64_t)value), "c"(rt_field_high(value))
			 : "memory", "cc");
	return rt_field_join(high, low);
}

static inline rt_field_value rt_pair_load(void *field)
{
	return rt_pair_exchange(field, 0, 0);
}

static inline void rt_pair_store(void *field, rt_field_value value)
{
	rt_field_value seen = 0, expected;

	do {
		expected = seen;
		seen = rt_pair_exchange(field, expected, value);
	} while (seen != expected);
}

#elif defined(__aarch64__)

/*
 * Arm DDI 0487, B2.2.1: LDXP is single-copy atomic for both registers where the
 * STXP to the same place succeeds.
 */
static inline rt_field_value rt_pair_load(void *field)
{
	uint64_t low, high;
	uint32_t failed;

	do
		__asm__ volatile("ldxp %0, %1, %3\n\tstxp %w2, %0, %1, %3"
				 : "=&r"(low), "=&r"(high), "=&r"(failed),
				   "+Q"(*(rt_field_value *)field)
				 :
				 : "memory");
	while (failed);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return rt_field_join(low, high);
#else
	return rt_field_join(high, low);
#endif
}

static inline void rt_pair_store(void *field, rt_field_value value)
{
	uint64_t low, high;
	uint32_t failed;

	do
		__asm__ volatile("ldxp %0, %1, %3\n\tstxp %w2, %4, %5, %3"
				 : "=&r"(low), "=&r"(high), "=&r"(failed),
				   "+Q"(*(rt_field_value *)field)
				 : "r"((uint64_t)value),
				   "r"(rt_field_high(value))
				 : "memory");
	while (failed);
}

#elif defined(__powerpc64__)

/* Power ISA 3.1, book II, 1.4: the quadword of LQ and of STQ. */
static inline rt_field_value rt_pair_load(void *field)
{
	register uint64_t high __asm__("r8");
	register uint64_t low __asm__("r9");

	__asm__ volatile(".machine push\n\t.machine power8\n\t"
			 "lq 8,0(%2)\n\t.machine pop"
			 : "=r"(high), "=r"(low)
			 : "b"(field)
			 : "memory");
	return rt_field_join(high, low);
}

static inline void rt_pair_store(void *field, rt_field_value value)
{
	register uint64_t high __asm__("r8") = rt_field_high(value);
	register uint64_t low __asm__("r9") = (uint64_t)value;

	__asm__ volatile(".machine push\n\t.machine power8\n\t"
			 "stq 8,0(%2)\n\t.machine pop"
			 :
			 : "r"(high), "r"(low), "b"(field)
			 : "memory");
}

#elif defined(__s390x__)

/* z/Architecture Principles of Operation, chapter 5: LPQ and STPQ. */
static inline rt_field_value rt_pair_load(void *field)
{
	register uint64_t high __asm__("r2");
	register uint64_t low __asm__("r3");

	__asm__ volatile("lpq %0, %2"
			 : "=d"(high), "=d"(low)
			 : "T"(*(rt_field_value *)field)
			 : "memory");
	return rt_field_join(high, low);
}

static inline void rt_pair_store(void *field, rt_field_value value)
{
	register uint64_t high __asm__("r2") = rt_field_high(value);
	register uint64_t low __asm__("r3") = (uint64_t)value;

	__asm__ volatile("stpq %1, %0"
			 : "=T"(*(rt_field_value *)field)
			 : "d"(high), "d"(low)
			 : "memory");
}

#else

static inline rt_field_value rt_pair_load(void *field)
{
	return *(const volatile unsigned char *)field;
}

static inline void rt_pair_store(void *field, rt_field_value value)
{
	*(volatile unsigned char *)field = (unsigned char)value;
}

#endif

/* Whether this machine has rt_pair_load() and rt_pair_store(). */
static inline bool rt_has_pair(void)
{
#if defined(__x86_64__) || defined(__aarch64__) || defined(__powerpc64__) ||   \
	defined(__s390x__)
	return true;
#else
	return false;
#endif
}

#endif
