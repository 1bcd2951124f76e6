/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of children share: bodies, and what comes of one. */
#ifndef RT_TESTS_BASE_CHILD_H
#define RT_TESTS_BASE_CHILD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/base/apart.h"
#include "harness/base/child.h"

struct shared {
	_Atomic int came; /* how many processes came to the end of a body */
	pid_t left;	  /* a process that was left behind */
	int code;	  /* of a child of a child */
	char message[256];
	int answer;
};

static inline struct shared *share(void)
{
	struct shared *shared = rt_apart_map(sizeof(*shared));

	assert_non_null(shared);
	return shared;
}

static inline int run_child(void (*body)(void *data), struct shared *shared,
			    struct rt_error *error)
{
	const struct rt_child child = {
		.body = body, .data = shared, .what = "it", .seconds = 60};

	return rt_child_run(&child, error);
}

/* Runs @body, which is to end with @code and to say @says. */
static inline void expect(void (*body)(void *data), int code, const char *says)
{
	struct rt_error error = RT_ERROR_INIT;
	struct shared *shared = share();
	int got = run_child(body, shared, &error);

	if (got != code || !strstr(error.message, says))
		fail_msg("code %d, \"%s\" for \"%s\"", got, error.message,
			 says);
	assert_int_equal(atomic_load(&shared->came), code == RT_OK);
	rt_error_clear(&error);
	rt_apart_unmap(shared, sizeof(*shared));
}

static inline void come(void *data)
{
	atomic_fetch_add(&((struct shared *)data)->came, 1);
}

#endif
