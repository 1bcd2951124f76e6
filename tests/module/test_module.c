/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dlfcn.h>

#include "harness/module/image.h"
#include "tests/module/fixture.h"

static const char accessors[] = "corpora/accessors/";

/* A file that cannot be loaded is told, not died of. */
static void refuses_what_is_no_module(void **state)
{
	struct rt_module module;
	struct rt_error error = RT_ERROR_INIT;

	(void)state;
	assert_int_equal(rt_module_open(&module, "/nowhere.so", &error),
			 RT_BUILD);
	assert_non_null(strstr(error.message, "/nowhere.so"));
	assert_int_equal(rt_module_open(&module, "Makefile", &error), RT_BUILD);
	assert_null(module.handle);
	rt_module_close(&module);
	rt_error_clear(&error);
}

static void open_source(struct fixture *fixture, const char *text,
			struct rt_module *module, int wanted,
			struct rt_error *error)
{
	char *source = fixture_write(fixture, "own.c", text);
	struct rt_cell cell = {
		.source = source,
		.toolchain = fixture_toolchain(fixture, "gcc"),
	};
	struct rt_build build;

	fixture_build(fixture, &build, &cell);
	assert_int_equal(rt_module_open(module, build.module.data, error),
			 wanted);
	rt_build_free(&build);
	free(source);
}

static void refuses_one_without_accessors(void **state)
{
	struct rt_module module;
	struct rt_error error = RT_ERROR_INIT;

	open_source(*state, "int ringtear_load17;\n", &module, RT_BUILD,
		    &error);
	assert_non_null(strstr(error.message, "ringtear_load16"));
	rt_error_clear(&error);
}

static void takes_one_with_a_single_accessor(void **state)
{
	struct rt_module module;
	uint32_t field = 0;

	open_source(*state,
		    "#include <stdint.h>\n"
		    "void ringtear_store32(void *p, uint32_t v)\n"
		    "{ *(uint32_t *)p = v; }\n",
		    &module, RT_OK, NULL);
	assert_null(module.load16);
	assert_null(module.store16);
	module.store32(&field, 77);
	assert_int_equal(field, 77);
	rt_module_close(&module);
	assert_null(module.store32);
	rt_module_close(&module);
}

/* Builds the accessor @name so that it calls memcpy. */
static void build_calling(struct fixture *fixture, struct rt_build *build,
			  const char *name, const char *toolchain)
{
	struct rt_text source = RT_TEXT_INIT;
	struct rt_cell cell = {
		.include = "corpora/include",
		.toolchain = fixture_toolchain(fixture, toolchain),
		.flags = "-O2 -fno-builtin",
	};

	rt_text_format(&source, "%s%s.c", accessors, name);
	cell.source = source.data;
	fixture_build(fixture, build, &cell);
	rt_text_free(&source);
}

/* The target of the one call in the code at @code: e8 and 32 bits. */
static const uint8_t *called(const uint8_t *code)
{
	int32_t distance;

	while (*code != 0xe8)
		code++;
	memcpy(&distance, code + 1, sizeof(distance));
	return code + 5 + distance;
}

/*
 * Proof that the copy in the module runs: the call in the loaded code leads
 * to an address inside the module, which begins with the module's memcpy.
 */
static void assert_own_memcpy(struct fixture *fixture, const char *toolchain)
{
	struct rt_build build;
	struct rt_module module;
	struct rt_image *image;
	struct rt_image_symbol symbol;
	const uint8_t *target;
	const uint8_t *code;
	size_t length;
	Dl_info from;
	Dl_info to;

	build_calling(fixture, &build, "memcpy", toolchain);
	assert_non_null(strstr(build.provider.data, "memcpy, in the module"));
	assert_int_equal(rt_image_open(&image, build.module.data, NULL), RT_OK);
	assert_true(rt_image_find(image, "memcpy", &symbol));
	assert_true(symbol.is_defined);
	assert_true(symbol.is_local);
	code = rt_image_bytes(image, symbol.address, &length);
	assert_true(length > 16);

	assert_int_equal(rt_module_open(&module, build.module.data, NULL),
			 RT_OK);
	target = called((const uint8_t *)module.load16);
	assert_true(dladdr((const void *)module.load16, &from));
	assert_true(dladdr(target, &to));
	assert_ptr_equal(from.dli_fbase, to.dli_fbase);
	assert_ptr_equal((const uint8_t *)to.dli_fbase + symbol.address,
			 target);
	assert_memory_equal(target, code, 16);
	rt_module_close(&module);
	rt_image_close(image);
	rt_build_free(&build);
}

static void musl_module_runs_musls_memcpy(void **state)
{
	assert_own_memcpy(*state, "gcc+musl");
}

static void diet_module_runs_diets_memcpy(void **state)
{
	assert_own_memcpy(*state, "gcc+dietlibc");
}

static void glibc_module_leaves_memcpy_to_the_process(void **state)
{
	struct fixture *fixture = *state;
	struct rt_build build;
	struct rt_image *image;
	struct rt_image_symbol symbol;

	build_calling(fixture, &build, "memcpy", "gcc+glibc");
	assert_int_equal(rt_image_open(&image, build.module.data, NULL), RT_OK);
	assert_true(rt_image_find(image, "memcpy", &symbol));
	assert_false(symbol.is_defined);
	assert_non_null(strstr(build.provider.data, "glibc 2."));
	assert_non_null(
		strstr(build.provider.data,
		       fixture->toolchains.libcs.list[0].memcpy_variant.data));
	rt_image_close(image);
	rt_build_free(&build);
}

static void memmove_is_named_too(void **state)
{
	struct rt_build build;

	build_calling(*state, &build, "memmove", "gcc+musl");
	assert_non_null(strstr(build.provider.data, "memmove, in the module"));
	rt_build_free(&build);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_what_is_no_module),
		cmocka_unit_test(refuses_one_without_accessors),
		cmocka_unit_test(takes_one_with_a_single_accessor),
		cmocka_unit_test(musl_module_runs_musls_memcpy),
		cmocka_unit_test(diet_module_runs_diets_memcpy),
		cmocka_unit_test(glibc_module_leaves_memcpy_to_the_process),
		cmocka_unit_test(memmove_is_named_too),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
