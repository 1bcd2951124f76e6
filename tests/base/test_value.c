/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "harness/base/clock.h"
#include "harness/base/value.h"

static rt_value any(struct rt_random *random)
{
	return rt_value_of(rt_random_next(random), rt_random_next(random));
}

static void text_and_value_are_the_same(void **state)
{
	static const unsigned widths[] = {16, 32, 64, 128};
	struct rt_random random = {.state = 1};

	(void)state;
	for (int round = 0; round < 2000; round++)
		for (int i = 0; i < 4; i++) {
			rt_value value = any(&random) & rt_mask(widths[i]);
			struct rt_digits digits = rt_digits(value, widths[i]);
			rt_value read = 0;

			assert_int_equal(strlen(digits.text),
					 2 + widths[i] / 4);
			assert_true(rt_value_read(&read, digits.text));
			assert_true(read == value);
			assert_true(
				rt_value_read(&read, rt_digits(value, 0).text));
			assert_true(read == value);
		}
	assert_string_equal(rt_digits(0, 0).text, "0x0");
	assert_string_equal(rt_digits(rt_value_of(1, 2), 16).text,
			    "0x10000000000000002");
	assert_string_equal(rt_digits(rt_value_of(0, 2), 128).text,
			    "0x00000000000000000000000000000002");
}

static void what_is_no_number_of_128_bits_is_refused(void **state)
{
	static const char *const refused[] = {
		"",
		"0x",
		"x",
		"12x",
		"-1",
		" 1",
		"1 ",
		"fe",
		"0xg",
		"0x100000000000000000000000000000000",
		"340282366920938463463374607431768211456",
	};
	rt_value value = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++)
		assert_false(rt_value_read(&value, refused[i]));
	assert_true(value == 7);
	assert_true(rt_value_read(&value,
				  "340282366920938463463374607431768211455"));
	assert_true(value == ~(rt_value)0);
	assert_true(rt_value_read(&value, "0100"));
	assert_true(value == 100);
}

static void bytes_are_swapped_within_the_width(void **state)
{
	const rt_value value =
		rt_value_of(0x0011223344556677, 0x8899aabbccddeeff);

	(void)state;
	assert_true(rt_swap_bytes(value, 16) == 0xffee);
	assert_true(rt_swap_bytes(value, 32) == 0xffeeddcc);
	assert_true(rt_swap_bytes(value, 64) == 0xffeeddccbbaa9988);
	assert_true(rt_swap_bytes(value, 128) ==
		    rt_value_of(0xffeeddccbbaa9988, 0x7766554433221100));
	assert_true(rt_mask(16) == 0xffff);
	assert_true(rt_mask(128) == ~(rt_value)0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_and_value_are_the_same),
		cmocka_unit_test(what_is_no_number_of_128_bits_is_refused),
		cmocka_unit_test(bytes_are_swapped_within_the_width),
	};

	return cmocka_run_group_tests_name("value", tests, NULL, NULL);
}
