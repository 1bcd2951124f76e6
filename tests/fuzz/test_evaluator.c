/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The evaluator and its memory. */
#include <sched.h>

#include "tests/fuzz/evaluator.h"

/* What was met is not built again, not even by the next process. */
static void nothing_twice(void **state)
{
	struct fixture *fixture = *state;
	struct rt_trial trial =
		trial_of("memcpy", "gcc+musl", "-O2 -fno-builtin");
	struct rt_evaluation first = try(fixture, &trial), again;

	assert_int_equal(first.kind, RT_OUTCOME_TORN);
	assert_int_equal(first.mixture, RT_MIXTURE_LOW_FIRST);
	assert_int_equal(fixture->evaluator.own_counts.compiled, 1);
	rt_evaluator_close(&fixture->evaluator);
	open_evaluator(fixture);
	again = try(fixture, &trial);
	assert_int_equal(fixture->evaluator.own_counts.compiled, 0);
	assert_int_equal(fixture->evaluator.own_counts.cached, 1);
	assert_int_equal(again.kind, first.kind);
	assert_int_equal(again.shape, first.shape);
	assert_int_equal(again.pattern, first.pattern);
	assert_int_equal(again.witness.value, first.witness.value);
	assert_string_equal(again.witness.before, first.witness.before);
	/* Other flags, the same code: compiled, not judged. */
	trial = trial_of("memcpy", "gcc+musl", "-O2 -fno-builtin -Wall");
	again = try(fixture, &trial);
	assert_int_equal(fixture->evaluator.own_counts.compiled, 1);
	assert_int_equal(fixture->evaluator.own_counts.judged, 0);
	assert_int_equal(again.kind, RT_OUTCOME_TORN);
	/* Another function of that build: judged, not compiled. */
	trial.width = 32;
	again = try(fixture, &trial);
	assert_int_equal(fixture->evaluator.own_counts.compiled, 1);
	assert_int_equal(fixture->evaluator.own_counts.judged, 1);
	assert_int_equal(again.kind, RT_OUTCOME_TORN);
	assert_int_not_equal(again.shape, first.shape);
}

static void what_a_build_comes_to(void **state)
{
	static const struct {
		const char *accessor, *flags;
		enum rt_outcome kind;
	} cases[] = {
		{"read-once", "-O2", RT_OUTCOME_ATOMIC},
		{"memcpy", "-O2 -fno-such-flag", RT_OUTCOME_NO_BUILD},
		{"./tests/fuzz/none.c", "-O2", RT_OUTCOMES},
		{"memcpy", "-O2 -save-temps", RT_OUTCOMES},
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rt_trial trial =
			trial_of(cases[i].accessor, "gcc", cases[i].flags);
		struct rt_evaluation outcome;
		int code = rt_evaluator_try(&fixture->evaluator, &trial,
					    &outcome, NULL);

		if (cases[i].kind == RT_OUTCOMES)
			assert_int_equal(code, RT_USAGE);
		else
			assert_int_equal(outcome.kind, cases[i].kind);
	}
}

static bool was_hammered(const struct rt_evaluation *outcome)
{
	return outcome->hammered;
}

/* One instruction, two cache lines: step cannot tell, two cores can. */
static void undecided_is_hammered_once(void **state)
{
	struct fixture *fixture = *state;
	struct rt_trial trial = across_a_line("read-once", "-O2", "60");
	struct rt_evaluation first =
		hammer_until(fixture, &trial, was_hammered);
	struct rt_evaluation again;

	assert_int_equal(first.kind, RT_OUTCOME_INCONCLUSIVE);
	assert_int_equal(first.mixture, RT_MIXTURE_NONE);
	assert_int_equal(first.hammered, machine_cpus() > 1);
	assert_int_equal(fixture->evaluator.own_counts.hammered,
			 first.hammered);
	assert_int_equal(fixture->evaluator.own_counts.undecided,
			 !first.hammer_torn);
	rt_evaluator_close(&fixture->evaluator);
	open_evaluator(fixture);
	again = try(fixture, &trial);
	assert_int_equal(again.hammered, first.hammered);
	assert_int_equal(again.hammer_torn, first.hammer_torn);
	assert_int_equal(again.witness.value, first.witness.value);
	/* The same code by other flags, and in another such place. */
	trial = across_a_line("read-once", "-O2 -Wall", "60");
	again = try(fixture, &trial);
	assert_int_equal(again.hammer_torn, first.hammer_torn);
	trial = across_a_line("read-once", "-O2", "59");
	again = try(fixture, &trial);
	assert_int_equal(again.hammer_torn, first.hammer_torn);
	assert_int_equal(fixture->evaluator.own_counts.hammered, 0);
}

static void write_source(const struct fixture *fixture, const char *name,
			 const char *otherwise, struct rt_text *path)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_text_format(path, "%s/%s", fixture->folder, name);
	rt_text_format(&text,
		       "#include \"ringtear.h\"\n"
		       "uint16_t ringtear_load16(const void *p)\n{\n"
		       "const volatile uint8_t *b = p; unsigned long f;\n"
		       "__asm__ volatile(\"pushfq; pop %%0\" : \"=r\"(f));\n"
		       "if (f & 0x100) return *(const volatile uint16_t *)p;\n"
		       "%s\n}\n",
		       otherwise);
	assert_int_equal(rt_file_write(rt_text_string(path),
				       rt_text_string(&text), text.length,
				       NULL),
			 0);
	rt_text_free(&text);
}

/*
 * Two that look alike to the step engine, since they see that they are
 * stepped: what two cores saw of the one says nothing of the other.
 */
static void a_tear_of_one_is_not_the_other_s(void **state)
{
	struct fixture *fixture = *state;
	struct rt_text torn = RT_TEXT_INIT, sound = RT_TEXT_INIT;
	struct rt_trial trial;
	struct rt_evaluation outcome;

	write_source(fixture, "torn.c", "return (uint16_t)(b[0] | b[1] << 8);",
		     &torn);
	write_source(fixture, "sound.c",
		     "(void)b; return *(const volatile uint16_t *)p;", &sound);
	trial = trial_of(rt_text_string(&torn), "gcc+musl", "-O2");
	try(fixture, &trial);
	trial = trial_of(rt_text_string(&sound), "gcc+musl", "-O2");
	outcome = try(fixture, &trial);
	assert_int_equal(outcome.kind, RT_OUTCOME_INCONCLUSIVE);
	assert_int_equal(outcome.hammer_torn, 0);
	rt_text_free(&torn);
	rt_text_free(&sound);
}

/* SIGKILL is the same from everybody: another time it may be told. */
static void what_is_killed_is_no_finding_and_not_remembered(void **state)
{
	static const char killed[] =
		"#include <signal.h>\n#include \"ringtear.h\"\n"
		"uint16_t ringtear_load16(const void *p)\n"
		"{ raise(SIGKILL); return *(const volatile uint16_t *)p; }\n";
	struct fixture *fixture = *state;
	struct rt_text path = RT_TEXT_INIT;

	rt_text_format(&path, "%s/killed.c", fixture->folder);
	assert_int_equal(rt_file_write(rt_text_string(&path), killed,
				       strlen(killed), NULL),
			 0);
	for (int i = 0; i < 2; i++) {
		struct rt_trial trial =
			trial_of(rt_text_string(&path), "gcc+glibc", "-O2");
		struct rt_evaluation outcome = try(fixture, &trial);

		assert_int_equal(outcome.kind, RT_OUTCOME_INCONCLUSIVE);
		assert_non_null(strstr(outcome.reason, "not of its own"));
		assert_int_equal(fixture->evaluator.own_counts.judged, i + 1);
	}
	rt_text_free(&path);
}

static void one_cpu_leaves_it_undecided(void **state)
{
	struct fixture *fixture = *state;
	struct rt_trial trial = across_a_line("read-once", "-O2", "60");
	struct rt_evaluation outcome;
	cpu_set_t all, one;
	int cpu = 0;

	assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
	while (!CPU_ISSET(cpu, &all))
		cpu++;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	outcome = try(fixture, &trial);
	assert_int_equal(sched_setaffinity(0, sizeof(all), &all), 0);
	assert_int_equal(outcome.kind, RT_OUTCOME_INCONCLUSIVE);
	assert_false(outcome.hammered);
	assert_int_equal(outcome.hammer_torn, 0);
	assert_int_equal(fixture->evaluator.own_counts.hammered, 0);
	assert_int_equal(fixture->evaluator.own_counts.undecided, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(nothing_twice),
		TEST(what_a_build_comes_to),
		TEST(undecided_is_hammered_once),
		TEST(a_tear_of_one_is_not_the_other_s),
		TEST(what_is_killed_is_no_finding_and_not_remembered),
		TEST(one_cpu_leaves_it_undecided),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
