/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/base/clock.h"
#include "harness/base/error.h"
#include "harness/base/file.h"
#include "harness/base/process.h"
#include "harness/base/text.h"

static void error_carries_code_message_and_detail(void **state)
{
	struct rt_error error = RT_ERROR_INIT;

	(void)state;
	assert_int_equal(rt_fail(&error, RT_USAGE, "no %s here", "cat"),
			 RT_USAGE);
	rt_error_detail(&error, "line 1\nline 2", 6);
	assert_string_equal(error.message, "no cat here");
	assert_string_equal(error.detail, "line 1");
	assert_int_equal(rt_fail_errno(&error, RT_SETUP, 2, "open"), RT_SETUP);
	assert_string_equal(error.message, "open: No such file or directory");
	assert_null(error.detail);
	assert_int_equal(rt_fail(NULL, RT_BUILD, "unheard"), RT_BUILD);
	rt_error_clear(&error);
	assert_int_equal(error.code, RT_OK);
}

static void exit_codes_are_those_of_the_design(void **state)
{
	(void)state;
	assert_int_equal(rt_exit_code(RT_OK), 0);
	assert_int_equal(rt_exit_code(RT_USAGE), 129);
	assert_int_equal(rt_exit_code(RT_SETUP), 129);
	assert_int_equal(rt_exit_code(RT_INTERNAL), 129);
	assert_int_equal(rt_exit_code(RT_SUBJECT), 125);
	assert_int_equal(rt_exit_code(RT_BUILD), 125);
	assert_int_equal(rt_exit_code(RT_CRASH), 125);
}

static void split(const char *line, bool good, size_t count, const char *last)
{
	struct rt_strings words = RT_STRINGS_INIT;

	assert_int_equal(rt_strings_split(&words, line), good);
	if (good)
		assert_int_equal(words.count, count);
	if (good && count) {
		assert_string_equal(words.word[count - 1], last);
		assert_null(words.word[count]);
	}
	rt_strings_free(&words);
}

static void words_split_as_a_shell_would(void **state)
{
	(void)state;
	split("", true, 0, "");
	split("  -O2   -DX=1 ", true, 2, "-DX=1");
	split("-D'X=a b' -I\"/a b\"", true, 2, "-I/a b");
	split("a\\ b", true, 1, "a b");
	split("'$HOME `x`'", true, 1, "$HOME `x`");
	split("\"a\\\"b\"", true, 1, "a\"b");
	split("'open", false, 0, "");
	split("\"open\\\"", false, 0, "");
	split("end\\", false, 0, "");
}

static void run(const char *program, const char *argument,
		struct rt_process *process, double seconds)
{
	char *argv[] = {(char *)program, "-c", (char *)argument, NULL};

	assert_int_equal(rt_process_run(process, argv, "/", seconds, NULL),
			 RT_OK);
}

static void process_gives_output_and_status(void **state)
{
	struct rt_process process;

	(void)state;
	run("sh", "pwd; echo two >&2; cat; exit 3", &process, 60);
	assert_string_equal(rt_text_string(&process.output), "/\ntwo\n");
	assert_int_equal(process.exit_status, 3);
	assert_int_equal(process.signal, 0);
	rt_process_free(&process);
	run("sh", "kill -TERM $$", &process, 60);
	assert_int_equal(process.exit_status, -1);
	assert_int_equal(process.signal, 15);
	rt_process_free(&process);
}

static void process_is_killed_with_its_children(void **state)
{
	struct rt_process process;

	(void)state;
	run("sh", "sleep 600 & sleep 600", &process, 0.2);
	assert_true(process.timed_out);
	assert_int_equal(process.signal, 9);
	rt_process_free(&process);
	/* One that closes its output and lives on is not waited for either. */
	run("sh", "exec >&- 2>&-; exec sleep 600", &process, 0.2);
	assert_true(process.timed_out);
	rt_process_free(&process);
}

/* Runs @script in a child that is sent @number once the script says so. */
static int signal_runner(const char *script, int number)
{
	struct pollfd alive = {.events = POLLIN};
	struct rt_text opened = RT_TEXT_INIT;
	struct rt_process process;
	int pipe_end[2], status;
	char byte;
	pid_t runner;

	assert_int_equal(pipe(pipe_end), 0);
	runner = fork();
	assert_true(runner >= 0);
	if (runner == 0) {
		/* A shell's background job is started with it ignored. */
		signal(SIGINT, SIG_DFL);
		/*
		 * All that run below have the pipe open as 9: no program
		 * inherits it, so each script opens it anew.
		 */
		dup2(pipe_end[1], 9);
		/* A script's background job is begun with SIGINT ignored. */
		signal(SIGINT, SIG_DFL);
		signal(SIGTERM, SIG_DFL);
		signal(SIGHUP, SIG_IGN);
		rt_text_format(&opened, "exec 9>/proc/$PPID/fd/9; %s", script);
		run("sh", rt_text_string(&opened), &process, 60);
		_exit(process.exit_status);
	}
	close(pipe_end[1]);
	assert_int_equal(read(pipe_end[0], &byte, 1), 1);
	kill(runner, number);
	assert_int_equal(waitpid(runner, &status, 0), runner);
	/* The end of file: none of them is left. */
	alive.fd = pipe_end[0];
	assert_int_equal(poll(&alive, 1, 20000), 1);
	assert_int_equal(read(pipe_end[0], &byte, 1), 0);
	close(pipe_end[0]);
	return status;
}

static void process_ends_with_its_runner(void **state)
{
	int status;

	(void)state;
	status = signal_runner("sleep 600 & printf x >&9; sleep 600", SIGTERM);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
	status =
		signal_runner("exec >&- 2>&-; printf x >&9; sleep 600", SIGINT);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGINT);
	/* As below nohup(1). */
	status = signal_runner("printf x >&9; sleep 0.2; exit 7", SIGHUP);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 7);
}

static void process_output_is_bounded(void **state)
{
	struct rt_process process;

	(void)state;
	run("sh", "head -c 3000000 /dev/zero", &process, 60);
	assert_int_equal(process.exit_status, 0);
	assert_int_equal(process.output.length, 1 << 20);
	rt_process_free(&process);
}

static void process_that_is_not_there_is_named(void **state)
{
	char *argv[] = {"/nonexistent/cc", NULL};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_process process;

	(void)state;
	assert_int_equal(rt_process_run(&process, argv, NULL, 1, &error),
			 RT_SETUP);
	assert_non_null(strstr(error.message, "/nonexistent/cc"));
	rt_process_free(&process);
	rt_error_clear(&error);
}

static void files_are_written_whole_or_not_at_all(void **state)
{
	char folder[] = "/tmp/ringtear-test.XXXXXX";
	struct rt_text path = RT_TEXT_INIT, content = RT_TEXT_INIT;
	struct rt_error error = RT_ERROR_INIT;

	(void)state;
	assert_non_null(mkdtemp(folder));
	rt_text_format(&path, "%s/a/b/file", folder);
	assert_int_equal(rt_file_write(path.data, "x", 1, &error), RT_SETUP);
	assert_non_null(strstr(error.message, path.data));
	path.length -= strlen("/file");
	path.data[path.length] = '\0';
	assert_int_equal(rt_folder_make(path.data, &error), RT_OK);
	rt_text_add(&path, "/file");
	assert_int_equal(rt_file_write(path.data, "one", 3, NULL), RT_OK);
	assert_int_equal(rt_file_write(path.data, "two", 3, NULL), RT_OK);
	assert_int_equal(rt_file_read(&content, path.data, NULL), RT_OK);
	assert_string_equal(rt_text_string(&content), "two");
	/* A file in the way of a folder is named. */
	assert_int_equal(rt_folder_make(path.data, &error), RT_SETUP);
	assert_non_null(strstr(error.message, "file"));
	rt_folder_remove(folder);
	assert_false(rt_file_exists(folder));
	rt_error_clear(&error);
	rt_text_free(&content);
	rt_text_free(&path);
}

static void expect_unread(const char *path, const char *says)
{
	struct rt_text content = RT_TEXT_INIT;
	struct rt_error error = RT_ERROR_INIT;

	assert_int_equal(rt_file_read(&content, path, &error), RT_USAGE);
	assert_non_null(strstr(error.message, path));
	assert_non_null(strstr(error.message, says));
	rt_error_clear(&error);
	rt_text_free(&content);
}

static void only_regular_files_of_a_bounded_size_are_read(void **state)
{
	char folder[] = "/tmp/ringtear-test.XXXXXX";
	struct rt_text path = RT_TEXT_INIT, content = RT_TEXT_INIT;

	(void)state;
	assert_non_null(mkdtemp(folder));
	rt_text_format(&path, "%s/pipe", folder);
	assert_int_equal(mkfifo(path.data, 0600), 0);
	expect_unread(path.data, "pipe");
	expect_unread("/dev/zero", "device");
	expect_unread(folder, "directory");
	assert_int_equal(unlink(path.data), 0);
	assert_int_equal(rt_file_write(path.data, "x", 1, NULL), RT_OK);
	assert_int_equal(truncate(path.data, (64 << 20) + 1), 0);
	expect_unread(path.data, "64 MiB");
	assert_int_equal(truncate(path.data, 64 << 20), 0);
	assert_int_equal(rt_file_read(&content, path.data, NULL), RT_OK);
	assert_int_equal(content.length, 64 << 20);
	rt_text_free(&content);
	/* Of size 0 by its status. */
	assert_int_equal(rt_file_read(&content, "/proc/self/stat", NULL),
			 RT_OK);
	assert_true(content.length > 0);
	rt_folder_remove(folder);
	rt_text_free(&content);
	rt_text_free(&path);
}

static void random_numbers_repeat_with_their_seed(void **state)
{
	struct rt_random one = {.state = 7}, same = {.state = 7};
	struct rt_random other = {.state = 8};
	int differ = 0;

	(void)state;
	for (int i = 0; i < 100; i++) {
		uint64_t number = rt_random_next(&one);

		assert_true(number == rt_random_next(&same));
		differ += number != rt_random_next(&other);
		assert_true(rt_random_below(&one, 10) < 10);
		rt_random_below(&same, 10);
	}
	assert_true(differ > 90);
	assert_true(rt_random_below(&one, 0) == 0);
	assert_true(rt_random_seed() != rt_random_seed());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(error_carries_code_message_and_detail),
		cmocka_unit_test(exit_codes_are_those_of_the_design),
		cmocka_unit_test(words_split_as_a_shell_would),
		cmocka_unit_test(process_gives_output_and_status),
		cmocka_unit_test(process_is_killed_with_its_children),
		cmocka_unit_test(process_ends_with_its_runner),
		cmocka_unit_test(process_output_is_bounded),
		cmocka_unit_test(process_that_is_not_there_is_named),
		cmocka_unit_test(files_are_written_whole_or_not_at_all),
		cmocka_unit_test(only_regular_files_of_a_bounded_size_are_read),
		cmocka_unit_test(random_numbers_repeat_with_their_seed),
	};

	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
