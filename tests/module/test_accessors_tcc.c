/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/module/accessors.h"

static void works_unoptimised(void **state)
{
	try_family(*state, RT_TCC, "-O0");
}

static void works_optimised(void **state)
{
	try_family(*state, RT_TCC, "-O2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(works_unoptimised),
		cmocka_unit_test(works_optimised),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
