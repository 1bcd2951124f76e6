/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/module/accessors.h"

static void works_unoptimised(void **state)
{
	try_family(*state, RT_CLANG, "-O0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(works_unoptimised),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
