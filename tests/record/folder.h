/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A scratch folder for a test of the store, and short ways to use a store. */
#ifndef RT_TESTS_RECORD_FOLDER_H
#define RT_TESTS_RECORD_FOLDER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "harness/base/file.h"
#include "harness/record/store.h"

struct folder {
	struct rt_text path;
	char store[512]; /* the name of a store in it, not made yet */
};

static inline void folder_make(struct folder *folder)
{
	folder->path = (struct rt_text)RT_TEXT_INIT;
	assert_int_equal(rt_folder_make_temporary(&folder->path, "/tmp", NULL),
			 0);
	snprintf(folder->store, sizeof(folder->store), "%s/runs.db",
		 rt_text_string(&folder->path));
}

static inline void folder_remove(struct folder *folder)
{
	rt_folder_remove(rt_text_string(&folder->path));
	rt_text_free(&folder->path);
}

/* Fails the test with the message of @error when @result is not 0. */
static inline void expect_ok(int result, struct rt_error *error)
{
	if (result)
		fail_msg("%d: %s", result, error->message);
}

static inline struct rt_store *store_open(const char *path)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_store *store;

	expect_ok(rt_store_open(path, &store, &error), &error);
	return store;
}

#endif
