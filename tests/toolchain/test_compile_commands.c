/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <unistd.h>

#include "harness/accessor/shim.h"
#include "harness/toolchain/compile_commands.h"
#include "tests/module/fixture.h"

static const char two[] =
	"[{\"directory\": \"/src/build\", \"file\": "
	"\"../hw/virtio/virtio.c\",\n"
	"  \"command\": \"ccache gcc-12 -Iinclude -I ../h -I/abs/./x//y "
	"-isystem ../linux -iquote . -DA=\\\\\\\"q\\\\\\\" -D B -UC -O2 "
	"-fno-strict-aliasing -fPIE -m64 -std=gnu11 -Wall -Wp,-MD,x.d "
	"-Wp,-D_FORTIFY_SOURCE=2 -g -include config.h -MD -MQ t -MF a.d "
	"-o virtio.o -c ../hw/virtio/virtio.c\"},\n"
	" {\"directory\": \"/src/build\", \"file\": \"/src/hw/net/virtio.c\",\n"
	"  \"arguments\": [\"../bin/clang\", \"-I=sys\", \"-Oz\", "
	"\"-fplugin=evil.so\", \"-Xclang\", \"-load\", \"-B.\", \"@more\", "
	"\"-D\", \"X Y\", \"-fstack-usage\", \"-mcmodel=kernel\", "
	"\"-isystem\"]}]\n";

static int parse(struct rt_compile_command *found, const char *json,
		 const char *file, struct rt_error *error)
{
	return rt_compile_commands_parse(found, json, strlen(json), "db.json",
					 file, error);
}

static void assert_words(const struct rt_strings *words,
			 const char *const *wanted)
{
	for (size_t i = 0; i < words->count || wanted[i]; i++) {
		assert_non_null(wanted[i]);
		assert_true(i < words->count);
		assert_string_equal(words->word[i], wanted[i]);
	}
}

static void a_command_gives_its_flags(void **state)
{
	static const char *const flags[] = {
		"-I",
		"/src/build/include",
		"-I",
		"/src/h",
		"-I",
		"/abs/x/y",
		"-isystem",
		"/src/linux",
		"-iquote",
		"/src/build",
		"-DA=\"q\"",
		"-DB",
		"-UC",
		"-O2",
		"-fno-strict-aliasing",
		"-m64",
		"-std=gnu11",
		"-D_FORTIFY_SOURCE=2",
		"-include",
		"/src/build/config.h",
		NULL,
	};
	static const char *const none[] = {NULL};
	struct rt_compile_command found;

	(void)state;
	assert_int_equal(parse(&found, two, "./virtio/virtio.c", NULL), RT_OK);
	assert_string_equal(found.file.data, "/src/hw/virtio/virtio.c");
	assert_string_equal(found.folder.data, "/src/build");
	assert_string_equal(found.compiler.data, "gcc-12");
	assert_words(&found.flags, flags);
	assert_words(&found.left_out, none);
	assert_int_equal(found.entries, 1);
	rt_compile_command_free(&found);
}

/* Nothing that loads, runs or writes comes in by somebody's JSON. */
static void arguments_are_not_trusted(void **state)
{
	static const char *const flags[] = {"-I", "=sys", "-Oz", "-DX Y", NULL};
	static const char *const left_out[] = {
		"-fplugin=evil.so", "-Xclang",	       "-load", "-B.", "@more",
		"-fstack-usage",    "-mcmodel=kernel", NULL};
	struct rt_compile_command found;

	(void)state;
	assert_int_equal(parse(&found, two, "net/virtio.c", NULL), RT_OK);
	assert_string_equal(found.compiler.data, "/src/bin/clang");
	assert_words(&found.flags, flags);
	assert_words(&found.left_out, left_out);
	rt_compile_command_free(&found);
}

static void assert_refused(const char *json, const char *file,
			   const char *words)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_compile_command found;
	int code = parse(&found, json, file, &error);

	if (code >= 0 || !strstr(error.message, words))
		print_error("%s: %d %s\n", json, code, error.message);
	assert_int_equal(code, strstr(error.message, "more than one file")
				       ? RT_USAGE
				       : RT_SUBJECT);
	assert_non_null(strstr(error.message, words));
	rt_compile_command_free(&found);
	rt_error_clear(&error);
}

static void files_are_found_by_their_end(void **state)
{
	(void)state;
	assert_refused(two, "virtio.c", "more than one file");
	assert_refused(two, "virtio.c", "/src/hw/net/virtio.c");
	assert_refused(two, "irtio.c", "did you mean virtio.c");
	assert_refused(two, "/virtio/virtio.c", "among its 2");
	assert_refused(two, "qqqqqqqqqqqqqq.c", "check the name");
	assert_refused(two, "", "among its 2");
}

/* QEMU compiles a file once for each target. */
static void a_file_compiled_twice_is_counted(void **state)
{
	static const char json[] =
		"[{\"directory\": \"/b\", \"file\": \"a.c\", "
		"\"command\": \"cc -O1 a.c\"},"
		"{\"directory\": \"/b\", \"file\": \"b.c\", "
		"\"command\": \"cc\"},"
		"{\"directory\": \"/\", \"file\": \"./b/a.c\", "
		"\"command\": \"cc -O3\"}]";
	static const char *const flags[] = {"-O1", NULL};
	struct rt_compile_command found;

	(void)state;
	assert_int_equal(parse(&found, json, "a.c", NULL), RT_OK);
	assert_int_equal(found.entries, 2);
	assert_words(&found.flags, flags);
	rt_compile_command_free(&found);
	assert_int_equal(parse(&found, json, "/b/a.c", NULL), RT_OK);
	rt_compile_command_free(&found);
}

static void malformed_databases_are_refused(void **state)
{
	char *deep = calloc(1, 100001);

	(void)state;
	assert_non_null(deep);
	memset(deep, '[', 100000);
	assert_refused(deep, "a.c", "db.json:1");
	free(deep);
	assert_refused("", "a.c", "db.json:1");
	assert_refused("[\n\n{]", "a.c", "db.json:3");
	assert_refused("{}", "a.c", "no list");
	assert_refused("[]", "a.c", "no file");
	assert_refused("[1, [], {}, {\"file\": 3, \"directory\": 4}]", "a.c",
		       "no file");
	assert_refused("[{\"directory\": \"/\", \"file\": \"a.c\"}]", "a.c",
		       "neither");
	assert_refused("[{\"directory\": \"/\", \"file\": \"a.c\", "
		       "\"arguments\": [\"cc\", 3]}]",
		       "a.c", "neither");
	assert_refused("[{\"directory\": \"/\", \"file\": \"a.c\", "
		       "\"command\": \"cc 'x\"}]",
		       "a.c", "neither");
	assert_refused("[{\"directory\": \"/\", \"file\": \"a.c\", "
		       "\"command\": \"cc \\u0000\"}]",
		       "a.c", "db.json:1");
}

static void unreadable_databases_are_refused(void **state)
{
	static const char *const paths[] = {"/nowhere.json", "/tmp",
					    "/dev/null"};

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		struct rt_error error = RT_ERROR_INIT;
		struct rt_compile_command found;

		assert_int_equal(rt_compile_commands_find(&found, paths[i],
							  "a.c", &error),
				 RT_SUBJECT);
		assert_non_null(strstr(error.message, paths[i]));
		rt_compile_command_free(&found);
		rt_error_clear(&error);
	}
}

/* That of a kernel's build is larger than any source. */
static void large_databases_are_read_up_to_a_limit(void **state)
{
	enum { large = 65 << 20 };
	static const char start[] = "[{\"directory\": \"/\",";
	static const char end[] = "\"file\": \"a.c\", \"command\": \"cc\"}]";
	struct fixture *fixture = *state;
	struct rt_error error = RT_ERROR_INIT;
	struct rt_compile_command found;
	char *json = malloc(large + 1), *path;

	assert_non_null(json);
	memset(json, ' ', large);
	memcpy(json, start, strlen(start));
	strcpy(json + large - strlen(end), end);
	path = fixture_write(fixture, "large.json", json);
	free(json);
	assert_int_equal(rt_compile_commands_find(&found, path, "a.c", NULL),
			 RT_OK);
	assert_string_equal(rt_text_string(&found.compiler), "cc");
	rt_compile_command_free(&found);
	assert_int_equal(truncate(path, (1L << 30) + 1), 0);
	assert_int_equal(rt_compile_commands_find(&found, path, "a.c", &error),
			 RT_SUBJECT);
	assert_non_null(strstr(error.message, "1024 MiB"));
	rt_compile_command_free(&found);
	rt_error_clear(&error);
	assert_int_equal(unlink(path), 0);
	free(path);
}

/* From the database to an accessor that runs, with the build's own header. */
static void flags_of_a_build_build_a_shim(void **state)
{
	struct fixture *fixture = *state;
	const struct rt_shim shim = {.load = "FROM_HEADER + FROM_FLAG",
				     .width = 16};
	struct rt_compile_command found;
	struct rt_text shim_path = RT_TEXT_INIT;
	struct rt_text json = RT_TEXT_INIT;
	struct rt_module module;
	struct rt_build build;
	struct rt_cell cell = {.flags = "-O1"};
	char *path;

	rt_text_format(&json,
		       "[{\"directory\": \"%s\", \"file\": \"a.c\", "
		       "\"command\": \"gcc -include own.h -DFROM_FLAG=2 -c "
		       "a.c\"}]",
		       fixture->folder.data);
	path = fixture_write(fixture, "compile_commands.json", json.data);
	free(fixture_write(fixture, "own.h", "#define FROM_HEADER 40\n"));
	assert_int_equal(rt_compile_commands_find(&found, path, "a.c", NULL),
			 RT_OK);
	fixture_toolchain(fixture, "gcc");
	cell.toolchain =
		rt_compile_command_toolchain(&found, &fixture->toolchains);
	assert_non_null(cell.toolchain);
	cell.own_flags = (const char *const *)found.flags.word;
	assert_int_equal(
		rt_shim_write(&shim, fixture->cache.data, &shim_path, NULL),
		RT_OK);
	cell.source = shim_path.data;
	fixture_build(fixture, &build, &cell);
	assert_int_equal(rt_module_open(&module, build.module.data, NULL),
			 RT_OK);
	assert_int_equal(module.load16(NULL), 42);
	rt_module_close(&module);
	rt_build_free(&build);
	rt_compile_command_free(&found);
	rt_text_free(&shim_path);
	rt_text_free(&json);
	free(path);
}

static void compilers_are_known_by_their_program(void **state)
{
	struct fixture *fixture = *state;
	const struct rt_toolchain *gcc = fixture_toolchain(fixture, "gcc");
	struct rt_compile_command command = {.entries = 1};

	rt_text_add(&command.compiler, gcc->compiler->path);
	assert_ptr_equal(
		rt_compile_command_toolchain(&command, &fixture->toolchains),
		gcc);
	/* In the list of other machines clang stands under the same path. */
	for (size_t i = fixture->toolchains.count;
	     i < fixture->toolchains.total; i++) {
		const struct rt_toolchain *cross = &fixture->toolchains.list[i];
		const struct rt_toolchain *found;

		rt_text_free(&command.compiler);
		rt_text_add(&command.compiler, cross->compiler->path);
		found = rt_compile_command_toolchain(&command,
						     &fixture->toolchains);
		assert_non_null(found);
		if (cross->compiler->is_told_target)
			assert_null(found->compiler->target);
		else
			assert_ptr_equal(found->compiler, cross->compiler);
	}
	rt_text_free(&command.compiler);
	rt_text_add(&command.compiler, "/opt/cross/bin/gcc");
	assert_null(
		rt_compile_command_toolchain(&command, &fixture->toolchains));
	rt_text_free(&command.compiler);
	assert_null(
		rt_compile_command_toolchain(&command, &fixture->toolchains));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command_gives_its_flags),
		cmocka_unit_test(arguments_are_not_trusted),
		cmocka_unit_test(files_are_found_by_their_end),
		cmocka_unit_test(a_file_compiled_twice_is_counted),
		cmocka_unit_test(malformed_databases_are_refused),
		cmocka_unit_test(unreadable_databases_are_refused),
		cmocka_unit_test(large_databases_are_read_up_to_a_limit),
		cmocka_unit_test(flags_of_a_build_build_a_shim),
		cmocka_unit_test(compilers_are_known_by_their_program),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
