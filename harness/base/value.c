/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/value.h"

#include <inttypes.h>
#include <stdio.h>

struct rt_digits rt_digits(rt_value value, unsigned width)
{
	struct rt_digits all;
	uint64_t high = rt_value_high(value), low = rt_value_low(value);
	int digits = (int)width / 4;

	if (high || digits > 16)
		snprintf(all.text, sizeof(all.text),
			 "0x%0*" PRIx64 "%016" PRIx64,
			 digits > 16 ? digits - 16 : 1, high, low);
	else
		snprintf(all.text, sizeof(all.text), "0x%0*" PRIx64, digits,
			 low);
	return all;
}

/* The value of a digit in base 10 or 16; the base or more for no digit. */
static unsigned digit_of(char letter)
{
	if (letter >= '0' && letter <= '9')
		return (unsigned)(letter - '0');
	if (letter >= 'a' && letter <= 'f')
		return (unsigned)(letter - 'a') + 10;
	if (letter >= 'A' && letter <= 'F')
		return (unsigned)(letter - 'A') + 10;
	return 16;
}

bool rt_value_read(rt_value *value, const char *text)
{
	bool is_hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	unsigned base = is_hex ? 16 : 10;
	rt_value number = 0;

	if (is_hex)
		text += 2;
	if (!*text)
		return false;
	for (; *text; text++) {
		unsigned digit = digit_of(*text);

		if (digit >= base || number > (~(rt_value)0 - digit) / base)
			return false;
		number = number * base + digit;
	}
	*value = number;
	return true;
}
