/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "harness/base/shard.h"
#include "harness/compare/cells.h"
#include "harness/compare/matrix.h"

static int parse(struct rt_matrix *matrix, const char *text,
		 struct rt_error *error)
{
	return rt_matrix_parse(matrix, text, strlen(text), "m", error);
}

static void blocks_and_groups_are_read(void **state)
{
	struct rt_matrix matrix;

	(void)state;
	assert_int_equal(parse(&matrix,
			       "# c\n\ntoolchains = gcc*+host\nflags = -O0 | "
			       "-O2\nflags=none|-DA='x y' -DB\r\n"
			       "[ other ]\ninclude = fortify-1.0 /x\n"
			       "toolchains = clang*+musl tcc+host",
			       NULL),
			 RT_OK);
	assert_int_equal(matrix.count, 2);
	assert_int_equal(matrix.block[0].group_count, 2);
	assert_string_equal(matrix.block[0].group[1].word[0], "");
	assert_string_equal(matrix.block[0].group[1].word[1], "-DA='x y' -DB");
	assert_string_equal(rt_text_string(&matrix.block[1].title), "other");
	assert_int_equal(matrix.block[1].includes.count, 2);
	assert_int_equal(matrix.block[1].toolchains.count, 2);
	assert_int_equal(matrix.block[1].group_count, 0);
	rt_matrix_free(&matrix);
}

/* What is wrong, and the start of what is said of it. */
static const struct {
	const char *text, *said;
} bad[] = {
	/* It would print as a blank, and read back as another matrix. */
	{"toolchains = gcc\ninclude = 'a\rb'\n", "m:2: a control"},
	{"", "m: it names no toolchains"},
	{"# nothing\n", "m: it names no toolchains"},
	{"flags = -O0\n", "m: the block of line 1 has no toolchains"},
	{"toolchains = gcc\n\n[x]\n[y]\n", "m:4: the block of line 3 has no"},
	{"toolchain = gcc\n", "m:1: unknown key 'toolchain'"},
	{"toolchains = gcc\ntoolchains = tcc\n", "m:2: toolchains is given a"},
	{"toolchains = gcc\ngcc\n", "m:2: 'gcc' is neither"},
	{"toolchains =\n", "m:1: toolchains has no value"},
	{"toolchains = g/cc\n", "m:1: 'g/cc' is no pattern"},
	{"toolchains = ''\n", "m:1: '' is no pattern"},
	{"toolchains = 'gcc\n", "m:1: an unfinished quote"},
	{"toolchains = gcc\nflags = -O0 |\n", "m:2: an empty alternative"},
	{"toolchains = gcc\nflags = -o x\n",
	 "m:2: flag word \"-o\" is refused"},
	{"toolchains = gcc\nflags = '\n", "m:2: unfinished quote in flags"},
	{"[x\n", "m:1: a title ends with ']'"},
	{"[ ]\n", "m:1: a title has 1 to 47"},
	{"toolchains = gcc\x01\n", "m:1: a control character"},
};

static void what_is_wrong_is_told_with_its_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct rt_error error = RT_ERROR_INIT;
		struct rt_matrix matrix;

		assert_int_equal(parse(&matrix, bad[i].text, &error), RT_USAGE);
		if (strncmp(error.message, bad[i].said, strlen(bad[i].said)))
			fail_msg("%s\nnot: %s", error.message, bad[i].said);
		rt_matrix_free(&matrix);
		rt_error_clear(&error);
	}
}

static void a_nul_byte_is_refused(void **state)
{
	static const char text[] = "toolchains = gcc\0\n";
	struct rt_matrix matrix;

	(void)state;
	assert_int_equal(
		rt_matrix_parse(&matrix, text, sizeof(text) - 1, "m", NULL),
		RT_USAGE);
	rt_matrix_free(&matrix);
}

static void too_many_cells_are_refused(void **state)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_matrix matrix;

	(void)state;
	rt_text_add(&text, "toolchains = gcc\n");
	for (int i = 0; i < 64; i++)
		rt_text_add(&text, "flags = -O0 | -O1\n");
	assert_int_equal(parse(&matrix, rt_text_string(&text), NULL), RT_USAGE);
	rt_matrix_free(&matrix);
	rt_text_free(&text);
}

/* Two compilers, the first with an alias, and two libcs: made by hand. */
struct machine {
	struct rt_compiler compiler[2];
	struct rt_toolchains found;
	struct rt_toolchain toolchain[4];
};

static void make_machine(struct machine *machine)
{
	struct rt_libcs *libcs = &machine->found.libcs;

	*machine = (struct machine){
		.compiler = {{.name = "clang-14"}, {.name = "gcc-12"}},
	};
	rt_strings_add(&machine->compiler[1].alias, "gcc");
	libcs->list[0] = (struct rt_libc){.name = "glibc", .is_host = true};
	libcs->list[1] = (struct rt_libc){.name = "musl"};
	libcs->count = 2;
	machine->found.list = machine->toolchain;
	machine->found.count = machine->found.total = 4;
	for (int i = 0; i < 4; i++) {
		struct rt_toolchain *one = &machine->toolchain[i];

		one->compiler = &machine->compiler[i / 2];
		one->libc = &libcs->list[i % 2];
		rt_text_format(&one->name, "%s+%s", one->compiler->name,
			       one->libc->name);
	}
}

static void free_machine(struct machine *machine)
{
	rt_strings_free(&machine->compiler[1].alias);
	for (int i = 0; i < 4; i++)
		rt_text_free(&machine->toolchain[i].name);
}

static int expand(struct rt_matrix_cells *cells, struct rt_matrix *matrix,
		  const struct machine *machine, const char *text,
		  struct rt_error *error)
{
	assert_int_equal(parse(matrix, text, NULL), RT_OK);
	return rt_matrix_cells(cells, matrix, &machine->found, "/usr", error);
}

static const char *name_of(const struct rt_matrix_cells *cells, size_t index)
{
	return rt_text_string(&cells->cell[index].name);
}

static void cells_are_a_cross_product_in_order(void **state)
{
	struct rt_matrix_cells cells;
	struct rt_matrix matrix;
	struct machine machine;

	(void)state;
	make_machine(&machine);
	assert_int_equal(
		expand(&cells, &matrix, &machine,
		       "toolchains = gcc*+host gcc+musl clang*+*\nflags = -O0 "
		       "| -O2 | -Os\nflags = none | -DA\ninclude = include\n",
		       NULL),
		RT_OK);
	assert_int_equal(cells.count, 4 * 3 * 2);
	assert_string_equal(name_of(&cells, 0), "gcc-12+glibc -Iinclude -O0");
	assert_string_equal(name_of(&cells, 1),
			    "gcc-12+glibc -Iinclude -O0 -DA");
	assert_string_equal(name_of(&cells, 11),
			    "gcc-12+musl -Iinclude -Os -DA");
	assert_string_equal(name_of(&cells, 23),
			    "clang-14+musl -Iinclude -Os -DA");
	assert_string_equal(cells.cell[0].folder.word[0], "/usr/include");
	assert_int_equal(cells.absent_count, 0);
	rt_matrix_cells_free(&cells);
	rt_matrix_free(&matrix);
	free_machine(&machine);
}

static void a_cell_that_is_named_twice_is_there_once(void **state)
{
	struct rt_matrix_cells cells;
	struct rt_matrix matrix;
	struct machine machine;

	(void)state;
	make_machine(&machine);
	assert_int_equal(expand(&cells, &matrix, &machine,
				"toolchains = gcc* gcc-12+musl\n[again]\n"
				"toolchains = *+host\n",
				NULL),
			 RT_OK);
	assert_int_equal(cells.count, 3);
	assert_string_equal(cells.cell[2].title, "again");
	rt_matrix_cells_free(&cells);
	rt_matrix_free(&matrix);
	free_machine(&machine);
}

/* gcc-12 is also called x86_64-linux-gnu-gcc-12, and is no cross compiler. */
static void a_cross_pattern_means_no_compiler_of_this_machine(void **state)
{
	struct rt_matrix_cells cells;
	struct rt_matrix matrix;
	struct machine machine;

	(void)state;
	make_machine(&machine);
	rt_strings_add(&machine.compiler[1].alias, "x86_64-linux-gnu-gcc-12");
	assert_int_equal(expand(&cells, &matrix, &machine,
				"toolchains = *-linux-*gcc*+* clang*+host\n",
				NULL),
			 RT_OK);
	assert_int_equal(cells.count, 1);
	assert_int_equal(cells.absent_count, 1);
	rt_matrix_cells_free(&cells);
	rt_matrix_free(&matrix);
	assert_int_equal(expand(&cells, &matrix, &machine,
				"toolchains = x86_64-linux-gnu-gcc-12+musl\n",
				NULL),
			 RT_OK);
	assert_int_equal(cells.count, 1);
	rt_matrix_cells_free(&cells);
	rt_matrix_free(&matrix);
	free_machine(&machine);
}

static void what_is_absent_is_named(void **state)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_matrix_cells cells;
	struct rt_matrix matrix;
	struct machine machine;

	(void)state;
	make_machine(&machine);
	assert_int_equal(expand(&cells, &matrix, &machine,
				"toolchains = gcc*+host gcc*+dietlibc icc*\n"
				"flags = -O0 | -O1\n",
				NULL),
			 RT_OK);
	assert_int_equal(cells.count, 2);
	assert_int_equal(cells.absent_count, 2);
	assert_string_equal(cells.absent[0].package, "dietlibc-dev");
	assert_int_equal(cells.absent[0].cells, 2);
	assert_string_equal(cells.absent[1].pattern, "icc*");
	assert_null(cells.absent[1].package);
	rt_matrix_cells_free(&cells);
	rt_matrix_free(&matrix);
	assert_int_equal(expand(&cells, &matrix, &machine,
				"toolchains = icc*\n", &error),
			 RT_USAGE);
	assert_non_null(strstr(error.message, "icc*"));
	rt_matrix_cells_free(&cells);
	rt_matrix_free(&matrix);
	rt_error_clear(&error);
	free_machine(&machine);
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
	struct rt_matrix_cells cells;
	struct rt_matrix matrix;
	struct machine machine;

	(void)state;
	make_machine(&machine);
	assert_int_equal(expand(&cells, &matrix, &machine,
				"toolchains = *\ninclude = no-such\n", NULL),
			 RT_USAGE);
	rt_matrix_cells_free(&cells);
	rt_matrix_free(&matrix);
	free_machine(&machine);
}

static void matrices_of_the_corpora_are_sound(void **state)
{
	static const char *const names[] = {"default", "alpine", "debian",
					    "cross", "bare"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct rt_error error = RT_ERROR_INIT;
		struct rt_matrix matrix;
		char path[64];

		snprintf(path, sizeof(path), "corpora/matrices/%s", names[i]);
		if (rt_matrix_read(&matrix, path, &error))
			fail_msg("%s", error.message);
		rt_matrix_free(&matrix);
	}
}

static void default_is_forty_cells_of_two_compilers(void **state)
{
	struct rt_matrix_cells cells;
	struct rt_matrix matrix;
	struct machine machine;

	(void)state;
	make_machine(&machine);
	assert_int_equal(
		rt_matrix_read(&matrix, "corpora/matrices/default", NULL),
		RT_OK);
	assert_int_equal(rt_matrix_cells(&cells, &matrix, &machine.found,
					 "corpora/include", NULL),
			 RT_OK);
	assert_int_equal(cells.count, 40);
	rt_matrix_cells_free(&cells);
	rt_matrix_free(&matrix);
	free_machine(&machine);
}

static void shards_part_the_work(void **state)
{
	struct rt_shard shard[3];
	static const char *const wrong[] = {"",	    "1",       "0/4",  "5/4",
					    "1/0",  " 1/4",    "1/4 ", "-1/4",
					    "+1/4", "1/10001", "a/b",  "1//2"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_int_equal(rt_shard_parse(&shard[0], wrong[i], NULL),
				 RT_USAGE);
	assert_int_equal(rt_shard_parse(&shard[0], "1/3", NULL), RT_OK);
	assert_int_equal(rt_shard_parse(&shard[1], "2/3", NULL), RT_OK);
	assert_int_equal(rt_shard_parse(&shard[2], "3/3", NULL), RT_OK);
	for (size_t piece = 0; piece < 10; piece++) {
		int count = 0;

		for (int i = 0; i < 3; i++)
			count += rt_shard_has(&shard[i], piece);
		assert_int_equal(count, 1);
	}
	shard[0] = (struct rt_shard){.count = 0};
	assert_true(rt_shard_has(&shard[0], 7));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_and_groups_are_read),
		cmocka_unit_test(what_is_wrong_is_told_with_its_line),
		cmocka_unit_test(a_nul_byte_is_refused),
		cmocka_unit_test(too_many_cells_are_refused),
		cmocka_unit_test(cells_are_a_cross_product_in_order),
		cmocka_unit_test(a_cell_that_is_named_twice_is_there_once),
		cmocka_unit_test(
			a_cross_pattern_means_no_compiler_of_this_machine),
		cmocka_unit_test(what_is_absent_is_named),
		cmocka_unit_test(a_folder_that_is_not_there_is_an_error),
		cmocka_unit_test(matrices_of_the_corpora_are_sound),
		cmocka_unit_test(default_is_forty_cells_of_two_compilers),
		cmocka_unit_test(shards_part_the_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
