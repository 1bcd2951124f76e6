/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an exploration is made of: places, values, calls, gaps and replays. The
 * accessors have their truth written beside them; the real CPU steps them.
 */
#include "harness/base/value.h"
#include "harness/engine/step/values.h"
#include "tests/engine/step.h"

static const struct step_case shapes[] = {
	{LOAD16 "{ return " WORD "; }", 16, false, RT_OUTCOME_ATOMIC, ""},
	{LOAD16 "{ return " WORD " < 9 ? " WORD " : " WORD "; }", 16, false,
	 RT_OUTCOME_ATOMIC, ""},
	{LOAD16 "{ uint16_t low = " BYTE(0) "; return low | " BYTE(1) "<< 8; }",
	 16, false, RT_OUTCOME_TORN, ""},
};

/* The pairs that are tried without an account. */
static unsigned hunted_count(unsigned width)
{
	struct rt_step_pair pair;
	unsigned count = 0;

	while (rt_step_hunted_pair(NULL, count, width, &pair))
		count++;
	return count;
}

/*
 * k accesses make k + 1 replays, and one more where there is a gap between. The
 * new value alone is traced before them.
 */
static void k_accesses_make_k_plus_1_replays(void **state)
{
	struct rt_step_result result;
	struct rt_build built;

	step_build(*state, &built, "gcc+musl", "-O2", shapes, 3);
	/* At one place: the first call and later ones, one pair of values. */
	step_one(&built, 0, &shapes[0], 2, &result);
	assert_int_equal(result.replays, 2 * (1 + 1));
	assert_int_equal(result.traces,
			 1 + rt_step_pair_count(16) + hunted_count(16) + 2);
	assert_false(result.twice);
	step_one(&built, 1, &shapes[1], 2, &result);
	assert_true(result.twice);
	assert_int_equal(result.torn, 0);
	/* Three for the first call; later ones and those of eight pairs each.
	 */
	assert_true(result.replays >= 3 + 7 * (3 + 1));
	rt_build_free(&built);
}

/* Each byte in each of its classes, and any two of them in each pair. */
static void every_class_of_value_is_there(void **state)
{
	(void)state;
	for (unsigned width = 16; width <= 128; width *= 2) {
		unsigned seen[16][5] = {{0}};

		for (unsigned i = 0; i < rt_step_pair_count(width); i++) {
			struct rt_step_pair pair = rt_step_pair(i, width);

			assert_true(pair.old_value <= rt_mask(width));
			assert_true(pair.new_value <= rt_mask(width));
			for (unsigned byte = 0; byte < width / 8; byte++) {
				uint8_t old =
					(uint8_t)(pair.old_value >> 8 * byte);
				uint8_t new =
					(uint8_t)(pair.new_value >> 8 * byte);

				seen[byte][0] += !old && new;
				seen[byte][1] += !old && !new;
				seen[byte][2] += old == 0xff && new != 0xff;
				seen[byte][3] += old == 0xff && new == 0xff;
				seen[byte][4] += old == new;
			}
		}
		for (unsigned byte = 0; byte < width / 8; byte++)
			for (unsigned class = 0; class < 5; class ++)
				assert_true(seen[byte][class] >= 2);
	}
}

static unsigned class_of(rt_value from, rt_value to, unsigned byte)
{
	unsigned before = (unsigned)(from >> 8 * byte) & 0xff;
	unsigned after = (unsigned)(to >> 8 * byte) & 0xff;

	return (before		  ? 0
		: before == after ? 1
				  : 2) +
	       (before == 0xff ? 3 : 0) + (after == 0xff ? 6 : 0);
}

/* Any two bytes, wherever they lie, change in different ways at once. */
static void any_two_bytes_have_different_classes(void **state)
{
	(void)state;
	for (unsigned one = 0; one < 16; one++)
		for (unsigned other = 0; other < one; other++) {
			unsigned different = 0;

			for (unsigned i = 0; i < rt_step_pair_count(128); i++) {
				struct rt_step_pair pair = rt_step_pair(i, 128);

				different += class_of(pair.old_value,
						      pair.new_value, one) !=
					     class_of(pair.old_value,
						      pair.new_value, other);
			}
			assert_true(different >= 36);
		}
}

/* One byte alone changes, and each alone stays. */
static void each_byte_changes_alone(void **state)
{
	(void)state;
	for (unsigned width = 16; width <= 128; width *= 2) {
		unsigned changes = 0, stays = 0;

		for (unsigned i = 0; i < rt_step_pair_count(width); i++) {
			struct rt_step_pair pair = rt_step_pair(i, width);
			rt_value change = pair.old_value ^ pair.new_value;
			unsigned count = 0;

			for (unsigned byte = 0; byte < width / 8; byte++)
				count += (change >> 8 * byte & 0xff) != 0;
			changes += count == 1;
			stays += count == width / 8 - 1;
		}
		assert_true(changes >= width / 8);
		assert_true(stays >= width / 8);
	}
}

/* Of the first pair, and of what is stored in each gap, no two are alike. */
static void every_mixture_is_a_value_of_its_own(void **state)
{
	(void)state;
	for (unsigned width = 16; width <= 128; width *= 2) {
		struct rt_step_pair pair = rt_step_pair(0, width);
		bool taken[16][256] = {{false}};

		for (unsigned byte = 0; byte < width / 8; byte++) {
			taken[byte][pair.old_value >> 8 * byte & 0xff] = true;
			assert_false(
				taken[byte][pair.new_value >> 8 * byte & 0xff]);
			for (unsigned i = 0; i < RT_STEP_OTHER_VALUES; i++) {
				rt_value other = rt_step_other_value(i, width);
				bool *one =
					&taken[byte][other >> 8 * byte & 0xff];

				assert_false(*one);
				*one = true;
			}
		}
	}
}

static void musl_and_glibc_tear_as_measured(void **state)
{
	static const char *const toolchains[] = {"gcc+musl", "gcc+glibc"};
	static const struct step_case copy = {
		LOAD16 "{ uint16_t v; memcpy(&v, p, 2); return v; }", 16, false,
		RT_OUTCOME_TORN, ""};

	for (int i = 0; i < 2; i++) {
		struct rt_step_result result;
		struct rt_build built;

		step_build(*state, &built, toolchains[i], "-O2 -fno-builtin",
			   &copy, 1);
		step_one(&built, 0, &copy, 2, &result);
		/* glibc before 2.35 copies whole. */
		if (i == 0)
			assert_true(result.has_witness);
		assert_int_equal(result.blind, RT_STEP_SEEN_ALL);
		rt_build_free(&built);
	}
}

/* The witness's own run, again and again. */
static void a_witness_repeats(void **state)
{
	struct rt_step_result result;
	struct rt_build built;
	static struct rt_step_trace trace;
	struct rt_step_cpu *cpu;
	const char *module;

	step_build(*state, &built, "gcc+musl", "-O2", shapes, 3);
	module = rt_text_string(&built.module);
	/* Two accesses, but `refetch` is a word for what is whole. */
	assert_false(step_one(&built, 2, &shapes[2], -1, &result).twice);
	assert_true(result.has_witness);
	assert_int_equal(
		rt_step_native.open(&cpu, module, "case_2", 16, false, NULL),
		0);
	for (size_t i = 0; i < 1000; i += spread(10)) {
		assert_int_equal(rt_step_native.run(cpu, &result.witness.run,
						    &trace, NULL),
				 0);
		assert_true(trace.result == result.witness.value);
	}
	rt_step_native.close(cpu);
	rt_build_free(&built);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(k_accesses_make_k_plus_1_replays),
		cmocka_unit_test(every_class_of_value_is_there),
		cmocka_unit_test(any_two_bytes_have_different_classes),
		cmocka_unit_test(each_byte_changes_alone),
		cmocka_unit_test(every_mixture_is_a_value_of_its_own),
		cmocka_unit_test(musl_and_glibc_tear_as_measured),
		cmocka_unit_test(a_witness_repeats),
	};

	return cmocka_run_group_tests_name("step", tests, fixture_setup,
					   fixture_teardown);
}
