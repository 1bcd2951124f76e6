/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Children and programs that a signal ends: what they do to themselves is a
 * crash, what is done to them is none.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "harness/base/process.h"
#include "tests/base/child.h"

static void write_to_nothing(void *data)
{
	(void)data;
	*(volatile int *)16 = 1;
}

static void trap(void *data)
{
	(void)data;
	__builtin_trap();
}

static void give_up(void *data)
{
	(void)data;
	abort();
}

static void send_itself_a_fault(void *data)
{
	(void)data;
	raise(SIGSEGV);
}

static void send_itself_the_end(void *data)
{
	(void)data;
	kill(getpid(), SIGTERM);
	pause();
}

static void let_a_clock_ring(void *data)
{
	(void)data;
	ualarm(1000, 0);
	pause();
}

static int call_for_ever(int depth)
{
	/* The compiler must not see that it does not end. */
	static int (*volatile again)(int) = call_for_ever;
	volatile char room[4096];

	room[0] = (char)depth;
	return again(depth + 1) + room[0];
}

static void lose_its_stack(void *data)
{
	((struct shared *)data)->answer = call_for_ever(0);
}

static void its_own_doing_is_a_crash(void **state)
{
	(void)state;
	expect(write_to_nothing, RT_CRASH, "it crashed: signal 11");
	expect(trap, RT_CRASH, "it crashed: signal");
	expect(give_up, RT_CRASH, "it crashed: signal 6");
	expect(send_itself_a_fault, RT_CRASH, "it crashed: signal 11");
	expect(send_itself_the_end, RT_CRASH, "it crashed: signal 15");
	expect(let_a_clock_ring, RT_CRASH, "it crashed: signal 14");
	expect(lose_its_stack, RT_CRASH, "it crashed: signal 11");
}

static void wait_to_be_ended(void *data)
{
	struct shared *shared = data;

	shared->left = getpid();
	atomic_fetch_add(&shared->came, 1);
	for (;;)
		pause();
}

/* The signal is in shared->answer; it is sent once. */
static int end_it(void *data, double spent, struct rt_error *error)
{
	struct shared *shared = data;

	(void)spent;
	(void)error;
	if (!atomic_load(&shared->came) || shared->code)
		return RT_OK;
	shared->code = 1;
	kill(shared->left, shared->answer);
	return RT_OK;
}

static void what_is_done_to_it_is_none(void **state)
{
	static const int sent[] = {SIGKILL, SIGTERM, SIGSEGV, SIGABRT,
				   SIGTRAP, SIGXCPU, SIGUSR1, SIGSTOP};

	(void)state;
	for (size_t i = 0; i < sizeof(sent) / sizeof(*sent); i++) {
		struct rt_error error = RT_ERROR_INIT;
		struct shared *shared = share();
		const struct rt_child child = {.body = wait_to_be_ended,
					       .data = shared,
					       .what = "it",
					       .seconds = 60,
					       .tick = end_it};

		shared->answer = sent[i];
		assert_int_equal(rt_child_run(&child, &error), RT_INTERRUPTED);
		assert_non_null(strstr(error.message, "not of its own"));
		assert_null(strstr(error.message, "crashed"));
		rt_error_clear(&error);
		rt_apart_unmap(shared, sizeof(*shared));
	}
}

static void spin_under(rlim_t most)
{
	const struct rlimit limit = {.rlim_cur = 1, .rlim_max = most};

	setrlimit(RLIMIT_CPU, &limit);
	for (volatile unsigned long turns = 0;; turns++)
		continue;
}

static void spin_to_the_limit(void *data)
{
	(void)data;
	spin_under(1);
}

static void a_limit_of_the_machine_is_none(void **state)
{
	(void)state;
	expect(spin_to_the_limit, RT_INTERRUPTED, "not of its own");
}

/* A program that runs @script, where $0 is the path @marker. */
static int run_script(struct rt_process *process, const char *script,
		      const char *marker)
{
	char *argv[] = {"sh", "-c", (char *)script, (char *)marker, NULL};
	struct rt_error error = RT_ERROR_INIT;
	int code = rt_process_run_tested(process, argv, NULL, 60, &error);

	rt_error_clear(&error);
	return code;
}

static void a_program_that_is_killed_runs_again(void **state)
{
	char folder[] = "/tmp/ringtear-ending.XXXXXX", marker[64];
	struct rt_process process;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(marker, sizeof(marker), "%s/marker", folder);
	assert_int_equal(run_script(&process,
				    "echo said; [ -e \"$0\" ] && exit 7; "
				    ": >\"$0\"; kill -9 $$",
				    marker),
			 RT_OK);
	assert_int_equal(process.exit_status, 7);
	assert_false(process.is_interrupted);
	/* Of the first run nothing is left. */
	assert_string_equal(rt_text_string(&process.output), "said\n");
	rt_process_free(&process);
	unlink(marker);
	rmdir(folder);
}

static void what_ended_a_program_is_told(void **state)
{
	static const struct {
		const char *script;
		int signal;
		bool is_interrupted;
	} ends[] = {
		{"kill -9 $$", SIGKILL, true},
		{"kill -TERM $$", SIGTERM, true},
		{"kill -SEGV $$", SIGSEGV, false},
		{"kill -ABRT $$", SIGABRT, false},
		{"exit 137", 0, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		struct rt_process process;

		assert_int_equal(run_script(&process, ends[i].script, "x"),
				 RT_OK);
		assert_int_equal(process.signal, ends[i].signal);
		assert_int_equal(process.is_interrupted,
				 ends[i].is_interrupted);
		rt_process_free(&process);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_own_doing_is_a_crash),
		cmocka_unit_test(what_is_done_to_it_is_none),
		cmocka_unit_test(a_limit_of_the_machine_is_none),
		cmocka_unit_test(a_program_that_is_killed_runs_again),
		cmocka_unit_test(what_ended_a_program_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
