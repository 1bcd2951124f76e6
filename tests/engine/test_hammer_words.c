/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the hammer's observation says, of results made up for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "harness/engine/hammer/hammer.h"

static void expect_reason(const struct rt_hammer_result *result,
			  const char *says)
{
	struct rt_observation seen;

	rt_hammer_observe(result, RT_OK, NULL, &seen);
	assert_int_equal(seen.outcome, RT_OUTCOME_TORN);
	if (!strstr(seen.reason, says))
		fail_msg("\"%s\" is missing in: %s", says, seen.reason);
}

static void values_are_as_wide_as_the_field(void **state)
{
	struct rt_hammer_result result = {
		.width = 16,
		.subject = {.changes = 9,
			    .torn = 1,
			    .first = {true, 0x1ff, 0xff, 0x100}},
	};

	(void)state;
	expect_reason(&result, "as 0x01ff between 0x00ff and 0x0100");
	result.width = 32;
	expect_reason(&result,
		      "as 0x000001ff between 0x000000ff and 0x00000100");
	result.width = 64;
	expect_reason(&result, "as 0x00000000000001ff between "
			       "0x00000000000000ff and 0x0000000000000100");
}

static void the_virtqueues_window_is_called_one(void **state)
{
	const struct rt_hammer_result result = {
		.width = 16,
		.has_ring = true,
		.ring = {.torn = 1, .first = {true, 0x1ff, 0xfd, 0x103}},
	};

	(void)state;
	expect_reason(&result, "read as 0x01ff while 0x00fd to 0x0103 were "
			       "published");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_as_wide_as_the_field),
		cmocka_unit_test(the_virtqueues_window_is_called_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
