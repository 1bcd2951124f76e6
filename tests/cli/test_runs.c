/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The runs subcommand, as its user sees it. */
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/cli/commands.h"
#include "tests/record/folder.h"
#include "tests/reports/sample.h"

struct answer {
	struct rt_text output; /* standard output and error */
	int status;
};

/* The output as main leaves it: written, or the command failed. */
static int run(const struct rt_places *places, char **argv)
{
	int status = rt_command_run(&rt_command_runs, places, argv);

	return fflush(stdout) ? 129 : status;
}

static void collect(struct answer *answer, pid_t child, int from)
{
	char bytes[4096];
	ssize_t got;
	int status;

	while ((got = read(from, bytes, sizeof(bytes))) > 0)
		rt_text_append(&answer->output, bytes, (size_t)got);
	close(from);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	answer->status = WEXITSTATUS(status);
}

/* Runs `runs` with up to two words in a child, its output in a pipe. */
static struct answer ask(const char *store, const char *one, const char *two)
{
	char *argv[] = {(char *)"runs", (char *)one, (char *)two, NULL};
	struct rt_places places = {.command = "./some name"};
	struct answer answer = {.output = RT_TEXT_INIT};
	int end[2];
	pid_t child;

	assert_int_equal(pipe(end), 0);
	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(end[0]);
		dup2(end[1], 1);
		dup2(end[1], 2);
		rt_text_add(&places.store, store);
		_exit(run(&places, argv));
	}
	close(end[1]);
	collect(&answer, child, end[0]);
	return answer;
}

static void expect_answer(const char *store, const char *one, const char *two,
			  int status, const char *says)
{
	struct answer answer = ask(store, one, two);

	expect_says(rt_text_string(&answer.output), says);
	assert_int_equal(answer.status, status);
	rt_text_free(&answer.output);
}

static void fill(const char *path)
{
	const struct rt_machine machine = sample_machine();
	struct rt_violation violation = sample_violation();
	struct rt_run runs[] = {sample_torn(), sample_whole()};
	struct rt_store *store = store_open(path);

	assert_int_equal(
		rt_store_machine_add(store, &machine, &runs[0].machine, NULL),
		0);
	for (int i = 0; i < 2; i++) {
		runs[i].machine = runs[0].machine;
		assert_int_equal(rt_store_run_begin(store, &runs[i], NULL), 0);
		violation.run = runs[i].id;
		if (i == 0)
			assert_int_equal(
				rt_store_violation_add(store, &violation, NULL),
				0);
		assert_int_equal(rt_store_run_finish(store, &runs[i], NULL), 0);
	}
	rt_store_close(store);
}

static void empty_and_missing_stores_say_so(void **state)
{
	struct folder folder;

	(void)state;
	folder_make(&folder);
	expect_answer(folder.store, NULL, NULL, 0, "There are no runs yet");
	assert_false(rt_file_exists(folder.store));
	expect_answer(folder.store, "--json", NULL, 0, "\"runs\": []");
	rt_store_close(store_open(folder.store));
	expect_answer(folder.store, NULL, NULL, 0, "There are no runs yet");
	folder_remove(&folder);
}

static void list_is_newest_first(void **state)
{
	struct answer answer;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	fill(folder.store);
	answer = ask(folder.store, "--all", NULL);
	assert_int_equal(answer.status, 0);
	expect_order(answer.output.data,
		     (const char *const[]){"id when", "\n   2 ", "Sound",
					   "\n   1 ", "Alpine 2019",
					   "Virtqueue size exceeded\n", NULL});
	assert_null(strchr(answer.output.data, '\033'));
	rt_text_free(&answer.output);
	expect_answer(folder.store, "--limit=1", "--all", 0, "1 older runs");
	expect_answer(folder.store, "--limit=0", "--all", 0, "Alpine 2019");
	folder_remove(&folder);
}

/* A command that made three runs, between two that made one. */
static void fill_commands(const char *path)
{
	static const char *const verdicts[] = {"atomic", "torn", "atomic",
					       "error", "torn"};
	struct rt_store *store;
	int64_t campaign = 0;

	assert_int_equal(rt_store_open(path, &store, NULL), 0);
	for (int i = 0; i < 5; i++) {
		struct rt_run run = sample_whole();

		snprintf(run.accessor, sizeof(run.accessor), "accessor-%d", i);
		snprintf(run.kind, sizeof(run.kind), "%s",
			 i % 4 ? "compare" : "check");
		run.campaign = i == 2 || i == 3 ? campaign : 0;
		assert_int_equal(rt_store_run_begin(store, &run, NULL), 0);
		campaign = run.campaign;
		snprintf(run.verdict, sizeof(run.verdict), "%s", verdicts[i]);
		assert_int_equal(rt_store_run_finish(store, &run, NULL), 0);
	}
	rt_store_close(store);
}

static void a_command_is_a_line(void **state)
{
	struct answer answer;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	fill_commands(folder.store);
	answer = ask(folder.store, NULL, NULL);
	assert_int_equal(answer.status, 0);
	expect_order(answer.output.data,
		     (const char *const[]){
			     "command", "\n        5 ", "accessor-4", "torn",
			     "\n      2-4 ", "compare 3 accessors",
			     "1 torn, 1 atomic, 1 error", "\n        1 ",
			     "accessor-0", "atomic\n", NULL});
	rt_text_free(&answer.output);
	folder_remove(&folder);
}

/* Each finding is a campaign, and all are what one command found. */
static void the_findings_of_a_search_are_a_line(void **state)
{
	struct rt_store *store;
	struct folder folder;

	(void)state;
	folder_make(&folder);
	assert_int_equal(rt_store_open(folder.store, &store, NULL), 0);
	for (int i = 0; i < 4; i++) {
		struct rt_run run = sample_whole();

		run.campaign = 0;
		snprintf(run.kind, sizeof(run.kind), "fuzz");
		snprintf(run.command, sizeof(run.command), "fuzz --jobs %d",
			 1 + i / 3);
		snprintf(run.verdict, sizeof(run.verdict), "%s",
			 i ? "torn" : "atomic");
		assert_int_equal(rt_store_run_begin(store, &run, NULL), 0);
		assert_int_equal(rt_store_run_finish(store, &run, NULL), 0);
	}
	rt_store_close(store);
	expect_answer(folder.store, NULL, NULL, 0, " 1-3 ");
	expect_answer(folder.store, NULL, NULL, 0, "2 torn, 1 atomic");
	expect_answer(folder.store, "--verdict=atomic", NULL, 0, " 1-3 ");
	expect_answer(folder.store, "--limit=1", NULL, 0, "1 older commands");
	folder_remove(&folder);
}

static void filters_choose(void **state)
{
	struct folder folder;
	struct answer answer;

	(void)state;
	folder_make(&folder);
	fill_commands(folder.store);
	answer = ask(folder.store, "--verdict=torn", "--command=compare");
	assert_int_equal(answer.status, 0);
	expect_says(answer.output.data, " 2-4 ");
	assert_null(strstr(answer.output.data, "check"));
	rt_text_free(&answer.output);
	answer = ask(folder.store, "--all", "--accessor=accessor-3");
	expect_says(answer.output.data, "\n   4 ");
	assert_null(strstr(answer.output.data, "\n   2 "));
	rt_text_free(&answer.output);
	expect_answer(folder.store, "--verdict=error", "--limit=1", 0, " 2-4 ");
	expect_answer(folder.store, "--accessor=none", NULL, 0,
		      "No run is of that kind");
	expect_answer(folder.store, "--verdict=trn", NULL, 129, "torn|atomic");
	folder_remove(&folder);
}

static void one_run_is_reported(void **state)
{
	struct folder folder;

	(void)state;
	folder_make(&folder);
	fill(folder.store);
	expect_answer(folder.store, "1", NULL, 0, "Summary\n-------\nTorn");
	expect_answer(folder.store, "1", NULL, 0, "violation after 12.3 ms");
	expect_answer(folder.store, "1", NULL, 0, "AMD EPYC 9R14");
	expect_answer(folder.store, "2", NULL, 0, "No torn value was observed");
	folder_remove(&folder);
}

static void json_has_every_number(void **state)
{
	struct answer answer;
	struct folder folder;
	json_t *envelope, *root;
	json_t *run;

	(void)state;
	folder_make(&folder);
	fill(folder.store);
	answer = ask(folder.store, "--json", "1");
	assert_int_equal(answer.status, 0);
	envelope = json_loads(answer.output.data, 0, NULL);
	assert_string_equal(
		json_string_value(json_object_get(envelope, "command")),
		"runs");
	root = json_object_get(envelope, "result");
	run = json_array_get(json_object_get(root, "runs"), 0);
	assert_int_equal(json_integer_value(json_object_get(run, "torn")),
			 54321);
	assert_string_equal(json_string_value(json_object_get(run, "seed")),
			    "0x123456789abcdef");
	assert_int_equal(json_array_size(json_object_get(run, "violations")),
			 1);
	assert_non_null(
		json_object_get(json_object_get(root, "machine"), "cpu"));
	json_decref(envelope);
	rt_text_free(&answer.output);
	folder_remove(&folder);
}

static void wrong_words_are_usage_errors(void **state)
{
	struct folder folder;

	(void)state;
	folder_make(&folder);
	fill(folder.store);
	expect_answer(folder.store, "99", NULL, 129, "no run 99");
	expect_answer(folder.store, "0", NULL, 129, "0 is no run");
	expect_answer(folder.store, "12x", NULL, 129, "12x is no run");
	expect_answer(folder.store, "1", "2", 129, "unexpected argument '2'");
	expect_answer(folder.store, "--limit", "-1", 129, "--limit -1");
	expect_answer(folder.store, "--limit", NULL, 129, "--limit needs");
	expect_answer(folder.store, "--what", NULL, 129,
		      "unknown option '--what'");
	expect_answer(folder.store, "-z", NULL, 129, "unknown option '-z'");
	expect_answer(folder.store, "--help", NULL, 0,
		      "usage: ./some name runs");
	expect_answer(rt_text_string(&folder.path), NULL, NULL, 129, "folder");
	expect_answer("/dev/null/runs.db", NULL, NULL, 129,
		      "/dev/null/runs.db");
	folder_remove(&folder);
}

static void full_output_is_an_error(void **state)
{
	char *argv[] = {(char *)"runs", (char *)"--help", NULL};
	const struct rt_places places = {.command = "ringtear"};
	int status;
	pid_t child;

	(void)state;
	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		int full = open("/dev/full", O_WRONLY);
		int null = open("/dev/null", O_WRONLY);

		dup2(full, 1);
		dup2(null, 2);
		_exit(run(&places, argv));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 129);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_and_missing_stores_say_so),
		cmocka_unit_test(list_is_newest_first),
		cmocka_unit_test(a_command_is_a_line),
		cmocka_unit_test(the_findings_of_a_search_are_a_line),
		cmocka_unit_test(filters_choose),
		cmocka_unit_test(one_run_is_reported),
		cmocka_unit_test(json_has_every_number),
		cmocka_unit_test(wrong_words_are_usage_errors),
		cmocka_unit_test(full_output_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
