/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a tear says first, of a field that was not aligned. */
#include "harness/verdict/aligned.h"
#include "tests/module/fixture.h"

/* A verdict of @accessor, torn at byte @offset, after aligned ones were asked.
 */
static struct rt_verdict torn_at(struct fixture *fixture, const char *accessor,
				 int offset)
{
	struct rt_verdict verdict = {.outcome = RT_OUTCOME_TORN,
				     .reason = "it was seen"};
	struct rt_cell cell = {.flags = "-O2", .include = "corpora/include"};
	struct rt_question question = {.width = 16, .offset = offset};
	struct rt_build built = {.from_cache = false};
	struct rt_text source = RT_TEXT_INIT;

	rt_text_format(&source, "corpora/accessors/%s.c", accessor);
	cell.source = rt_text_string(&source);
	cell.toolchain = fixture_toolchain(fixture, "gcc+musl");
	fixture_build(fixture, &built, &cell);
	question.module = rt_text_string(&built.module);
	rt_verdict_ask_aligned(&verdict, &question);
	rt_build_free(&built);
	rt_text_free(&source);
	return verdict;
}

static void expect(const struct rt_verdict *verdict, enum rt_outcome aligned,
		   const char *reason)
{
	assert_int_equal(verdict->outcome, RT_OUTCOME_TORN);
	assert_int_equal(verdict->aligned, aligned);
	assert_string_equal(verdict->reason, reason);
}

static void a_sound_load_tears_only_there(void **state)
{
	struct rt_verdict verdict = torn_at(*state, "volatile", 63);

	expect(&verdict, RT_OUTCOME_ATOMIC,
	       "tears only where the field is not aligned: it was seen");
}

static void byte_loads_tear_anywhere(void **state)
{
	struct rt_verdict verdict = torn_at(*state, "bytes-volatile", 63);

	expect(&verdict, RT_OUTCOME_TORN, "it was seen");
}

static void what_is_not_decided_is_not_called_sound(void **state)
{
	struct rt_verdict verdict = torn_at(*state, "rep-movsb", 63);

	expect(&verdict, RT_OUTCOME_INCONCLUSIVE,
	       "tears where the field is not aligned: it was seen");
}

static void an_aligned_field_says_nothing(void **state)
{
	struct rt_verdict verdict = torn_at(*state, "volatile", 62);

	expect(&verdict, RT_OUTCOME_NONE, "it was seen");
	verdict = torn_at(*state, "volatile", -1);
	expect(&verdict, RT_OUTCOME_NONE, "it was seen");
}

/* A record has it as a word, and an older one has none. */
static void a_record_says_the_same(void **state)
{
	(void)state;
	assert_string_equal(rt_aligned_word(RT_OUTCOME_NONE), "");
	for (int i = 0; i < RT_OUTCOMES; i++) {
		enum rt_outcome one = (enum rt_outcome)i;

		if (*rt_aligned_words(one))
			assert_int_equal(rt_aligned_named(rt_aligned_word(one)),
					 one);
	}
	assert_int_equal(rt_aligned_named(""), RT_OUTCOME_NONE);
	assert_int_equal(rt_aligned_named("nonsense"), RT_OUTCOME_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_load_tears_only_there),
		cmocka_unit_test(byte_loads_tear_anywhere),
		cmocka_unit_test(what_is_not_decided_is_not_called_sound),
		cmocka_unit_test(an_aligned_field_says_nothing),
		cmocka_unit_test(a_record_says_the_same),
	};

	return cmocka_run_group_tests_name("aligned", tests, fixture_setup,
					   fixture_teardown);
}
