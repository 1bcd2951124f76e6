/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A module's own definition runs, even where this process has the name too. */
#include "harness/module/binding.h"
#include "tests/module/fixture.h"

/* Names of functions and of data that the libc has as well. */
static const char own_names[] =
	"#include <stddef.h>\n"
	"#include <stdint.h>\n"
	"int optind = 40;\n"
	"long labs(long v) { return 200 * v; }\n"
	"void *memcpy(void *to, const void *from, size_t n)\n"
	"{ (void)n; *(char *)to = *(const char *)from + 2; return to; }\n"
	"uint16_t ringtear_load16(const void *p)\n"
	"{ char c; memcpy(&c, p, 1); return labs(1) + optind + c; }\n";

static const char flags[] = "-O1 -fno-builtin -fPIC";

static void assert_own(const struct rt_module *module)
{
	char field = 7;

	assert_int_equal(module->load16(&field), 249);
}

static void in_a_cell_own_names_come_first(void **state)
{
	static const char *const toolchains[] = {"gcc", "clang", "tcc",
						 "gcc+musl"};
	char *source = fixture_write(*state, "own.c", own_names);

	for (size_t i = 0; i < sizeof(toolchains) / sizeof(*toolchains); i++) {
		struct rt_cell cell = {
			.source = source,
			.toolchain = fixture_toolchain(*state, toolchains[i]),
			.flags = "-O1 -fno-builtin",
		};
		struct rt_build build;
		struct rt_module module;

		fixture_build(*state, &build, &cell);
		assert_false(rt_binding_is_contested(build.module.data));
		assert_int_equal(
			rt_module_open(&module, build.module.data, NULL),
			RT_OK);
		assert_own(&module);
		rt_module_close(&module);
		rt_build_free(&build);
	}
	free(source);
}

/* Links @text into a shared object as the user does; its path, for free(). */
static char *link_shared(struct fixture *fixture, const char *name,
			 const char *text, const char *how)
{
	char *source = fixture_write(fixture, name, text);
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text line = RT_TEXT_INIT;

	rt_text_format(&path, "%s.so", source);
	rt_text_format(&line, "gcc %s -shared %s -o %s %s", flags, how,
		       path.data, source);
	fixture_run(line.data);
	rt_text_free(&line);
	free(source);
	return path.data;
}

/* Under a sanitizer, which forbids the way to do it, it is refused by name. */
static void in_a_shared_object_own_names_come_first(void **state)
{
	/* The dynamic linker takes one name for one object. */
	static const struct {
		const char *name, *how;
	} links[] = {{"usual.c", ""},
		     {"lazy.c", "-Wl,-z,lazy"},
		     {"now.c", "-Wl,-z,now"}};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_module module;

	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++) {
		char *path = link_shared(*state, links[i].name, own_names,
					 links[i].how);
		int code;

		assert_true(rt_binding_is_contested(path));
		code = rt_module_open_symbols(&module, path, "ringtear_load16",
					      NULL, 16, &error);
#ifdef RT_SANITIZED
		assert_int_equal(code, RT_BUILD);
		assert_non_null(strstr(error.message, "optind"));
		rt_error_clear(&error);
#else
		assert_int_equal(code, RT_OK);
		assert_own(&module);
		rt_module_close(&module);
#endif
		free(path);
	}
}

/* In the user's program that library comes before the libc too. */
static void so_do_those_of_its_libraries(void **state)
{
	struct fixture *fixture = *state;
	char *library =
		link_shared(fixture, "library.c",
			    "long labs(long v) { return 41 + v; }\n", "");
	struct rt_text how = RT_TEXT_INIT;
	struct rt_module module;
	short field = 0;
	char *path;

	rt_text_format(&how, "-Wl,--no-as-needed,-rpath,%s %s",
		       fixture->folder.data, library);
	path = link_shared(fixture, "needs.c",
			   "long labs(long v);\n"
			   "short load(const short *p)\n"
			   "{ return labs(*p + 1); }\n",
			   how.data);
	assert_true(rt_binding_is_contested(path));
#ifndef RT_SANITIZED
	assert_int_equal(
		rt_module_open_symbols(&module, path, "load", NULL, 16, NULL),
		RT_OK);
	assert_int_equal(module.load16(&field), 42);
	rt_module_close(&module);
#else
	(void)module;
	(void)field;
#endif
	rt_text_free(&how);
	free(path);
	free(library);
}

static void what_nobody_else_defines_is_loaded_as_ever(void **state)
{
	char *path = link_shared(*state, "quiet.c",
				 "#include <string.h>\n"
				 "short keep(const void *p)\n"
				 "{ short v; memcpy(&v, p, 2); return v; }\n"
				 "short load(const void *p)\n"
				 "{ return keep(p); }\n",
				 "");

	assert_false(rt_binding_is_contested(path));
	assert_false(rt_binding_is_contested("/nowhere.so"));
	assert_false(rt_binding_is_contested("Makefile"));
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_a_cell_own_names_come_first),
		cmocka_unit_test(in_a_shared_object_own_names_come_first),
		cmocka_unit_test(so_do_those_of_its_libraries),
		cmocka_unit_test(what_nobody_else_defines_is_loaded_as_ever),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
