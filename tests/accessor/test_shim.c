/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/accessor/shim.h"
#include "harness/accessor/shim_check.h"
#include "tests/module/fixture.h"

static const char *const toolchains[] = {"gcc", "clang", "tcc", "gcc+musl"};

static char *write_shim(struct fixture *fixture, const struct rt_shim *shim)
{
	struct rt_text path = RT_TEXT_INIT;
	struct rt_error error = RT_ERROR_INIT;
	int code = rt_shim_write(shim, fixture->cache.data, &path, &error);

	if (code)
		print_error("%s\n", error.message);
	assert_int_equal(code, RT_OK);
	return path.data;
}

/* Builds @shim with @cell's other members and loads it. */
static void open_shim(struct fixture *fixture, const struct rt_shim *shim,
		      struct rt_cell cell, struct rt_module *module)
{
	char *source = write_shim(fixture, shim);
	struct rt_build build;

	cell.source = source;
	fixture_build(fixture, &build, &cell);
	assert_int_equal(rt_module_open(module, build.module.data, NULL),
			 RT_OK);
	rt_build_free(&build);
	free(source);
}

static void each_width_loads_and_stores(void **state)
{
	struct fixture *fixture = *state;
	static const struct rt_shim shims[] = {
		{.load = "*(const uint16_t *)p",
		 .store = "*(uint16_t *)p = v",
		 .width = 16},
		{.load = "*(const uint32_t *)p",
		 .store = "*(uint32_t *)p = v",
		 .width = 32},
		{.load = "*(const uint64_t *)p",
		 .store = "do { *(uint64_t *)p = v; } while (0)",
		 .width = 64},
	};
	uint64_t field = 0;

	for (size_t i = 0; i < sizeof(toolchains) / sizeof(*toolchains); i++) {
		struct rt_cell cell = {
			.toolchain = rt_toolchains_named(&fixture->toolchains,
							 toolchains[i], NULL)};
		struct rt_module module;

		if (!cell.toolchain)
			continue;
		cell.flags = "-O2 -fvisibility=hidden";
		open_shim(fixture, &shims[0], cell, &module);
		module.store16(&field, 0x1234);
		assert_int_equal(module.load16(&field), 0x1234);
		assert_null(module.load32);
		rt_module_close(&module);
		open_shim(fixture, &shims[1], cell, &module);
		module.store32(&field, 0x12345678);
		assert_int_equal(module.load32(&field), 0x12345678);
		rt_module_close(&module);
		open_shim(fixture, &shims[2], cell, &module);
		module.store64(&field, UINT64_C(0x1234567890abcdef));
		assert_true(module.load64(&field) ==
			    UINT64_C(0x1234567890abcdef));
		rt_module_close(&module);
	}
}

/* --include, -I, -D and a prelude, as QEMU's tree would be used. */
static void a_copy_is_both(void **state)
{
	struct fixture *fixture = *state;
	struct rt_shim shim = {.copy = "memcpy(dst, src, len)", .width = 16};
	uint16_t field = 0;

	for (size_t i = 0; i < sizeof(toolchains) / sizeof(*toolchains); i++) {
		struct rt_cell cell = {
			.toolchain = rt_toolchains_named(&fixture->toolchains,
							 toolchains[i], NULL)};
		struct rt_module module;

		if (!cell.toolchain)
			continue;
		for (int known = 0; known < 2; known++) {
			shim.is_length_known = known;
			open_shim(fixture, &shim, cell, &module);
			module.store16(&field, (uint16_t)(0x1234 + known));
			assert_int_equal(module.load16(&field), 0x1234 + known);
			rt_module_close(&module);
		}
	}
}

/* Without a prelude: v is as wide as the field, and so is a copy's room. */
static void fields_of_128_bits_come_back(void **state)
{
	static const struct rt_shim shims[] = {
		{.load = "*(const volatile unsigned __int128 *)p",
		 .store = "*(volatile unsigned __int128 *)p = v",
		 .width = 128},
		{.copy = "memcpy(dst, src, len)", .width = 128},
		{.copy = "__builtin_memcpy(dst, src, len)",
		 .width = 128,
		 .is_length_known = true},
	};
	const rt_value value =
		rt_value_of(0x0123456789abcdef, 0xfedcba9876543210);
	struct fixture *fixture = *state;
	struct rt_cell cell = {.toolchain = fixture_toolchain(fixture, "gcc")};
	/* Wherever it lies: its line chooses the private side's place. */
	_Alignas(512) rt_value line[32];

	for (size_t i = 0; i < sizeof(shims) / sizeof(*shims); i++) {
		struct rt_module module;

		open_shim(fixture, &shims[i], cell, &module);
		for (int at = 0; at < 32; at += 4) {
			module.store128(&line[at], value + (unsigned)at);
			assert_true(module.load128(&line[at]) ==
				    value + (unsigned)at);
		}
		rt_module_close(&module);
	}
}

/* C++ has templates, and its functions other names but for extern "C". */
static void cxx_is_compiled_as_such(void **state)
{
	struct fixture *fixture = *state;
	static const char *const includes[] = {"<cstring>", NULL};
	const struct rt_shim shim = {
		.includes = includes,
		.load = "*static_cast<const volatile unsigned *>(p)",
		.store = "std::memcpy(p, &v, sizeof(v))",
		.is_cxx = true,
		.width = 32,
	};
	struct rt_cell cell = {.toolchain = fixture_toolchain(fixture, "gcc"),
			       .language = "c++"};
	struct rt_module module;
	uint32_t field = 0;

	open_shim(fixture, &shim, cell, &module);
	module.store32(&field, 0x12345678);
	assert_int_equal(module.load32(&field), 0x12345678);
	rt_module_close(&module);
}

static void headers_are_found_and_watched(void **state)
{
	struct fixture *fixture = *state;
	const char *const includes[] = {"own.h", "<stdint.h>", NULL};
	const char *const defines[] = {"MORE", "TWICE(x)=((x) * 2)", NULL};
	const char *const folders[] = {fixture->folder.data, NULL};
	char *prelude = fixture_write(fixture, "prelude.c",
				      "static int three(void) { return 3; }\n");
	struct rt_shim shim = {
		.includes = includes,
		.prelude = prelude,
		.load = "OWN + MORE + TWICE(three()) + (uint16_t)0",
		.width = 16,
		.defines = defines,
	};
	struct rt_cell cell = {.toolchain = fixture_toolchain(fixture, "gcc"),
			       .include_folders = folders};
	struct rt_module module;

	free(fixture_write(fixture, "own.h", "#define OWN 10\n"));
	open_shim(fixture, &shim, cell, &module);
	assert_int_equal(module.load16(NULL), 17);
	rt_module_close(&module);
	free(fixture_write(fixture, "own.h", "#define OWN 20\n"));
	open_shim(fixture, &shim, cell, &module);
	assert_int_equal(module.load16(NULL), 27);
	rt_module_close(&module);
	free(fixture_write(fixture, "prelude.c",
			   "static int three(void) { return 4; }\n"));
	open_shim(fixture, &shim, cell, &module);
	assert_int_equal(module.load16(NULL), 29);
	rt_module_close(&module);
	free(prelude);
}

/* A second build of the same is a hit, so no "--load" is taken for a file. */
static void built_once(void **state)
{
	struct fixture *fixture = *state;
	const struct rt_shim shim = {.load = "*(const char *)p", .width = 16};
	char *source = write_shim(fixture, &shim);
	char *again = write_shim(fixture, &shim);

	assert_string_equal(source, again);
	for (size_t i = 0; i < sizeof(toolchains) / sizeof(*toolchains); i++) {
		struct rt_cell cell = {
			.source = source,
			.toolchain = rt_toolchains_named(&fixture->toolchains,
							 toolchains[i], NULL)};
		struct rt_build build;

		if (!cell.toolchain)
			continue;
		fixture_build(fixture, &build, &cell);
		rt_build_free(&build);
		fixture_build(fixture, &build, &cell);
		assert_true(build.from_cache);
		rt_build_free(&build);
	}
	free(source);
	free(again);
}

static void own_flags_reach_the_compiler(void **state)
{
	struct fixture *fixture = *state;
	const char *const own[] = {"-include", "limits.h", "-DOWN=1", NULL};
	const struct rt_shim shim = {.load = "OWN + (INT_MAX > 0)",
				     .width = 16};
	struct rt_cell cell = {.toolchain = fixture_toolchain(fixture, "gcc"),
			       .flags = "-UOWN -DOWN=5",
			       .own_flags = own};
	struct rt_module module;

	open_shim(fixture, &shim, cell, &module);
	assert_int_equal(module.load16(NULL), 6);
	rt_module_close(&module);
}

/* The compiler's words point at what the user typed, to the column. */
static void errors_name_the_option(void **state)
{
	struct fixture *fixture = *state;
	static const struct {
		struct rt_shim shim;
		const char *place;
	} cases[] = {
		{{.load = "1 + nowhere(p)->x", .width = 16}, "--load:1:"},
		{{.load = "1 + unknown", .width = 16}, "--load:1:5"},
		{{.load = "p p", .width = 16}, "--load:1:"},
		{{.store = "v = unknown", .width = 32}, "--store:1:5"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rt_error error = RT_ERROR_INIT;
		char *source = write_shim(fixture, &cases[i].shim);
		struct rt_cell cell = {
			.source = source,
			.toolchain = fixture_toolchain(fixture, "gcc")};
		struct rt_build build;

		assert_int_equal(
			rt_build(&build, &cell, fixture->cache.data, &error),
			RT_BUILD);
		assert_non_null(strstr(error.detail, cases[i].place));
		rt_build_free(&build);
		rt_error_clear(&error);
		free(source);
	}
}

static void slips_are_told_with_their_column(void **state)
{
	static const struct {
		const char *load;
		const char *words;
	} cases[] = {
		{"", "column 1: nothing there"},
		{"  ", "nothing there"},
		{"f(p", "column 2: this bracket is not closed"},
		{"f(p]", "column 4: this bracket closes none"},
		{"0); } void g(void) { (0", "column 2: this bracket closes"},
		{"f(\"x, p)", "column 3: this quote is not closed"},
		{"f('\\', p)", "column 3: this quote is not closed"},
		{"1 /* p", "column 3: this comment is not closed"},
		{"1 // p", "column 3: a comment to the end"},
		{"1; 2", "column 2: a semicolon"},
		{"1\n2", "column 2: a line end"},
		{"1\r", "column 2: a line end"},
		{"1\v2", "column 2: a control character"},
		{"1 \\", "column 3: a backslash at the end"},
		{"1 \\  ", "column 3: a backslash at the end"},
		{"1 ?\?/", "column 3: a trigraph"},
		{"#if 0", "column 1: a directive"},
		{"/**/ %: if 0", "column 6: a directive"},
		{"*R\"(\"", "column 3: a raw string"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct rt_error error = RT_ERROR_INIT;
		int code = rt_shim_check_code("--load", cases[i].load, &error);

		if (code != RT_USAGE || !strstr(error.message, cases[i].words))
			print_error("%s: %s\n", cases[i].load, error.message);
		assert_int_equal(code, RT_USAGE);
		assert_non_null(strstr(error.message, "--load"));
		assert_non_null(strstr(error.message, cases[i].words));
		rt_error_clear(&error);
	}
}

static void what_is_c_passes(void **state)
{
	static const char *const loads[] = {
		"lduw_he_p(p)",
		"({ uint16_t r; memcpy(&r, p, 2); r; })",
		"p ? ((const char *)p)[0] / 2 : '\\''",
		"strlen(\"a ) \\\" ; # {\") /* ( */",
		"p ?: 0",
		"10 % 3",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(loads) / sizeof(*loads); i++)
		assert_int_equal(rt_shim_check_code("--load", loads[i], NULL),
				 RT_OK);
}

static void parts_that_are_none_are_refused(void **state)
{
	struct fixture *fixture = *state;
	const char *const quoted[] = {"a\"b.h", NULL};
	const char *const half[] = {"<a.h", NULL};
	const char *const split[] = {"a.h\n#error", NULL};
	const char *const number[] = {"1X=2", NULL};
	const char *const open[] = {"X(a=2", NULL};
	const char *const comment[] = {"X=/*", NULL};
	const struct rt_shim shims[] = {
		{.width = 16},
		{.load = "1", .width = 8},
		{.load = "1", .width = 16, .includes = quoted},
		{.load = "1", .width = 16, .includes = half},
		{.load = "1", .width = 16, .includes = split},
		{.load = "1", .width = 16, .defines = number},
		{.load = "1", .width = 16, .defines = open},
		{.load = "1", .width = 16, .defines = comment},
		{.load = "1", .width = 16, .prelude = "/nowhere.c"},
		{.load = "1", .width = 16, .copy = "f(dst, src, len)"},
		{.width = 16, .copy = "f(dst, src, len"},
	};

	for (size_t i = 0; i < sizeof(shims) / sizeof(*shims); i++) {
		struct rt_text path = RT_TEXT_INIT;
		struct rt_error error = RT_ERROR_INIT;

		assert_int_equal(rt_shim_write(&shims[i], fixture->cache.data,
					       &path, &error),
				 shims[i].prelude ? RT_SUBJECT : RT_USAGE);
		assert_true(strlen(error.message) > 10);
		rt_error_clear(&error);
		rt_text_free(&path);
	}
}

static void a_source_carries_its_folders(void **state)
{
	struct fixture *fixture = *state;
	const char *const folders[] = {"/tmp", "/usr/../usr/include", NULL};
	const char *const gone[] = {"/nowhere/at/all", NULL};
	struct rt_shim shim = {.load = "1", .width = 16, .folders = folders};
	struct rt_strings found = RT_STRINGS_INIT;
	struct rt_text path = RT_TEXT_INIT;

	assert_int_equal(rt_shim_write(&shim, fixture->cache.data, &path, NULL),
			 RT_OK);
	assert_int_equal(rt_shim_folders(&found, path.data, NULL), RT_OK);
	assert_int_equal(found.count, 2);
	assert_string_equal(found.word[0], "/tmp");
	assert_string_equal(found.word[1], "/usr/include");
	/* Another source has none, whatever its comments say. */
	assert_int_equal(
		rt_shim_folders(&found, "tests/accessor/test_shim.c", NULL),
		RT_OK);
	assert_int_equal(rt_shim_folders(&found, "/nowhere.c", NULL), RT_OK);
	assert_int_equal(found.count, 2);
	rt_text_free(&path);
	shim.folders = gone;
	assert_int_equal(rt_shim_write(&shim, fixture->cache.data, &path, NULL),
			 RT_SUBJECT);
	rt_text_free(&path);
	rt_strings_free(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_width_loads_and_stores),
		cmocka_unit_test(a_copy_is_both),
		cmocka_unit_test(fields_of_128_bits_come_back),
		cmocka_unit_test(cxx_is_compiled_as_such),
		cmocka_unit_test(headers_are_found_and_watched),
		cmocka_unit_test(built_once),
		cmocka_unit_test(own_flags_reach_the_compiler),
		cmocka_unit_test(errors_name_the_option),
		cmocka_unit_test(slips_are_told_with_their_column),
		cmocka_unit_test(what_is_c_passes),
		cmocka_unit_test(parts_that_are_none_are_refused),
		cmocka_unit_test(a_source_carries_its_folders),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
