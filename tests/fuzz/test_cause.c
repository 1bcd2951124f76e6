/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which findings are one: causes of crashes. */
#include "harness/fuzz/cause.h"
#include "tests/fuzz/evaluator.h"

static void name(struct rt_cause *cause, const struct fixture *fixture,
		 const char *flags, enum rt_outcome kind, const char *reason)
{
	const struct rt_toolchain *first =
		&fixture->evaluator.toolchains.list[0];
	struct rt_trial trial =
		trial_of("plain", rt_text_string(&first->name), flags);
	struct rt_evaluation outcome = {.kind = (int)kind};
	struct rt_error error = RT_ERROR_INIT;

	snprintf(outcome.reason, sizeof(outcome.reason), "%s", reason);
	if (rt_cause_of(cause, &fixture->evaluator, &trial,
			rt_finding_word(kind), &outcome, RT_OUTCOME_NONE,
			&error))
		fail_msg("%s", error.message);
}

static bool are_one(const struct fixture *fixture, const char *one_flags,
		    const char *one, const char *other_flags, const char *other)
{
	struct rt_cause a, b;

	name(&a, fixture, one_flags, RT_OUTCOME_COMPILER, one);
	name(&b, fixture, other_flags, RT_OUTCOME_COMPILER, other);
	return !strcmp(a.key, b.key);
}

static void a_flag_that_crashes_the_compiler_is_one_cause(void **state)
{
	static const char here[] = "internal compiler error: in here, at a.c:1";
	static const char there[] =
		"internal compiler error: Segmentation fault";
	const struct fixture *fixture = *state;

	assert_true(
		are_one(fixture, "-O2 -fodd=1", here, "-O1 -fodd=2", there));
	assert_true(are_one(fixture, "-fodd", here, "-O3 -fno-odd", there));
	/* Other flags are other causes; without one the message tells. */
	assert_false(are_one(fixture, "-fodd", here, "-feven", here));
	assert_false(are_one(fixture, "-O2", here, "-O2", there));
	assert_true(are_one(fixture, "-O2", here, "-O3", here));
	assert_false(
		are_one(fixture, "-fodd -feven", here, "-fodd -feven", there));
}

static void a_crash_at_another_address_is_no_other(void **state)
{
	struct rt_cause a, b, c;

	name(&a, *state, "-O2", RT_OUTCOME_ERROR,
	     "the accessor crashed: signal 11 in f, at address 0x7f12");
	name(&b, *state, "-O1", RT_OUTCOME_ERROR,
	     "the accessor crashed: signal 11 in f, at address 0x5533");
	name(&c, *state, "-O1", RT_OUTCOME_ERROR,
	     "the accessor crashed: signal 11 in g, at address 0x5533");
	assert_string_equal(a.key, b.key);
	assert_string_not_equal(a.key, c.key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flag_that_crashes_the_compiler_is_one_cause),
		cmocka_unit_test(a_crash_at_another_address_is_no_other),
	};

	return cmocka_run_group_tests_name("cause", tests, set_up, tear_down);
}
