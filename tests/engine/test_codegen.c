/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/accessor/list.h"
#include "tests/base/spread.h"
#include "tests/engine/codegen.h"

/*
 * Read in the disassembly of gcc 12 and clang 14: the emission of load16 and
 * store16 at -O0 and at -O2. w whole, p parts, t twice, u unknown.
 */
static const struct {
	const char *accessor;
	const char gcc[5];   /* load -O0, store -O0, load -O2, store -O2 */
	const char clang[5]; /* the same */
} zoo[] = {
	{"atomic-acquire", "wwww", "wwww"},
	{"atomic-relaxed", "wwww", "wwww"},
	{"big-endian", "wwww", "wwww"},
	{"bitfield", "ppww", "ttww"},
	{"builtin-memcpy", "wwww", "wwww"},
	{"byte-struct", "wwww", "wwww"},
	{"bytes-volatile", "pppp", "pppp"},
	{"c11-atomic", "wwww", "wwww"},
	{"fortify-memcpy", "wwww", "wwww"},
	{"halves-volatile", "pppp", "pppp"},
	{"inline-mov", "wwww", "wwww"},
	{"memcpy", "wwww", "wwww"},
	{"memmove", "wwww", "wwww"},
	{"movsb", "pppp", "pppp"},
	{"null", "uuuu", "uuuu"},
	{"packed-struct", "wwww", "wwww"},
	{"packed-struct-volatile", "wwww", "wwww"},
	{"plain", "wwww", "wwww"},
	{"read-once", "wwww", "wwww"},
	{"rep-movsb", "pppp", "pppp"},
	{"shift-or-high-first", "ppww", "ppww"},
	{"shift-or-low-first", "ppww", "ppww"},
	{"union", "wwww", "wwww"},
	{"volatile", "wwww", "wwww"},
};

static enum rt_emission emission_of(char letter)
{
	return letter == 'w'   ? RT_EMITTED_WHOLE
	       : letter == 'p' ? RT_EMITTED_PARTS
	       : letter == 't' ? RT_EMITTED_TWICE
			       : RT_EMITTED_UNKNOWN;
}

/* Each of the four takes other accessors and levels, from @first on. */
static void expect_zoo(struct fixture *fixture, const char *toolchain,
		       bool is_clang, size_t first)
{
	static const char *const levels[] = {"-O0", "-O2"};

	const size_t count = 2 * sizeof(zoo) / sizeof(*zoo);

	for (size_t i = sample(first + 1) - 1; i < count; i += sample(5)) {
		const char *letters =
			is_clang ? zoo[i / 2].clang : zoo[i / 2].gcc;
		struct rt_build built;
		char source[128];

		letters += 2 * (i % 2);
		snprintf(source, sizeof(source), "corpora/accessors/%s.c",
			 zoo[i / 2].accessor);
		codegen_build(fixture, &built, source, toolchain,
			      levels[i % 2]);
		codegen_expect(built.module.data, "ringtear_load16", 16, false,
			       emission_of(letters[0]));
		codegen_expect(built.module.data, "ringtear_store16", 16, true,
			       emission_of(letters[1]));
		rt_build_free(&built);
	}
}

static void zoo_of_gcc(void **state)
{
	expect_zoo(*state, "gcc", false, 0);
}

static void zoo_of_gcc_and_musl(void **state)
{
	expect_zoo(*state, "gcc+musl", false, 1);
}

static void zoo_of_clang(void **state)
{
	expect_zoo(*state, "clang", true, 2);
}

static void zoo_of_clang_and_musl(void **state)
{
	expect_zoo(*state, "clang+musl", true, 3);
}

static void the_zoo_is_complete(void **state)
{
	struct rt_accessors accessors;

	(void)state;
	assert_int_equal(
		rt_accessors_load(&accessors, "corpora/accessors", NULL),
		RT_OK);
	for (size_t i = 0; i < accessors.count; i++) {
		size_t j = 0;

		while (j < sizeof(zoo) / sizeof(*zoo) &&
		       strcmp(zoo[j].accessor, accessors.list[i].name.data))
			j++;
		/* Its length may be anything: see the next test. */
		if (j == sizeof(zoo) / sizeof(*zoo))
			assert_string_equal(accessors.list[i].name.data,
					    "memcpy-runtime-length");
	}
	rt_accessors_free(&accessors);
}

/* A copy of a length that is kept in a variable. */
static const char copy_by_length[] =
	"#include <string.h>\n"
	"static volatile unsigned long length = 2;\n"
	"unsigned short ringtear_load16(const void *p)\n"
	"{ unsigned short v = 0; memcpy(&v, p, length); return v; }\n";

static const char setter[] = "void set(unsigned long to) { length = to; }\n";

/* Nothing in the module writes it: musl copies two single bytes. */
static void a_length_that_nothing_writes_is_known(void **state)
{
	struct rt_text both = RT_TEXT_INIT;
	struct rt_codegen codegen;
	struct rt_build built;
	char *source = fixture_write(*state, "length.c", copy_by_length);

	codegen_build(*state, &built, source, "gcc+musl", "-O2");
	codegen_ask(&codegen, built.module.data, "ringtear_load16", 16, false);
	assert_int_equal(codegen.emission, RT_EMITTED_PARTS);
	assert_int_equal(codegen.account->takes, 1);
	assert_string_equal(codegen.account->taken[0], "length");
	rt_codegen_free(&codegen);
	rt_build_free(&built);
	free(source);
	rt_text_format(&both, "%s%s", copy_by_length, setter);
	source = fixture_write(*state, "set.c", both.data);
	codegen_build(*state, &built, source, "gcc+musl", "-O2");
	codegen_ask(&codegen, built.module.data, "ringtear_load16", 16, false);
	assert_int_equal(codegen.emission, RT_EMITTED_UNKNOWN);
	assert_int_equal(codegen.account->takes, 0);
	rt_codegen_free(&codegen);
	rt_build_free(&built);
	rt_text_free(&both);
	free(source);
}

/* The bug of 2019: two one-byte accesses in musl's memcpy. */
static void musls_memcpy_is_followed(void **state)
{
	const struct rt_account_site *site;
	const struct rt_account_way *way;
	struct rt_build built;
	struct rt_codegen codegen;

	codegen_build(*state, &built, "corpora/accessors/fortify-memcpy.c",
		      "gcc+musl", "-O2 -D_FORTIFY_SOURCE=2");
	codegen_ask(&codegen, built.module.data, "ringtear_load16", 16, false);
	assert_int_equal(codegen.emission, RT_EMITTED_PARTS);
	assert_false(codegen.is_closed);
	assert_int_equal(codegen.account->ways, 1);
	way = &codegen.account->way[0];
	assert_int_equal(way->kind, RT_WAY_PARTS);
	assert_int_equal(way->touches, 2);
	for (int i = 0; i < 2; i++) {
		site = &codegen.account->site[way->touch[i].site];
		assert_string_equal(site->function, "memcpy");
		assert_false(site->is_libcs);
		assert_non_null(strstr(site->text, "movsb"));
		assert_int_equal(way->touch[i].offset, i);
		assert_int_equal(way->touch[i].bytes, 1);
		assert_true(way->touch[i].is_used);
		assert_false(way->touch[i].writes);
	}
	rt_codegen_free(&codegen);
	rt_build_free(&built);
}

/*
 * Which memcpy that is depends on this CPU: it is followed, or the first
 * instruction of it that libVEX does not know is told.
 */
static void the_hosts_memcpy_is_followed(void **state)
{
	static const char *const flags[] = {
		"-O2 -fno-builtin",
		"-O2 -fno-builtin -fno-plt",
		"-O0 -fno-builtin -fcf-protection",
	};

	for (size_t i = 0; i < 3; i++) {
		struct rt_build built;
		struct rt_codegen codegen;

		codegen_build(*state, &built, "corpora/accessors/memcpy.c",
			      "gcc", flags[i]);
		codegen_ask(&codegen, built.module.data, "ringtear_load16", 16,
			    false);
		assert_non_null(codegen.account);
		if (codegen.account->kinds[RT_WAY_OPEN])
			assert_non_null(strstr(codegen.reason, "instruction"));
		else
			assert_true(codegen.account->site[0].is_libcs);
		rt_codegen_free(&codegen);
		rt_build_free(&built);
	}
}

/* __memcpy_chk goes on in memmove: two functions, and none without a name. */
static void code_of_several_libc_functions_has_names(void **state)
{
	struct rt_build built;
	struct rt_codegen codegen;

	codegen_build(*state, &built,
		      "corpora/accessors/memcpy-runtime-length.c", "gcc+glibc",
		      "-O1 -D_FORTIFY_SOURCE=1");
	codegen_ask(&codegen, built.module.data, "ringtear_load16", 16, false);
	assert_non_null(codegen.account);
	for (unsigned i = 0; i < codegen.account->sites; i++)
		assert_string_not_equal(codegen.account->site[i].function, "");
	rt_codegen_free(&codegen);
	rt_build_free(&built);
}

static void questions_that_cannot_be(void **state)
{
	struct rt_question question = {
		.module = "Makefile",
		.symbol = "ringtear_load16",
		.width = 16,
	};
	struct rt_codegen codegen;

	(void)state;
	assert_int_equal(rt_codegen(&codegen, &question, NULL), RT_BUILD);
	rt_codegen_free(&codegen);
	question.width = 24;
	assert_int_equal(rt_codegen(&codegen, &question, NULL), RT_USAGE);
	rt_codegen_free(&codegen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zoo_of_gcc),
		cmocka_unit_test(zoo_of_gcc_and_musl),
		cmocka_unit_test(zoo_of_clang),
		cmocka_unit_test(zoo_of_clang_and_musl),
		cmocka_unit_test(the_zoo_is_complete),
		cmocka_unit_test(a_length_that_nothing_writes_is_known),
		cmocka_unit_test(musls_memcpy_is_followed),
		cmocka_unit_test(code_of_several_libc_functions_has_names),
		cmocka_unit_test(the_hosts_memcpy_is_followed),
		cmocka_unit_test(questions_that_cannot_be),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
