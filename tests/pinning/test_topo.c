/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `ringtear topo` as a user meets it: what it prints and how it exits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "harness/cli/commands.h"
#include "reports/topo.h"

static const char server[] = "pack:2 [numa] l3:1 l2:4 core:1 pu:2";

struct outcome {
	int code;
	char printed[16384];
	char complained[2048];
};

static void read_back(int fd, char *into, size_t size)
{
	ssize_t length = pread(fd, into, size - 1, 0);

	assert_true(length >= 0);
	into[length] = '\0';
	close(fd);
}

static void child(int out, int err, const char *machine, char **argv)
{
	const struct rt_places cli = {.command = "./some name"};
	int code;

	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	if (machine)
		setenv("HWLOC_SYNTHETIC", machine, 1);
	code = rt_command_run(&rt_command_topo, &cli, argv);
	fflush(NULL);
	_exit(code);
}

/* Runs it in a child on @machine, NULL for this one; @option may be NULL. */
static void topo(struct outcome *outcome, const char *machine,
		 const char *option, const char *value)
{
	char *argv[] = {(char *)"topo", (char *)option, (char *)value, NULL};
	int out = memfd_create("out", 0);
	int err = memfd_create("err", 0);
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0)
		child(out, err, machine, argv);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	outcome->code = WEXITSTATUS(status);
	read_back(out, outcome->printed, sizeof(outcome->printed));
	read_back(err, outcome->complained, sizeof(outcome->complained));
}

static void contains(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' is not in:\n%s", part, text);
}

/* Bytes are columns but for the shades, which are three bytes each. */
static void fits_80_columns(const char *text)
{
	size_t column = 0;

	for (; *text; text++) {
		if (((unsigned char)*text & 0xc0) == 0x80)
			continue;
		column = *text == '\n' ? 0 : column + 1;
		assert_in_range(column, 0, 80);
	}
}

static void a_described_machine_has_a_table(void **state)
{
	struct outcome outcome;

	(void)state;
	topo(&outcome, server, NULL, NULL);
	assert_int_equal(outcome.code, 0);
	contains(outcome.printed, "2 packages");
	contains(outcome.printed, "  smt      0,1 ");
	contains(outcome.printed, "* l3       0,2 ");
	contains(outcome.printed, "  none     0,8 ");
	contains(outcome.printed, "latency cannot be measured");
	fits_80_columns(outcome.printed);
	assert_string_equal(outcome.complained, "");
}

static void this_machine_has_a_picture(void **state)
{
	struct outcome outcome;

	(void)state;
	topo(&outcome, NULL, NULL, NULL);
	assert_int_equal(outcome.code, 0);
	if (!strstr(outcome.printed, "only one CPU"))
		contains(outcome.printed, "CPU by CPU");
	fits_80_columns(outcome.printed);
	assert_null(strchr(outcome.printed, '\033'));
}

static void a_pair_can_be_asked_for(void **state)
{
	struct outcome outcome;

	(void)state;
	topo(&outcome, server, "--pair", "none");
	assert_int_equal(outcome.code, 0);
	contains(outcome.printed, "  none     0,8 ");
	assert_null(strstr(outcome.printed, "smt"));
	topo(&outcome, server, "--pair", "l2");
	assert_int_equal(outcome.code, 129);
	contains(outcome.complained, "kinds that there are: smt, l3, none");
	assert_string_equal(outcome.printed, "");
}

static void one_cpu_is_stated(void **state)
{
	struct outcome outcome;

	(void)state;
	topo(&outcome, "pu:1", NULL, NULL);
	assert_int_equal(outcome.code, 0);
	contains(outcome.printed, "only one CPU may be used");
	topo(&outcome, "pu:1", "--json", NULL);
	assert_int_equal(outcome.code, 0);
	contains(outcome.printed, "only one CPU may be used");
	topo(&outcome, "pu:1", "--pair", "auto");
	assert_int_equal(outcome.code, 129);
	contains(outcome.complained, "only one CPU may be used");
}

static void json_says_the_same(void **state)
{
	struct outcome outcome;
	json_error_t error;
	json_t *envelope, *object, *pair;

	(void)state;
	topo(&outcome, server, "--json", NULL);
	assert_int_equal(outcome.code, 0);
	envelope = json_loads(outcome.printed, 0, &error);
	assert_non_null(envelope);
	object = json_object_get(envelope, "result");
	assert_true(json_is_false(json_object_get(object, "this_machine")));
	assert_int_equal(
		json_array_size(json_object_get(object, "usable_cpus")), 16);
	assert_int_equal(json_array_size(json_object_get(object, "pairs")), 3);
	pair = json_array_get(json_object_get(object, "pairs"), 1);
	assert_string_equal(json_string_value(json_object_get(pair, "pair")),
			    "l3");
	assert_true(json_is_true(json_object_get(pair, "auto")));
	assert_true(json_is_null(json_object_get(pair, "latency_ns")));
	json_decref(envelope);
}

static void not_measuring_is_possible(void **state)
{
	struct outcome outcome;

	(void)state;
	topo(&outcome, NULL, "--no-latency", NULL);
	assert_int_equal(outcome.code, 0);
	assert_null(strstr(outcome.printed, "CPU by CPU"));
}

static void bad_input_exits_129(void **state)
{
	struct outcome outcome;

	(void)state;
	topo(&outcome, NULL, "--bogus", NULL);
	assert_int_equal(outcome.code, 129);
	contains(outcome.complained, "bogus");
	topo(&outcome, NULL, "--pair", NULL);
	assert_int_equal(outcome.code, 129);
	topo(&outcome, NULL, "stray", NULL);
	assert_int_equal(outcome.code, 129);
	contains(outcome.complained, "unexpected argument 'stray'");
	topo(&outcome, "nonsense", NULL, NULL);
	assert_int_equal(outcome.code, 129);
	contains(outcome.complained, "'nonsense'");
}

static void sixteen_rows_fit_and_are_shaded(void **state)
{
	struct rt_topo_survey survey;
	struct rt_text text = RT_TEXT_INIT;

	(void)state;
	setenv("HWLOC_SYNTHETIC", server, 1);
	assert_int_equal(rt_topo_survey_run(&survey, NULL, false, NULL), 0);
	unsetenv("HWLOC_SYNTHETIC");
	rt_matrix_choose(survey.topology, &survey.pairs, &survey.matrix);
	assert_int_equal(survey.matrix.count, 16);
	for (int i = 0; i < 16; i++)
		for (int j = 0; j < 16; j++)
			survey.matrix.median[i][j] = i == j ? -1 : i * j * 50;
	survey.matrix.median[0][1] = -1;
	rt_topo_survey_draw(&survey, (struct rt_topo_style){.utf8 = false},
			    &text);
	fits_80_columns(rt_text_string(&text));
	contains(rt_text_string(&text), "     0   -   ?   0.");
	contains(rt_text_string(&text), "100.");
	contains(rt_text_string(&text), "2us.");
	contains(rt_text_string(&text), ">9u#");
	contains(rt_text_string(&text), "near (0 ns) .:*# far (10500 ns)");
	rt_topo_survey_draw(&survey, (struct rt_topo_style){true, true}, &text);
	contains(rt_text_string(&text), "\033[31m█\033[0m");
	rt_text_free(&text);
	rt_topo_survey_free(&survey);
}

static void help_names_every_option(void **state)
{
	struct outcome outcome;

	(void)state;
	topo(&outcome, NULL, "--help", NULL);
	contains(outcome.printed, "usage: ./some name topo");
	assert_int_equal(outcome.code, 0);
	contains(outcome.printed, "--pair");
	contains(outcome.printed, "--json");
	contains(outcome.printed, "--no-latency");
	fits_80_columns(outcome.printed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_described_machine_has_a_table),
		cmocka_unit_test(this_machine_has_a_picture),
		cmocka_unit_test(a_pair_can_be_asked_for),
		cmocka_unit_test(one_cpu_is_stated),
		cmocka_unit_test(json_says_the_same),
		cmocka_unit_test(not_measuring_is_possible),
		cmocka_unit_test(bad_input_exits_129),
		cmocka_unit_test(sixteen_rows_fit_and_are_shaded),
		cmocka_unit_test(help_names_every_option),
	};

	unsetenv("HWLOC_SYNTHETIC");
	unsetenv("HWLOC_XMLFILE");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
