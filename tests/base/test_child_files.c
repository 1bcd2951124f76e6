/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bodies of children that print and close: none of it comes to the caller's
 * files, and none of these is there.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/base/child.h"

enum { first_own_file = 3, many_files = 64 };

static void leave_with_0(void *data)
{
	(void)data;
	exit(0);
}

static void print_and_come(void *data)
{
	printf("on the output\n");
	fflush(stdout);
	fprintf(stderr, "on the other\n");
	come(data);
}

static void say_why(void *data)
{
	(void)data;
	dprintf(STDERR_FILENO, "no \x1b[31mroom\nand more\n");
	abort();
}

/* More than is kept; it does not wait for a reader. */
static void print_much(void *data)
{
	char line[1024];

	memset(line, 'x', sizeof(line));
	for (int i = 0; i < 1000; i++)
		if (write(STDOUT_FILENO, line, sizeof(line)) < 0)
			break;
	come(data);
}

/* Where output goes while it is looked at; -1 is given back on a failure. */
static int divert(int file, int into)
{
	int before = dup(file);

	return dup2(into, file) < 0 ? -1 : before;
}

static void what_is_printed_stays_inside(void **state)
{
	int into = memfd_create("output", 0);
	int out, other;

	(void)state;
	fflush(NULL);
	out = divert(STDOUT_FILENO, into);
	other = divert(STDERR_FILENO, into);
	/* Not yet written: it is this process's to write, and once. */
	printf("ours");
	expect(print_and_come, RT_OK, "");
	expect(print_much, RT_OK, "");
	expect(leave_with_0, RT_CRASH, "status 0");
	expect(say_why, RT_CRASH,
	       "it crashed: signal 6 (Aborted); it printed \"no ?[31mroom\"");
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	dup2(other, STDERR_FILENO);
	assert_int_equal(lseek(into, 0, SEEK_END), strlen("ours"));
	close(into);
	close(out);
	close(other);
}

/* Returns in data->answer how many files it can see. */
static void count_files(void *data)
{
	struct shared *shared = data;
	char byte;

	for (int i = first_own_file + 1; i < many_files; i++)
		shared->answer += fcntl(i, F_GETFD) >= 0;
	shared->answer += read(STDIN_FILENO, &byte, 1) != 0;
	come(data);
}

static void close_all(void *data)
{
	for (int i = 0; i < many_files; i++)
		close(i);
	come(data);
}

static void our_files_are_not_there(void **state)
{
	struct shared *shared = share();
	struct rt_error error = RT_ERROR_INIT;
	int file = fcntl(STDERR_FILENO, F_DUPFD, many_files / 2);

	(void)state;
	assert_true(file >= 0);
	assert_int_equal(run_child(count_files, shared, &error), RT_OK);
	assert_int_equal(shared->answer, 0);
	expect(close_all, RT_OK, "");
	close(file);
	rt_apart_unmap(shared, sizeof(*shared));
}

/* The inner body gets what the outer one's code has opened. */
static void use_a_file(void *data)
{
	struct shared *shared = data;

	shared->answer = fcntl(many_files, F_GETFD) >= 0;
	dprintf(STDOUT_FILENO, "inner\n");
	abort();
}

static void have_a_child(void *data)
{
	struct shared *shared = data;
	struct rt_error error = RT_ERROR_INIT;

	dprintf(STDOUT_FILENO, "outer\n");
	fcntl(STDIN_FILENO, F_DUPFD, many_files);
	shared->code = run_child(use_a_file, shared, &error);
	snprintf(shared->message, sizeof(shared->message), "%.200s",
		 error.message);
	come(data);
}

static void a_child_of_a_child(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	struct shared *shared = share();

	(void)state;
	assert_int_equal(run_child(have_a_child, shared, &error), RT_OK);
	assert_int_equal(shared->code, RT_CRASH);
	assert_string_equal(shared->message, "it crashed: signal 6 (Aborted); "
					     "it printed \"inner\"");
	assert_int_equal(shared->answer, 1);
	assert_int_equal(atomic_load(&shared->came), 1);
	rt_apart_unmap(shared, sizeof(*shared));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_printed_stays_inside),
		cmocka_unit_test(our_files_are_not_there),
		cmocka_unit_test(a_child_of_a_child),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
