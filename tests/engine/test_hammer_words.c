/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the hammer's observation says, of results made up for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "harness/engine/hammer/hammer.h"

static void expect(const struct rt_hammer_result *result,
		   enum rt_outcome outcome, const char *says)
{
	struct rt_observation seen;

	rt_hammer_observe(result, RT_OK, NULL, &seen);
	assert_int_equal(seen.outcome, outcome);
	if (!strstr(seen.reason, says))
		fail_msg("\"%s\" is missing in: %s", says, seen.reason);
}

static void expect_reason(const struct rt_hammer_result *result,
			  const char *says)
{
	expect(result, RT_OUTCOME_TORN, says);
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

/* What the field or the virtqueue shows, once it is not torn as well. */
static void an_older_value_is_called_stale(void **state)
{
	struct rt_hammer_result result = {
		.width = 16,
		.has_ring = true,
		.control = {.changes = 9, .torn = 9},
		.subject = {.changes = 9,
			    .stale = 2,
			    .first_stale = {0xfd, 0xff, 0x100}},
		.ring = {.stale = 3, .first_stale = {0x101, 0x118, 0x119}},
	};

	(void)state;
	expect(&result, RT_OUTCOME_ERROR,
	       "stale, not torn: 2 times the field gave an older value, whole, "
	       "first 0x00fd where 0x00ff to 0x0100 were published");
	result.subject.stale = 0;
	expect(&result, RT_OUTCOME_ERROR,
	       "stale, not torn: 3 times the virtqueue's index gave an older "
	       "value, whole, first 0x0101 where 0x0118 to 0x0119");
	result.ring.violations = 1;
	strcpy(result.ring.violation[0].violation.message, "Too large");
	expect(&result, RT_OUTCOME_ERROR, "; the virtqueue broke: Too large");
	result.ring.torn = 1;
	expect(&result, RT_OUTCOME_TORN, "the virtqueue broke: Too large");
}

static void a_violation_that_may_be_either_is_no_tear(void **state)
{
	struct rt_hammer_result result = {
		.width = 16,
		.has_ring = true,
		.control = {.changes = 9, .torn = 9},
		.subject = {.changes = 9},
		.ring = {.violations = 1,
			 .unjudged = 1,
			 .violation =
				 {{.violation = {.value_read = 0x200,
						 .judgement = RT_VQ_UNJUDGED,
						 .message = "Too large"}}}},
	};

	(void)state;
	expect(&result, RT_OUTCOME_INCONCLUSIVE,
	       "the virtqueue broke: Too large; the index 0x0200 was published "
	       "long before, and is a mixture too: it may be stale or torn");
	result.ring.violation[0].violation.judgement = RT_VQ_HELD;
	expect(&result, RT_OUTCOME_INCONCLUSIVE, "neither torn nor stale");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_as_wide_as_the_field),
		cmocka_unit_test(the_virtqueues_window_is_called_one),
		cmocka_unit_test(an_older_value_is_called_stale),
		cmocka_unit_test(a_violation_that_may_be_either_is_no_tear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
