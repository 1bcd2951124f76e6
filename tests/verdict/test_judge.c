/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One module judged: accessors of the corpora whose truth is known. */
#include "harness/verdict/judge.h"
#include "tests/module/fixture.h"

static void build(struct fixture *fixture, struct rt_build *built,
		  const char *accessor)
{
	struct rt_text source = RT_TEXT_INIT;
	struct rt_cell cell = {.flags = "-O2", .include = "corpora/include"};

	rt_text_format(&source, "corpora/accessors/%s.c", accessor);
	cell.source = rt_text_string(&source);
	cell.toolchain = fixture_toolchain(fixture, "gcc+musl");
	fixture_build(fixture, built, &cell);
	rt_text_free(&source);
}

static void judge(struct fixture *fixture, struct rt_judgement *judgement,
		  const char *accessor, struct rt_question question,
		  const char *engines)
{
	struct rt_build built = {.from_cache = false};
	struct rt_error error = RT_ERROR_INIT;

	build(fixture, &built, accessor);
	question.module = rt_text_string(&built.module);
	question.width = 16;
	if (rt_judge(judgement, &question, engines, &error))
		fail_msg("%s: %s", accessor, error.message);
	rt_build_free(&built);
}

static void byte_loads_are_torn(void **state)
{
	const struct rt_question question = {.offset = -1};
	struct rt_judgement judgement;

	judge(*state, &judgement, "bytes-volatile", question, NULL);
	assert_int_equal(judgement.count, 2);
	assert_string_equal(judgement.seen[0].engine, "codegen");
	assert_string_equal(judgement.seen[1].engine, "step");
	assert_int_equal(judgement.verdict.outcome, RT_OUTCOME_TORN);
	assert_int_equal(judgement.verdict.emitted, RT_EMITTED_PARTS);
	assert_int_equal(rt_judgement_codegen(&judgement)->account->sites, 2);
	assert_true(rt_judgement_step(&judgement)->has_witness);
	rt_judgement_free(&judgement);
}

static void one_load_is_atomic(void **state)
{
	const struct rt_question question = {.offset = -1};
	struct rt_judgement judgement;

	judge(*state, &judgement, "volatile", question, NULL);
	assert_int_equal(judgement.verdict.outcome, RT_OUTCOME_ATOMIC);
	assert_int_equal(judgement.verdict.emitted, RT_EMITTED_WHOLE);
	assert_false(rt_judgement_step(&judgement)->has_witness);
	rt_judgement_free(&judgement);
}

static void only_the_engines_asked_look(void **state)
{
	const struct rt_question question = {.offset = -1, .stores = true};
	struct rt_judgement judgement;

	judge(*state, &judgement, "bytes-volatile", question, "codegen");
	assert_int_equal(judgement.count, 1);
	assert_null(rt_judgement_step(&judgement));
	assert_int_equal(judgement.verdict.outcome, RT_OUTCOME_INCONCLUSIVE);
	assert_int_equal(judgement.verdict.emitted, RT_EMITTED_PARTS);
	rt_judgement_free(&judgement);
	judge(*state, &judgement, "bytes-volatile", question, "step");
	assert_int_equal(judgement.count, 1);
	assert_null(rt_judgement_codegen(&judgement));
	assert_int_equal(judgement.verdict.outcome, RT_OUTCOME_TORN);
	rt_judgement_free(&judgement);
}

static int no_cpu(struct rt_step_cpu **cpu, const char *path,
		  const char *symbol, unsigned width, bool stores,
		  struct rt_error *error)
{
	(void)path, (void)symbol, (void)width, (void)stores;
	*cpu = NULL;
	return rt_fail(error, RT_SETUP, "no such CPU here");
}

static void absent_cpu_is_an_observation(void **state)
{
	static const struct rt_step_cpu_kind absent = {.name = "absent",
						       .open = no_cpu};
	const struct rt_question question = {.offset = -1, .cpu = &absent};
	struct rt_judgement judgement;

	judge(*state, &judgement, "volatile", question, NULL);
	assert_int_equal(judgement.seen[1].outcome, RT_OUTCOME_INCONCLUSIVE);
	assert_non_null(strstr(judgement.seen[1].reason, "no such CPU"));
	assert_int_equal(judgement.verdict.outcome, RT_OUTCOME_INCONCLUSIVE);
	rt_judgement_free(&judgement);
}

static void missing_accessor_is_an_error(void **state)
{
	struct rt_question question = {.offset = -1, .width = 16};
	struct rt_build built = {.from_cache = false};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_judgement judgement;

	build(*state, &built, "volatile");
	question.module = rt_text_string(&built.module);
	question.symbol = "read_idx";
	assert_int_equal(rt_judge(&judgement, &question, NULL, &error),
			 RT_SUBJECT);
	assert_non_null(strstr(error.message, "read_idx"));
	rt_judgement_free(&judgement);
	rt_build_free(&built);
	rt_error_clear(&error);
}

static int race_that_tears(void *data, const struct rt_question *question,
			   struct rt_observation *seen, struct rt_error *error)
{
	(void)data, (void)error;
	assert_int_equal(rt_question_place(question), 2);
	/* It hears what was seen before. */
	assert_int_equal(question->seen_count, 2);
	assert_string_equal(question->seen[1].engine, "step");
	*seen = (struct rt_observation){.outcome = RT_OUTCOME_TORN,
					.reason = "raced"};
	return RT_OK;
}

static void another_engine_is_weighed_in(void **state)
{
	const struct rt_racer racer = {.race = race_that_tears};
	const struct rt_question question = {.offset = -1, .racer = &racer};
	struct rt_judgement judgement;

	judge(*state, &judgement, "volatile", question, "hammer,step,codegen");
	assert_int_equal(judgement.count, 3);
	/* All ways are whole: whoever is wrong, nothing is said. */
	assert_int_equal(judgement.verdict.outcome, RT_OUTCOME_INCONCLUSIVE);
	assert_string_equal(judgement.verdict.engine, "");
	assert_non_null(strstr(judgement.verdict.reason, "disagree"));
	assert_true(judgement.verdict.disagreement[0]);
	rt_judgement_free(&judgement);
}

static void what_an_engine_lacks_it_says(void **state)
{
	const struct rt_question question = {.offset = -1};
	struct rt_judgement judgement;

	judge(*state, &judgement, "volatile", question, "tsan");
	assert_int_equal(judgement.seen[0].outcome, RT_OUTCOME_BESIDE);
	assert_non_null(strstr(judgement.seen[0].reason, "needs the source"));
	rt_judgement_free(&judgement);
}

static void engines_are_named_as_in_the_table(void **state)
{
	struct rt_error error = RT_ERROR_INIT;

	(void)state;
	for (int i = 0; rt_engines[i]; i++) {
		assert_int_equal(rt_engines_check(rt_engines[i]->name, &error),
				 RT_OK);
		assert_true(
			rt_engine_is_asked(rt_engines[i], rt_engines[i]->name));
		assert_int_equal(rt_engine_is_asked(rt_engines[i], NULL),
				 rt_engines[i]->is_usual);
	}
	assert_int_equal(rt_engines_check("step,codegen", &error), RT_OK);
	assert_int_equal(rt_engines_check("step,ste", &error), RT_USAGE);
	assert_string_equal(error.message,
			    "there is no engine 'ste'; there are codegen, "
			    "step, hammer and tsan");
	assert_int_equal(rt_engines_check("", &error), RT_USAGE);
	rt_error_clear(&error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(byte_loads_are_torn),
		cmocka_unit_test(one_load_is_atomic),
		cmocka_unit_test(only_the_engines_asked_look),
		cmocka_unit_test(absent_cpu_is_an_observation),
		cmocka_unit_test(missing_accessor_is_an_error),
		cmocka_unit_test(another_engine_is_weighed_in),
		cmocka_unit_test(what_an_engine_lacks_it_says),
		cmocka_unit_test(engines_are_named_as_in_the_table),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
