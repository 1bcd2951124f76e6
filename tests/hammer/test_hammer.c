/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hammer over modules that are built here from small sources: accessors
 * that crash, exit, hang, tear and do not, and a control that lies. Only what
 * holds on a busy machine is asserted.
 */
#include <signal.h>
#include <sys/wait.h>

#include "harness/base/clock.h"
#include "harness/engine/hammer/hammer.h"
#include "pinning/pairs.h"
#include "tests/module/fixture.h"

static const double patience_seconds = 120;

static const struct rt_schedules any_schedules = {.entry = {{.gap = 4}}};

enum control { BYTES, SOUND, NOTHING, CONTROLS };

static const char *const source[CONTROLS] = {
	[BYTES] = ("const volatile unsigned char *b = p; "
		   "unsigned low = b[0]; return low | b[1] << 8;"),
	[SOUND] = "return __atomic_load_n((const unsigned short *)p, 0);",
	[NOTHING] = "(void)p; return 0;",
};

struct bench {
	struct fixture *fixture;
	struct rt_topology *topology;
	struct rt_pairs pairs;
	struct rt_build control[CONTROLS];
};

static struct bench bench;

/* Builds a 16-bit load of @body, with @before in front of it. */
static void build_load(struct rt_build *build, const char *name,
		       const char *before, const char *body)
{
	struct rt_cell cell = {.flags = "-O2"};
	struct rt_text text = RT_TEXT_INIT;
	char *path;

	rt_text_format(&text,
		       "#include <stdlib.h>\n%s\n"
		       "unsigned short ringtear_load16(const void *p)\n{%s}\n",
		       before, body);
	path = fixture_write(bench.fixture, name, rt_text_string(&text));
	cell.source = path;
	cell.toolchain = fixture_toolchain(bench.fixture, "gcc+glibc");
	fixture_build(bench.fixture, build, &cell);
	rt_text_free(&text);
	free(path);
}

static int bench_setup(void **state)
{
	void *fixture = NULL;

	(void)state;
	assert_int_equal(fixture_setup(&fixture), 0);
	bench.fixture = fixture;
	assert_int_equal(rt_topology_load(&bench.topology, NULL), RT_OK);
	if (rt_pairs_choose(bench.topology, "auto", &bench.pairs, NULL))
		return 0; /* one CPU: each test skips */
	for (int i = 0; i < CONTROLS; i++) {
		char name[24];

		snprintf(name, sizeof(name), "control%d.c", i);
		build_load(&bench.control[i], name, "", source[i]);
	}
	return 0;
}

static int bench_teardown(void **state)
{
	void *fixture = bench.fixture;

	(void)state;
	for (int i = 0; i < CONTROLS; i++)
		rt_build_free(&bench.control[i]);
	rt_pairs_free(&bench.pairs);
	rt_topology_free(bench.topology);
	return fixture_teardown(&fixture);
}

/* One run: its plan, and what came of it. */
struct hammering {
	struct rt_trial trial;
	struct rt_hammer_plan plan;
	struct rt_build subject;
	struct rt_hammer_result result;
	struct rt_error error;
	int code;
};

static const char *module_of(const struct rt_build *build)
{
	return rt_text_string(&build->module);
}

static void prepare(struct hammering *hammering)
{
	struct rt_trial *trial = &hammering->trial;

	if (!bench.pairs.count)
		machine_skip("a second CPU", "hammer");
	*hammering = (struct hammering){.error = RT_ERROR_INIT};
	rt_trial_init(trial);
	trial->milliseconds = 20;
	/* 2 s where the two sides take turns, 20 ms both: it ends before. */
	trial->ring_milliseconds = 60000;
	trial->requests = 20000;
	hammering->plan = (struct rt_hammer_plan){
		.trial = trial,
		.modules = {.torn = {module_of(&bench.control[BYTES])},
			    .sound = module_of(&bench.control[SOUND]),
			    .null = module_of(&bench.control[NOTHING])},
		.topology = bench.topology,
		.guest_cpu = bench.pairs.pair[0].first,
		.device_cpu = bench.pairs.pair[0].second,
		.seed = 1,
		.schedules = &any_schedules,
		/* Long enough for a sanitizer's slowness on a busy machine. */
		.grace_seconds = 300,
	};
}

static void run(struct hammering *hammering,
		const struct rt_hammer_watch *watch)
{
	hammering->code = rt_hammer_run(&hammering->plan, &hammering->result,
					watch, &hammering->error);
}

/* What a race must have had before anything can be said of it. */
typedef bool (*enough)(const struct hammering *hammering);

static bool controls_ran(const struct hammering *hammering)
{
	return hammering->result.control.loads > 0;
}

static bool all_ran(const struct hammering *hammering)
{
	return controls_ran(hammering) && hammering->result.subject.loads > 0 &&
	       hammering->result.null_nanoseconds > 0;
}

static bool lies_were_seen(const struct hammering *hammering)
{
	return hammering->result.subject.torn > 0;
}

static bool sound_control_lied(const struct hammering *hammering)
{
	return hammering->result.sound.torn > 0;
}

/* Beside another job a side of a short race may not run at all: once more. */
static void run_until(struct hammering *hammering, enough is_enough)
{
	double limit = rt_clock_seconds() + patience_seconds;

	run(hammering, NULL);
	while (!is_enough(hammering) && rt_clock_seconds() < limit) {
		rt_error_clear(&hammering->error);
		run(hammering, NULL);
	}
	assert_true(is_enough(hammering));
}

static void hammer(struct hammering *hammering, const char *name,
		   const char *before, const char *body)
{
	prepare(hammering);
	build_load(&hammering->subject, name, before, body);
	hammering->plan.modules.subject = module_of(&hammering->subject);
	run(hammering, NULL);
}

static void done(struct hammering *hammering)
{
	rt_build_free(&hammering->subject);
	rt_error_clear(&hammering->error);
}

static void crashed(struct hammering *hammering, const char *said,
		    const char *phase)
{
	struct rt_observation observation;

	assert_int_equal(hammering->code, RT_CRASH);
	if (!strstr(hammering->error.message, said) ||
	    !strstr(hammering->error.message, phase))
		fail_msg("\"%s\" is without \"%s\" or \"%s\"",
			 hammering->error.message, said, phase);
	rt_hammer_observe(&hammering->result, hammering->code,
			  &hammering->error, &observation);
	assert_int_equal(observation.outcome, RT_OUTCOME_ERROR);
	assert_non_null(strstr(observation.reason, said));
	done(hammering);
}

static void a_crash_is_told_with_its_phase(void **state)
{
	struct hammering hammering;

	(void)state;
	/* The child would inherit cmocka's handler, or a sanitizer's. */
	signal(SIGSEGV, SIG_DFL);
	prepare(&hammering);
	build_load(&hammering.subject, "crash.c",
		   "static volatile unsigned short *volatile nowhere;",
		   "(void)p; return *nowhere;");
	hammering.plan.modules.subject = module_of(&hammering.subject);
	/* What the controls did before it is kept. */
	run_until(&hammering, controls_ran);
	crashed(&hammering, "signal 11", "bare field");
}

static void an_exit_is_told(void **state)
{
	struct hammering hammering;

	(void)state;
	hammer(&hammering, "exit.c", "", "(void)p; _Exit(3);");
	crashed(&hammering, "status 3", "bare field");
}

static void an_abort_while_loading_is_told(void **state)
{
	struct hammering hammering;

	(void)state;
	hammer(&hammering, "abort.c",
	       "__attribute__((constructor)) static void f(void) { abort(); }",
	       "(void)p; return 0;");
	crashed(&hammering, "signal 6", "loading");
}

static void a_hang_is_told_and_killed(void **state)
{
	struct hammering hammering;

	(void)state;
	prepare(&hammering);
	build_load(&hammering.subject, "hang.c", "",
		   "(void)p; for (;;) __asm__ volatile(\"\");");
	hammering.plan.modules.subject = module_of(&hammering.subject);
	hammering.trial.ring_milliseconds = 1;
	hammering.plan.grace_seconds = 1;
	run(&hammering, NULL);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	crashed(&hammering, "hung while", "after the start");
}

static void a_sound_accessor_gives_a_bound_and_no_tear(void **state)
{
	struct hammering hammering;
	struct rt_observation observation;

	(void)state;
	prepare(&hammering);
	build_load(&hammering.subject, "sound.c", "", source[SOUND]);
	hammering.plan.modules.subject = module_of(&hammering.subject);
	hammering.plan.schedules = NULL; /* calibrates */
	run_until(&hammering, all_ran);
	assert_int_equal(hammering.code, RT_OK);
	assert_int_equal(hammering.result.subject.torn, 0);
	assert_int_equal(hammering.result.sound.torn, 0);
	assert_true(hammering.result.has_ring);
	assert_int_equal(hammering.result.ring.violations, 0);
	rt_hammer_observe(&hammering.result, hammering.code, &hammering.error,
			  &observation);
	assert_int_not_equal(observation.outcome, RT_OUTCOME_TORN);
	assert_int_not_equal(observation.outcome, RT_OUTCOME_ERROR);
	done(&hammering);
}

/*
 * Torn in each 1,000th load by its own doing, so that no luck is needed: what
 * is published long before or behind.
 */
static const char lie[] =
	"static _Thread_local unsigned calls;"
	"unsigned short v = __atomic_load_n((const unsigned short *)p, 0);"
	"return ++calls % 1000 ? v : v + 0x4000;";

static int refuse(void *data, const struct rt_ring_violation *seen,
		  struct rt_error *error)
{
	unsigned *calls = data;

	(void)seen;
	++*calls;
	return rt_fail(error, RT_SETUP, "the watcher has had enough");
}

static void a_tear_is_seen_and_a_violation_told(void **state)
{
	struct hammering hammering;
	struct rt_observation observation;

	(void)state;
	prepare(&hammering);
	build_load(&hammering.subject, "lie.c", "", lie);
	hammering.plan.modules.subject = module_of(&hammering.subject);
	run_until(&hammering, lies_were_seen);
	assert_int_equal(hammering.code, RT_OK);
	assert_true(hammering.result.subject.first.seen);
	assert_true(hammering.result.ring.violations > 0);
	rt_hammer_observe(&hammering.result, hammering.code, &hammering.error,
			  &observation);
	assert_int_equal(observation.outcome, RT_OUTCOME_TORN);
	done(&hammering);
}

static void a_watcher_that_fails_ends_the_run(void **state)
{
	struct hammering hammering;
	unsigned calls = 0;
	const struct rt_hammer_watch watch = {.violation = refuse,
					      .data = &calls};

	(void)state;
	prepare(&hammering);
	build_load(&hammering.subject, "lie.c", "", lie);
	hammering.plan.modules.subject = module_of(&hammering.subject);
	run(&hammering, &watch);
	assert_int_equal(hammering.code, RT_SETUP);
	assert_string_equal(hammering.error.message,
			    "the watcher has had enough");
	assert_int_equal(calls, 1);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	done(&hammering);
}

static void a_sound_control_that_lies_is_our_bug(void **state)
{
	struct hammering hammering;

	(void)state;
	prepare(&hammering);
	build_load(&hammering.subject, "lie.c", "", lie);
	hammering.plan.modules.subject = module_of(&bench.control[SOUND]);
	hammering.plan.modules.sound = module_of(&hammering.subject);
	hammering.trial.requests = 1;
	run_until(&hammering, sound_control_lied);
	assert_int_equal(hammering.code, RT_INTERNAL);
	assert_non_null(strstr(hammering.error.message, "a bug in ringtear"));
	done(&hammering);
}

static void bad_plans_are_refused(void **state)
{
	struct hammering hammering;

	(void)state;
	prepare(&hammering);
	hammering.plan.modules.subject = module_of(&bench.control[SOUND]);
	hammering.plan.device_cpu = hammering.plan.guest_cpu;
	run(&hammering, NULL);
	assert_int_equal(hammering.code, RT_SETUP);
	rt_error_clear(&hammering.error);

	prepare(&hammering);
	hammering.plan.modules.subject = module_of(&bench.control[SOUND]);
	hammering.trial.width = 32;
	run(&hammering, NULL);
	assert_int_equal(hammering.code, RT_SUBJECT);
	assert_non_null(strstr(hammering.error.message, "ringtear_load32"));
	rt_error_clear(&hammering.error);

	prepare(&hammering);
	hammering.plan.modules.subject = "/nowhere/module.so";
	run(&hammering, NULL);
	assert_int_equal(hammering.code, RT_BUILD);
	assert_non_null(strstr(hammering.error.message, "/nowhere/module.so"));
	done(&hammering);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_crash_is_told_with_its_phase),
		cmocka_unit_test(an_exit_is_told),
		cmocka_unit_test(an_abort_while_loading_is_told),
		cmocka_unit_test(a_hang_is_told_and_killed),
		cmocka_unit_test(a_sound_accessor_gives_a_bound_and_no_tear),
		cmocka_unit_test(a_tear_is_seen_and_a_violation_told),
		cmocka_unit_test(a_watcher_that_fails_ends_the_run),
		cmocka_unit_test(a_sound_control_that_lies_is_our_bug),
		cmocka_unit_test(bad_plans_are_refused),
	};

	return cmocka_run_group_tests_name("hammer", tests, bench_setup,
					   bench_teardown);
}
