/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The value of a field, of 16, 32, 64 or 128 bits: one type for all widths,
 * with the field's bits in its lowest ones and zeros above. What is not a
 * field's value (an address, a count, a register) is no rt_value.
 *
 * Pure functions, thread-safe.
 */
#ifndef RT_BASE_VALUE_H
#define RT_BASE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

__extension__ typedef unsigned __int128 rt_value;

enum {
	RT_VALUE_BYTES = 16, /* of the widest field */
	RT_VALUE_BITS = 8 * RT_VALUE_BYTES,
	RT_VALUE_TEXT = 2 + RT_VALUE_BITS / 4 + 1,
};

/* The widths, in words for messages. */
#define RT_WIDTHS "16, 32, 64 or 128"

/* Whether a field may have @width bits. */
static inline bool rt_is_width(unsigned width)
{
	return width == 16 || width == 32 || width == 64 || width == 128;
}

/* The largest value of @width bits, from 1 to 128. */
static inline rt_value rt_mask(unsigned width)
{
	return ~(rt_value)0 >> (RT_VALUE_BITS - width);
}

static inline rt_value rt_value_of(uint64_t high, uint64_t low)
{
	return (rt_value)high << 64 | low;
}

static inline uint64_t rt_value_high(rt_value value)
{
	return (uint64_t)(value >> 64);
}

static inline uint64_t rt_value_low(rt_value value)
{
	return (uint64_t)value;
}

/* The lowest @width bits of @value, byte-swapped. */
static inline rt_value rt_swap_bytes(rt_value value, unsigned width)
{
	return rt_value_of(__builtin_bswap64(rt_value_low(value)),
			   __builtin_bswap64(rt_value_high(value))) >>
	       (RT_VALUE_BITS - width);
}

/* As text, for one call of printf: rt_digits(value, width).text. */
struct rt_digits {
	char text[RT_VALUE_TEXT];
};

/*
 * "0x01ff", with as many digits as a field of @width bits has, or more where
 * @value needs them. @width 0: as few as there are.
 */
struct rt_digits rt_digits(rt_value value, unsigned width);

/*
 * Reads all of @text: hexadecimal after 0x, else decimal. False, and @value
 * unchanged, when it is no number or wider than 128 bits.
 */
bool rt_value_read(rt_value *value, const char *text);

#endif
