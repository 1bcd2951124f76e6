/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs that never stop at something, each under the limit for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "harness/base/clock.h"
#include "harness/base/file.h"
#include "harness/base/process.h"
#include "harness/base/process_group.h"

/* Far more than any of them needs, and far less than a test run may take. */
static const double far_away = 120;

/* At 5 ms each: what was killed ends when it is given a CPU. */
enum { most_polls = 12000 };

static void run(struct rt_process *process, const char *script,
		const struct rt_limits *limits)
{
	char *argv[] = {"sh", "-c", (char *)script, NULL};
	struct rt_error error = RT_ERROR_INIT;

	assert_int_equal(
		rt_process_run_limited(process, argv, NULL, limits, &error),
		RT_OK);
	rt_error_clear(&error);
}

/* @script must be stopped by exactly @limit, not by the time. */
static void assert_stopped(const char *script, const struct rt_limits *limits,
			   enum rt_limit limit)
{
	struct rt_process process;

	run(&process, script, limits);
	assert_string_equal(rt_limit_name(process.limit), rt_limit_name(limit));
	assert_int_equal(process.timed_out, limit == RT_LIMIT_SECONDS);
	rt_process_free(&process);
}

static void loops(void **state)
{
	const struct rt_limits limits = {.seconds = far_away, .cpu_seconds = 1};

	(void)state;
	assert_stopped("while :; do :; done", &limits, RT_LIMIT_CPU);
}

static void loops_and_will_not_hear(void **state)
{
	const struct rt_limits limits = {.seconds = far_away, .cpu_seconds = 1};

	(void)state;
	assert_stopped("trap '' XCPU; while :; do :; done", &limits,
		       RT_LIMIT_CPU);
}

static void sleeps(void **state)
{
	const struct rt_limits limits = {.seconds = 0.1};

	(void)state;
	assert_stopped("sleep 60", &limits, RT_LIMIT_SECONDS);
}

static void writes(void **state)
{
	const struct rt_limits limits = {.seconds = far_away, .file = 1 << 16};
	struct rt_text folder = RT_TEXT_INIT;
	struct rt_text script = RT_TEXT_INIT;

	(void)state;
	assert_int_equal(rt_folder_make_temporary(&folder, "/tmp", NULL),
			 RT_OK);
	rt_text_format(&script, "exec cat /dev/zero >%s/file", folder.data);
	assert_stopped(script.data, &limits, RT_LIMIT_FILE);
	rt_folder_remove(folder.data);
	rt_text_free(&script);
	rt_text_free(&folder);
}

static void prints(void **state)
{
	const struct rt_limits limits = {.seconds = far_away,
					 .output = 1 << 20};

	(void)state;
	assert_stopped("exec yes", &limits, RT_LIMIT_OUTPUT);
}

static void prints_a_lot_but_ends(void **state)
{
	const struct rt_limits limits = {.seconds = far_away,
					 .output = 1 << 20};
	struct rt_process process;

	(void)state;
	run(&process, "head -c 1000000 /dev/zero", &limits);
	assert_int_equal(process.limit, RT_LIMIT_NONE);
	assert_int_equal(process.exit_status, 0);
	assert_int_equal(process.output.length, 1000000);
	rt_process_free(&process);
}

/* Takes twice the memory again and again; a shell's words are its memory. */
static void allocates(void **state)
{
	const struct rt_limits limits = {
		.seconds = far_away, .cpu_seconds = 10, .memory = 16 << 20};
	struct rt_process process;

	(void)state;
	run(&process, "a=aaaaaaaa; while :; do a=$a$a; done", &limits);
	assert_int_equal(process.limit, RT_LIMIT_NONE);
	assert_int_not_equal(process.exit_status, 0);
	rt_process_free(&process);
}

static void forks(void **state)
{
	const struct rt_limits limits = {
		.seconds = far_away, .cpu_seconds = 10, .processes = 16};
	struct rt_process process;

	(void)state;
	run(&process, "echo $$; while :; do sleep 60 & done", &limits);
	assert_string_equal(rt_limit_name(process.limit),
			    rt_limit_name(RT_LIMIT_PROCESSES));
	/* None of them is left: SIGKILL takes a moment to be noticed. */
	for (int i = 0; i < most_polls; i++) {
		pid_t group = (pid_t)atoi(process.output.data);

		if (!rt_process_group_exceeds(group, 0))
			break;
		assert_int_not_equal(i, most_polls - 1);
		usleep(5000);
	}
	rt_process_free(&process);
}

/* Those of a process that the program forks before anything else. */
static void hold_from_the_first_instruction(void **state)
{
	const struct rt_limits limits = {.seconds = far_away,
					 .cpu_seconds = 7,
					 .memory = 64 << 20,
					 .file = 1 << 20};

	(void)state;
	for (int i = 0; i < 50; i++) {
		struct rt_process process;

		run(&process, "(ulimit -t; ulimit -v; ulimit -f)", &limits);
		/* Seconds, KiB, and blocks of 512 bytes (dash, bash -p). */
		assert_string_equal(process.output.data, "7\n65536\n2048\n");
		rt_process_free(&process);
	}
}

static void is_told_nothing_within_its_limits(void **state)
{
	const struct rt_limits limits = {
		.seconds = far_away,
		.cpu_seconds = 10,
		.memory = (size_t)1 << 30,
		.file = 1 << 20,
		.output = 1 << 20,
		.processes = 16,
	};
	struct rt_process process;

	(void)state;
	run(&process, "echo said; exit 3", &limits);
	assert_int_equal(process.limit, RT_LIMIT_NONE);
	assert_int_equal(process.exit_status, 3);
	assert_string_equal(process.output.data, "said\n");
	rt_process_free(&process);
}

static void leaves_nothing_behind(void **state)
{
	const struct rt_limits limits = {.seconds = far_away, .processes = 16};
	struct rt_process process;

	(void)state;
	run(&process, "echo $$; exec >/dev/null 2>&1; sleep 60 & exit 0",
	    &limits);
	assert_int_equal(process.exit_status, 0);
	for (int i = 0; i < most_polls; i++) {
		if (!rt_process_group_exceeds((pid_t)atoi(process.output.data),
					      0))
			break;
		assert_int_not_equal(i, most_polls - 1);
		usleep(5000);
	}
	rt_process_free(&process);
}

static void a_group_is_counted(void **state)
{
	(void)state;
	assert_true(rt_process_group_exceeds(getpgrp(), 0));
	assert_false(rt_process_group_exceeds(getpgrp(), 1 << 20));
	/* No group: its number is above any pid (proc(5), pid_max). */
	assert_false(rt_process_group_exceeds(1 << 30, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loops),
		cmocka_unit_test(loops_and_will_not_hear),
		cmocka_unit_test(sleeps),
		cmocka_unit_test(writes),
		cmocka_unit_test(prints),
		cmocka_unit_test(prints_a_lot_but_ends),
		cmocka_unit_test(allocates),
		cmocka_unit_test(forks),
		cmocka_unit_test(hold_from_the_first_instruction),
		cmocka_unit_test(is_told_nothing_within_its_limits),
		cmocka_unit_test(leaves_nothing_behind),
		cmocka_unit_test(a_group_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
