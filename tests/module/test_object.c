/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/object.h"
#include "harness/module/symbols.h"
#include "tests/module/fixture.h"

static const char library[] =
	"#include <string.h>\n"
	"extern int from_elsewhere(int);\n"
	"extern int data_elsewhere;\n"
	"static unsigned short hidden(const void *p)\n"
	"{ return *(const unsigned short *)p; }\n"
	"unsigned short (*keep)(const void *) = hidden;\n"
	"unsigned short read_idx(const void *p)\n"
	"{ return *(const unsigned short *)p; }\n"
	"unsigned short copy_idx(const void *p)\n"
	"{ unsigned short v; memcpy(&v, p, 2); return v; }\n"
	"__attribute__((visibility(\"hidden\")))\n"
	"unsigned short inner_idx(const void *p) { return read_idx(p); }\n"
	"void write_idx(void *p, unsigned short v)\n"
	"{ *(unsigned short *)p = v; }\n"
	"unsigned short needs_more(const void *p)\n"
	"{ return read_idx(p) + from_elsewhere(1) + data_elsewhere; }\n"
	"int counter = 5;\n"
	"int use(void) { return counter++ + from_elsewhere(2); }\n";

/* Compiles the library to @name in the test's folder; for free(). */
static char *compile(struct fixture *fixture, const char *name,
		     const char *flags)
{
	char *source = fixture_write(fixture, "library.c", library);
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text line = RT_TEXT_INIT;

	rt_text_format(&path, "%s/%s", fixture->folder.data, name);
	rt_text_format(&line, "gcc -O1 %s -o %s %s", flags, path.data, source);
	fixture_run(line.data);
	rt_text_free(&line);
	free(source);
	return path.data;
}

static char *archive(struct fixture *fixture, const char *how, const char *name)
{
	char *object = compile(fixture, "member.o", "-c -fPIC");
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text line = RT_TEXT_INIT;

	rt_text_format(&path, "%s/%s", fixture->folder.data, name);
	rt_text_format(&line, "ar %s %s %s", how, path.data, object);
	fixture_run(line.data);
	rt_text_free(&line);
	free(object);
	return path.data;
}

static int make(struct fixture *fixture, struct rt_object_module *module,
		const char *path, const char *load, struct rt_error *error)
{
	const struct rt_object object = {
		.path = path,
		.load = load,
		.store = "write_idx",
		.width = 16,
		.toolchain = fixture_toolchain(fixture, "gcc"),
	};

	return rt_object_module(module, &object, fixture->cache.data, error);
}

static void assert_made(struct fixture *fixture,
			struct rt_object_module *module, const char *path,
			const char *load)
{
	struct rt_error error = RT_ERROR_INIT;
	int code = make(fixture, module, path, load, &error);

	if (code)
		print_error("%s\n%s\n", error.message,
			    error.detail ? error.detail : "");
	assert_int_equal(code, RT_OK);
}

/* The accessors are the object's functions, at the same address. */
static void assert_reached(const struct rt_object_module *made)
{
	struct rt_module module;
	struct rt_symbols symbols;
	const struct rt_symbol *own;
	const struct rt_symbol *alias;
	const char *path = made->build.module.data;
	uint16_t field = 7;

	assert_int_equal(rt_module_open(&module, path, NULL), RT_OK);
	module.store16(&field, 0x1234);
	assert_int_equal(field, 0x1234);
	assert_int_equal(module.load16(&field), 0x1234);
	assert_null(module.load32);
	rt_module_close(&module);
	assert_int_equal(rt_symbols_read(&symbols, path, NULL), RT_OK);
	own = rt_symbols_function(&symbols, path, "write_idx", NULL);
	alias = rt_symbols_function(&symbols, path, "ringtear_store16", NULL);
	assert_non_null(own);
	assert_non_null(alias);
	assert_true(own->address == alias->address);
	rt_symbols_free(&symbols);
}

static void object_file_is_reached(void **state)
{
	char *path = compile(*state, "library.o", "-c -fPIC");
	struct rt_object_module made;

	assert_made(*state, &made, path, "read_idx");
	assert_false(made.is_shared);
	assert_reached(&made);
	rt_object_module_free(&made);
	free(path);
}

static void static_library_is_reached(void **state)
{
	char *path = archive(*state, "rcs", "liblibrary.a");
	struct rt_object_module made;

	assert_made(*state, &made, path, "copy_idx");
	assert_reached(&made);
	rt_object_module_free(&made);
	free(path);
}

/* A symbol that this process has as well is the object's own all the same. */
static void the_process_does_not_step_in(void **state)
{
	char *source =
		fixture_write(*state, "own.c",
			      "unsigned short rt_clock_seconds(const void *p)\n"
			      "{ return *(const unsigned short *)p; }\n"
			      "unsigned short load(const void *p)\n"
			      "{ return rt_clock_seconds(p); }\n"
			      "void write_idx(void *p, unsigned short v)\n"
			      "{ *(unsigned short *)p = v; }\n");
	struct rt_text line = RT_TEXT_INIT;
	struct rt_object_module made;

	rt_text_format(&line, "gcc -O0 -fPIC -c -o %s.o %s", source, source);
	fixture_run(line.data);
	rt_text_free(&line);
	rt_text_format(&line, "%s.o", source);
	assert_made(*state, &made, line.data, "load");
	assert_reached(&made);
	rt_object_module_free(&made);
	rt_text_free(&line);
	free(source);
}

static void unresolved_are_told_hit_or_miss(void **state)
{
	struct fixture *fixture = *state;
	char *path = compile(fixture, "library.o", "-c -fPIC");
	struct rt_object_module made;

	rt_folder_remove(fixture->cache.data);
	for (int i = 0; i < 2; i++) {
		assert_made(fixture, &made, path, "read_idx");
		assert_int_equal(made.build.from_cache, i);
		assert_int_equal(made.unresolved.count, 2);
		assert_non_null(
			strstr(made.build.commands.data, "from_elsewhere="));
		assert_non_null(
			strstr(made.build.commands.data, "data_elsewhere="));
		assert_non_null(
			strstr(made.build.commands.data, ">unresolved.c"));
		rt_object_module_free(&made);
	}
	free(path);
}

/* What the first lacks the second may have; the functions are in either. */
static void several_objects_are_linked(void **state)
{
	struct fixture *fixture = *state;
	char *path = compile(fixture, "library.o", "-c -fPIC");
	char *source = fixture_write(fixture, "elsewhere.c",
				     "int data_elsewhere;\n"
				     "int from_elsewhere(int a) { return a; }\n"
				     "unsigned short second(const short *p)\n"
				     "{ return *p; }\n");
	struct rt_text line = RT_TEXT_INIT, other = RT_TEXT_INIT;
	const char *more[] = {NULL, NULL};
	char *shared;
	struct rt_object object = {
		.path = path,
		.more = more,
		.load = "second",
		.store = "write_idx",
		.width = 16,
		.toolchain = fixture_toolchain(fixture, "gcc"),
	};
	struct rt_object_module made;

	rt_text_format(&other, "%s.o", source);
	rt_text_format(&line, "gcc -O1 -fPIC -c -o %s %s", other.data, source);
	fixture_run(line.data);
	more[0] = other.data;
	assert_int_equal(
		rt_object_module(&made, &object, fixture->cache.data, NULL),
		RT_OK);
	assert_int_equal(made.unresolved.count, 0);
	assert_reached(&made);
	rt_object_module_free(&made);
	shared = compile(fixture, "library.so", "-shared -fPIC");
	more[0] = shared;
	assert_int_equal(
		rt_object_module(&made, &object, fixture->cache.data, NULL),
		RT_USAGE);
	rt_object_module_free(&made);
	rt_text_free(&line);
	rt_text_free(&other);
	free(shared);
	free(source);
	free(path);
}

/* Another object under the same name is another module. */
static void a_changed_object_is_linked_anew(void **state)
{
	char *path = compile(*state, "library.o", "-c -fPIC");
	struct rt_object_module made;

	assert_made(*state, &made, path, "read_idx");
	rt_object_module_free(&made);
	free(path);
	path = compile(*state, "library.o", "-c -fPIC -DX -g");
	assert_made(*state, &made, path, "read_idx");
	assert_false(made.build.from_cache);
	rt_object_module_free(&made);
	free(path);
}

static void another_libc_gives_its_memcpy(void **state)
{
	char *path = compile(*state, "library.o", "-c -fPIC -fno-builtin");
	const struct rt_object object = {
		.path = path,
		.load = "copy_idx",
		.store = "write_idx",
		.width = 16,
		.toolchain = fixture_toolchain(*state, "gcc+musl"),
	};
	struct fixture *fixture = *state;
	struct rt_object_module made;

	assert_int_equal(
		rt_object_module(&made, &object, fixture->cache.data, NULL),
		RT_OK);
	assert_non_null(strstr(made.build.provider.data, "musl"));
	assert_non_null(strstr(made.build.provider.data, "in the module"));
	assert_reached(&made);
	rt_object_module_free(&made);
	free(path);
}

/* One that lacks data cannot be loaded; the loader's words say what. */
static void shared_object_is_used_as_it_is(void **state)
{
	char *path = compile(*state, "library.so", "-shared -fPIC");
	struct rt_error error = RT_ERROR_INIT;
	struct rt_object_module made;
	struct rt_module module;

	assert_made(*state, &made, path, "read_idx");
	assert_true(made.is_shared);
	assert_int_equal(rt_module_open_symbols(&module, made.build.module.data,
						"read_idx", NULL, 16, &error),
			 RT_BUILD);
	assert_non_null(strstr(error.message, "data_elsewhere"));
	rt_error_clear(&error);
	rt_object_module_free(&made);
	free(path);
}

static void functions_of_a_shared_object_are_called(void **state)
{
	char *source =
		fixture_write(*state, "lazy.c",
			      "extern int from_elsewhere(int);\n"
			      "unsigned load(const void *p)\n"
			      "{ return *(const unsigned *)p; }\n"
			      "int use(void) { return from_elsewhere(1); }\n");
	struct rt_error error = RT_ERROR_INIT;
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text line = RT_TEXT_INIT;
	struct rt_module module;
	uint32_t field = 0x12345678;

	rt_text_format(&path, "%s.so", source);
	rt_text_format(&line, "gcc -shared -fPIC -Wl,-z,lazy -o %s %s",
		       path.data, source);
	fixture_run(line.data);
	assert_int_equal(rt_module_open_symbols(&module, path.data, "load",
						NULL, 32, NULL),
			 RT_OK);
	assert_int_equal(module.load32(&field), 0x12345678);
	assert_null(module.store32);
	assert_null(module.load16);
	rt_module_close(&module);
	assert_int_equal(rt_module_open_symbols(&module, path.data, "load",
						"save", 32, &error),
			 RT_BUILD);
	assert_non_null(strstr(error.message, "save"));
	assert_null(module.handle);
	assert_int_equal(rt_module_open_symbols(&module, path.data, "load",
						NULL, 8, &error),
			 RT_USAGE);
	rt_error_clear(&error);
	rt_text_free(&path);
	rt_text_free(&line);
	free(source);
}

static void assert_refused(struct fixture *fixture, const char *path,
			   const char *load, int wanted, const char *words)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_object_module made;
	int code = make(fixture, &made, path, load, &error);

	if (code != wanted || !strstr(error.message, words))
		print_error("%d: %s\n", code, error.message);
	assert_int_equal(code, wanted);
	assert_non_null(strstr(error.message, words));
	rt_object_module_free(&made);
	rt_error_clear(&error);
}

static void unfit_functions_are_told_why(void **state)
{
	char *path = compile(*state, "library.o", "-c -fPIC");
	char *shared = compile(*state, "library.so",
			       "-shared -fPIC -fvisibility=default");

	assert_refused(*state, path, "read_ixd", RT_SUBJECT,
		       "did you mean read_idx");
	assert_refused(*state, path, "qqqqqqqqqqqqqqqq", RT_SUBJECT, "nm ");
	assert_refused(*state, path, "hidden", RT_SUBJECT, "static");
	assert_refused(*state, path, "inner_idx", RT_SUBJECT, "is hidden");
	assert_refused(*state, path, "counter", RT_SUBJECT, "is data");
	assert_refused(*state, path, "from_elsewhere", RT_SUBJECT,
		       "does not define it");
	assert_refused(*state, path, "a,b", RT_USAGE, "no name of a symbol");
	assert_refused(*state, path, "", RT_USAGE, "no name of a symbol");
	/* Hidden from the dynamic linker, but it has an address. */
	assert_refused(*state, shared, "inner_idx", RT_OK, "");
	free(path);
	free(shared);
}

static void unfit_files_are_told_why(void **state)
{
	char *fixed = compile(*state, "fixed.o", "-c -fno-pic");
	char *slim = compile(*state, "slim.o",
			     "-c -fPIC -flto -fno-fat-lto-objects");
	char *thin = archive(*state, "rcsT", "libthin.a");
	char *text = fixture_write(*state, "text.o", "no object");

	assert_refused(*state, fixed, "use", RT_BUILD, "-fPIC");
	assert_refused(*state, slim, "read_idx", RT_SUBJECT, "-flto");
	assert_refused(*state, thin, "read_idx", RT_SUBJECT, "thin archive");
	assert_refused(*state, text, "read_idx", RT_SUBJECT, "no object file");
	assert_refused(*state, "/nowhere.o", "read_idx", RT_SUBJECT,
		       "/nowhere.o");
	assert_refused(*state, "/tmp", "read_idx", RT_SUBJECT, "/tmp");
	assert_refused(*state, "/proc/self/exe", "write_idx", RT_SUBJECT, "no");
	free(fixed);
	free(slim);
	free(thin);
	free(text);
}

/* Each cut of an object is refused or read, and never more. */
static void cut_objects_do_no_harm(void **state)
{
	char *path = compile(*state, "library.o", "-c -fPIC");
	struct rt_text whole = RT_TEXT_INIT;

	assert_int_equal(rt_file_read(&whole, path, NULL), RT_OK);
	for (size_t length = 0; length < whole.length; length += 61) {
		struct rt_symbols symbols;
		struct rt_error error = RT_ERROR_INIT;

		assert_int_equal(rt_file_write(path, whole.data, length, NULL),
				 RT_OK);
		if (rt_symbols_read(&symbols, path, &error) == RT_OK)
			rt_symbols_function(&symbols, path, "read_idx", &error);
		rt_symbols_free(&symbols);
		rt_error_clear(&error);
	}
	rt_text_free(&whole);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(object_file_is_reached),
		cmocka_unit_test(static_library_is_reached),
		cmocka_unit_test(the_process_does_not_step_in),
		cmocka_unit_test(unresolved_are_told_hit_or_miss),
		cmocka_unit_test(several_objects_are_linked),
		cmocka_unit_test(a_changed_object_is_linked_anew),
		cmocka_unit_test(another_libc_gives_its_memcpy),
		cmocka_unit_test(shared_object_is_used_as_it_is),
		cmocka_unit_test(functions_of_a_shared_object_are_called),
		cmocka_unit_test(unfit_functions_are_told_why),
		cmocka_unit_test(unfit_files_are_told_why),
		cmocka_unit_test(cut_objects_do_no_harm),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
