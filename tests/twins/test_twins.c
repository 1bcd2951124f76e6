/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A part of what `make twins` compares in whole: accessors of each kind with
 * musl's memcpy in the module, and some of the torture.
 */
#include "tests/module/fixture.h"
#include "tests/torture/assemble.h"
#include "tests/twins/twins.h"

static const char *const accessors[] = {
	"memcpy",   "bytes-volatile", "rep-movsb",
	"plain",    "big-endian",     "packed-struct-volatile",
	"bitfield", "c11-atomic",     "memcpy-runtime-length",
};

enum { most = 24 };

static unsigned agreed;

static void compare(struct rt_question plan, const char *name)
{
	struct rt_text why = RT_TEXT_INIT;
	enum twins answer = twins_compare(plan, &why);

	if (answer == TWINS_DIFFER)
		fail_msg("%s, %s of %u bits:\n%s", name,
			 plan.stores ? "store" : "load", plan.width,
			 rt_text_string(&why));
	agreed += answer == TWINS_AGREE;
	rt_text_free(&why);
}

static void compare_accessor(struct fixture *fixture, const char *name,
			     const char *flags)
{
	struct rt_build built;
	char source[64];
	const struct rt_cell cell = {
		.source = source,
		.include = "corpora/include",
		.toolchain = fixture_toolchain(fixture, "gcc+musl"),
		.flags = flags,
	};

	snprintf(source, sizeof(source), "corpora/accessors/%s.c", name);
	fixture_build(fixture, &built, &cell);
	for (unsigned i = 0; i < 6; i++) {
		const struct rt_question plan = {
			.module = built.module.data,
			.width = 16u << i / 2,
			.stores = i % 2,
			.offset = -1,
		};

		compare(plan, name);
	}
	rt_build_free(&built);
}

static void both_see_the_same_of_accessors(void **state)
{
	const unsigned count = sizeof(accessors) / sizeof(*accessors);

	agreed = 0;
	for (unsigned i = 0; i < count; i++)
		compare_accessor(*state, accessors[i],
				 i % 3 ? "-O2 -fno-builtin" : "-O0");
	/* rep-movsb has no store; all else must be within their reach. */
	assert_true(agreed >= 6 * (count - 1));
}

static void both_see_the_same_of_the_torture(void **state)
{
	struct fixture *fixture = *state;
	struct torture_accessor list[most];
	struct rt_build built = {.from_cache = false};

	for (unsigned i = 0; i < most; i++)
		torture_generate(&list[i], 7000 + i);
	assert_int_equal(torture_assemble(&built, list, most,
					  fixture_toolchain(fixture, "gcc"),
					  fixture->cache.data),
			 RT_OK);
	agreed = 0;
	for (unsigned i = 0; i < most; i++) {
		const struct rt_question plan = {
			.module = built.module.data,
			.symbol = list[i].symbol,
			.width = list[i].width,
			.stores = list[i].stores,
			.offset = -1,
		};

		compare(plan, list[i].code.data);
		torture_free(&list[i]);
	}
	assert_true(agreed > most / 2);
	rt_build_free(&built);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_see_the_same_of_accessors),
		cmocka_unit_test(both_see_the_same_of_the_torture),
	};

	return cmocka_run_group_tests_name("twins", tests, fixture_setup,
					   fixture_teardown);
}
