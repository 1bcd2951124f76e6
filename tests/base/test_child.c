/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A child that comes back, and the ways in which one does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/base/child.h"

struct shared {
	int written; /* by the child */
	int ticks;   /* by the parent */
	int last;    /* tick that says no; 0: none does */
};

static struct shared *share(void)
{
	struct shared *shared =
		mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_true(shared != MAP_FAILED);
	return shared;
}

static void come_back(void *data)
{
	((struct shared *)data)->written = 7;
}

static void crash(void *data)
{
	(void)data;
	abort();
}

static void leave(void *data)
{
	(void)data;
	_exit(3);
}

static void hang(void *data)
{
	(void)data;
	for (;;)
		pause();
}

static const char *counting(const void *data)
{
	(void)data;
	return "counting";
}

static int tick(void *data, double spent, struct rt_error *error)
{
	struct shared *shared = data;

	assert_true(spent >= 0);
	shared->ticks++;
	if (shared->ticks == shared->last)
		return rt_fail(error, RT_USAGE, "enough");
	return RT_OK;
}

static void every_end_is_told(void **state)
{
	static const struct {
		void (*body)(void *data);
		int code;
		const char *says;
	} ends[] = {
		{come_back, RT_OK, ""},
		{crash, RT_CRASH, "it crashed: signal 6"},
		{leave, RT_CRASH, "it ended its process with status 3"},
		{hang, RT_CRASH, "it hung"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		struct rt_error error = RT_ERROR_INIT;
		struct shared *shared = share();
		struct rt_child child = {.body = ends[i].body,
					 .data = shared,
					 .what = "it",
					 .seconds = 60};

		/* The others must not be late on a busy machine. */
		if (ends[i].body == hang)
			child.seconds = 0.05;
		assert_int_equal(rt_child_run(&child, &error), ends[i].code);
		assert_non_null(strstr(error.message, ends[i].says));
		assert_null(strstr(error.message, "while"));
		assert_int_equal(shared->written, i ? 0 : 7);
		rt_error_clear(&error);
		munmap(shared, sizeof(*shared));
	}
}

static void what_it_did_is_told(void **state)
{
	const struct rt_child child = {
		.body = leave, .what = "it", .seconds = 60, .doing = counting};
	struct rt_error error = RT_ERROR_INIT;

	(void)state;
	assert_int_equal(rt_child_run(&child, &error), RT_CRASH);
	assert_string_equal(error.message,
			    "it ended its process with status 3 while "
			    "counting");
	rt_error_clear(&error);
}

static void a_tick_is_called_and_may_end_it(void **state)
{
	struct shared *shared = share();
	struct rt_child child = {.body = come_back,
				 .data = shared,
				 .what = "it",
				 .seconds = 60,
				 .tick = tick};
	struct rt_error error = RT_ERROR_INIT;

	(void)state;
	assert_int_equal(rt_child_run(&child, &error), RT_OK);
	assert_true(shared->ticks >= 1);
	shared->ticks = 0;
	shared->last = 3;
	child.body = hang;
	assert_int_equal(rt_child_run(&child, &error), RT_USAGE);
	assert_string_equal(error.message, "enough");
	assert_int_equal(shared->ticks, 3);
	rt_error_clear(&error);
	munmap(shared, sizeof(*shared));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_end_is_told),
		cmocka_unit_test(what_it_did_is_told),
		cmocka_unit_test(a_tick_is_called_and_may_end_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
