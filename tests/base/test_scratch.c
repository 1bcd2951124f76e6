/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/base/file.h"
#include "harness/base/scratch.h"

static bool is_gone_soon(const char *path)
{
	for (int i = 0; i < 6000; i++) {
		if (!rt_file_exists(path))
			return true;
		usleep(10000);
	}
	return false;
}

static void closing_removes_it(void **state)
{
	struct rt_text parent = RT_TEXT_INIT, path = RT_TEXT_INIT;
	struct rt_scratch scratch;

	(void)state;
	assert_int_equal(rt_folder_make_temporary(&parent, "/tmp", NULL), 0);
	assert_int_equal(rt_scratch_open(&scratch, parent.data, NULL), 0);
	rt_text_format(&path, "%s/file", scratch.folder.data);
	assert_int_equal(rt_file_write(path.data, "x", 1, NULL), 0);
	rt_scratch_close(&scratch);
	assert_false(rt_file_exists(path.data));
	assert_int_equal(rmdir(parent.data), 0);
	rt_scratch_close(&scratch);
	rt_text_free(&parent);
	rt_text_free(&path);
}

/* Opens one, tells its name, and waits to be killed. */
static void be_victim(const char *parent, int tell)
{
	struct rt_scratch scratch;

	/* A script's background job is begun with SIGINT ignored. */
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	if (rt_scratch_open(&scratch, parent, NULL))
		_exit(1);
	if (write(tell, scratch.folder.data, scratch.folder.length) < 0)
		_exit(1);
	close(tell);
	for (;;)
		pause();
}

enum { victim_path = 512 };

/* A child that has a folder open, and waits; @path receives the folder's. */
static pid_t start_victim(const char *parent, char path[victim_path])
{
	int ends[2];
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (!child)
		be_victim(parent, ends[1]);
	close(ends[1]);
	assert_true(read(ends[0], path, victim_path - 1) > 0);
	close(ends[0]);
	return child;
}

static void a_kill_removes_it(void **state)
{
	static const int signals[] = {SIGKILL, SIGINT, SIGTERM};
	struct rt_text parent = RT_TEXT_INIT;

	(void)state;
	assert_int_equal(rt_folder_make_temporary(&parent, "/tmp", NULL), 0);
	for (size_t i = 0; i < 3; i++) {
		char path[victim_path] = "";
		pid_t child = start_victim(parent.data, path);

		assert_true(rt_file_exists(path));
		kill(child, signals[i]);
		waitpid(child, NULL, 0);
		assert_true(is_gone_soon(path));
	}
	assert_int_equal(rmdir(parent.data), 0);
	rt_text_free(&parent);
}

static unsigned entries_of(const char *path)
{
	DIR *listing = opendir(path);
	unsigned count = 0;

	assert_non_null(listing);
	for (struct dirent *entry; (entry = readdir(listing));)
		count += entry->d_name[0] != '.';
	closedir(listing);
	return count;
}

/* Wherever in rt_scratch_open() it is: no folder is without a guardian. */
static void a_kill_while_it_is_opened_leaves_nothing(void **state)
{
	struct rt_text parent = RT_TEXT_INIT;

	(void)state;
	assert_int_equal(rt_folder_make_temporary(&parent, "/tmp", NULL), 0);
	for (useconds_t delay = 0; delay < 2000; delay += 20) {
		pid_t child = fork();

		if (!child) {
			struct rt_scratch scratch;

			rt_scratch_open(&scratch, parent.data, NULL);
			for (;;)
				pause();
		}
		usleep(delay);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	for (int i = 0; i < 1000 && entries_of(parent.data); i++)
		usleep(10000);
	assert_int_equal(entries_of(parent.data), 0);
	assert_int_equal(rmdir(parent.data), 0);
	rt_text_free(&parent);
}

/* A program that goes on writing behind the removal, for a while. */
static void write_until(const char *folder, int rounds)
{
	char path[600];

	for (int i = 0; i < rounds; i++) {
		snprintf(path, sizeof(path), "%s/sub%d", folder, i % 50);
		mkdir(path, 0700);
		usleep(1000);
	}
	_exit(0);
}

static void a_writer_that_outlives_its_user_leaves_nothing(void **state)
{
	struct rt_text parent = RT_TEXT_INIT;
	char path[victim_path] = "";
	pid_t writer, child;

	(void)state;
	assert_int_equal(rt_folder_make_temporary(&parent, "/tmp", NULL), 0);
	child = start_victim(parent.data, path);
	writer = fork();
	if (!writer)
		write_until(path, 300);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	waitpid(writer, NULL, 0);
	assert_true(is_gone_soon(path));
	assert_int_equal(rmdir(parent.data), 0);
	rt_text_free(&parent);
}

/* In /tmp lie the folders of other programs, mktemp(1)'s among them. */
static void what_others_made_is_left_alone(void **state)
{
	static const struct timespec long_ago[2] = {{.tv_sec = 1},
						    {.tv_sec = 1}};
	struct rt_text parent = RT_TEXT_INIT, other = RT_TEXT_INIT;
	struct rt_scratch scratch;

	(void)state;
	assert_int_equal(rt_folder_make_temporary(&parent, "/tmp", NULL), 0);
	rt_text_format(&other, "%s/tmp.abcdef", parent.data);
	assert_int_equal(mkdir(other.data, 0700), 0);
	assert_int_equal(utimensat(AT_FDCWD, other.data, long_ago, 0), 0);
	assert_int_equal(rt_scratch_open(&scratch, parent.data, NULL), 0);
	rt_scratch_close(&scratch);
	assert_int_equal(rmdir(other.data), 0);
	assert_int_equal(rmdir(parent.data), 0);
	rt_text_free(&other);
	rt_text_free(&parent);
}

/* As after a power cut: a folder whose lock nobody holds. */
static void what_was_left_is_removed_and_what_is_used_is_not(void **state)
{
	struct rt_text parent = RT_TEXT_INIT, left = RT_TEXT_INIT;
	struct rt_text lock = RT_TEXT_INIT;
	struct rt_scratch one, other;

	(void)state;
	assert_int_equal(rt_folder_make_temporary(&parent, "/tmp", NULL), 0);
	assert_int_equal(rt_folder_make_temporary(&left, parent.data, NULL), 0);
	rt_text_format(&lock, "%s/.lock", left.data);
	assert_int_equal(rt_file_write(lock.data, "", 0, NULL), 0);
	assert_int_equal(rt_scratch_open(&one, parent.data, NULL), 0);
	assert_false(rt_file_exists(left.data));
	assert_int_equal(rt_scratch_open(&other, parent.data, NULL), 0);
	assert_true(rt_file_exists(one.folder.data));
	rt_scratch_close(&other);
	assert_true(rt_file_exists(one.folder.data));
	rt_scratch_close(&one);
	assert_int_equal(rmdir(parent.data), 0);
	rt_text_free(&parent);
	rt_text_free(&left);
	rt_text_free(&lock);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(closing_removes_it),
		cmocka_unit_test(a_kill_removes_it),
		cmocka_unit_test(what_others_made_is_left_alone),
		cmocka_unit_test(a_kill_while_it_is_opened_leaves_nothing),
		cmocka_unit_test(
			a_writer_that_outlives_its_user_leaves_nothing),
		cmocka_unit_test(
			what_was_left_is_removed_and_what_is_used_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
