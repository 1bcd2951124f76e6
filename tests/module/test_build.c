/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/module/module.h"
#include "tests/module/fixture.h"

static const char plain[] = "#include \"own.h\"\n"
			    "#include <stdint.h>\n"
			    "uint16_t ringtear_load16(const void *p)\n"
			    "{ return *(const uint16_t *)p + OWN; }\n";

/* A cell of its own with a header of its own, in the test's folder. */
struct own {
	char *source;
	char *header;
	struct rt_cell cell;
};

static struct own own_make(struct fixture *fixture, const char *toolchain)
{
	struct own own = {
		.source = fixture_write(fixture, "own.c", plain),
		.header = fixture_write(fixture, "own.h", "#define OWN 0\n"),
		.cell = {.include = fixture->folder.data,
			 .toolchain = fixture_toolchain(fixture, toolchain),
			 .flags = "-O1"},
	};

	own.cell.source = own.source;
	/* Each test begins with an empty cache. */
	rt_folder_remove(fixture->cache.data);
	return own;
}

static void own_free(struct own *own)
{
	free(own->source);
	free(own->header);
}

/* Builds and tells whether it came from the cache. */
static bool from_cache(struct fixture *fixture, const struct rt_cell *cell)
{
	struct rt_build build;
	bool cached;

	fixture_build(fixture, &build, cell);
	assert_true(rt_file_exists(build.module.data));
	cached = build.from_cache;
	rt_build_free(&build);
	return cached;
}

/* How many entries @folder has whose names begin with @start. */
static int count_in(const char *folder, const char *start)
{
	DIR *open_folder = opendir(folder);
	struct dirent *entry;
	int count = 0;

	while (open_folder && (entry = readdir(open_folder)))
		count += entry->d_name[0] != '.' &&
			 !strncmp(entry->d_name, start, strlen(start));
	if (open_folder)
		closedir(open_folder);
	return count;
}

static void second_build_is_a_hit(void **state)
{
	struct own own = own_make(*state, "gcc");

	assert_false(from_cache(*state, &own.cell));
	assert_true(from_cache(*state, &own.cell));
	own_free(&own);
}

static void results_agree_hit_or_miss(void **state)
{
	struct own own = own_make(*state, "gcc");
	struct rt_build first;
	struct rt_build second;

	fixture_build(*state, &first, &own.cell);
	fixture_build(*state, &second, &own.cell);
	assert_string_equal(first.module.data, second.module.data);
	assert_string_equal(first.commands.data, second.commands.data);
	assert_string_equal(first.provider.data, second.provider.data);
	assert_string_equal(first.provider.data, "none called");
	assert_non_null(strstr(first.commands.data, "-O1"));
	assert_non_null(strstr(first.commands.data, "own.c"));
	rt_build_free(&first);
	rt_build_free(&second);
	own_free(&own);
}

static void each_change_is_a_miss(void **state)
{
	struct own own = own_make(*state, "gcc");

	assert_false(from_cache(*state, &own.cell));
	own.cell.flags = "-O2";
	assert_false(from_cache(*state, &own.cell));
	own.cell.flags = "-O1 -DX";
	assert_false(from_cache(*state, &own.cell));
	own.cell.flags = "-O1";
	assert_true(from_cache(*state, &own.cell));

	free(fixture_write(*state, "own.h", "#define OWN 1\n"));
	assert_false(from_cache(*state, &own.cell));
	assert_true(from_cache(*state, &own.cell));

	free(fixture_write(*state, "own.h", "#define OWN 0\n"));
	assert_true(from_cache(*state, &own.cell));

	free(fixture_write(*state, "own.c",
			   "#include \"own.h\"\n"
			   "short ringtear_load16(const void *p)\n"
			   "{ return *(const short *)p + OWN + 1; }\n"));
	assert_false(from_cache(*state, &own.cell));
	own_free(&own);
}

static void a_changed_header_changes_the_module(void **state)
{
	static const char *const toolchains[] = {"gcc", "clang", "tcc"};

	for (size_t i = 0; i < 3; i++) {
		struct own own = own_make(*state, toolchains[i]);
		struct rt_build build;
		struct rt_module module;
		uint16_t field = 40;

		assert_false(from_cache(*state, &own.cell));
		free(fixture_write(*state, "own.h", "#define OWN 2\n"));
		fixture_build(*state, &build, &own.cell);
		assert_int_equal(
			rt_module_open(&module, build.module.data, NULL),
			RT_OK);
		assert_int_equal(module.load16(&field), 42);
		rt_module_close(&module);
		rt_build_free(&build);
		own_free(&own);
	}
}

static void odd_names_survive(void **state)
{
	struct fixture *fixture = *state;
	struct own own = own_make(fixture, "gcc");
	char *header = fixture_write(fixture, "a b#c$d'e.h", "#define ODD 1\n");
	char *source = fixture_write(fixture, "-o x$y 'z\".txt",
				     "#include \"a b#c$d'e.h\"\n"
				     "short ringtear_load16(const void *p)\n"
				     "{ return *(const short *)p + ODD; }\n");

	own.cell.source = source;
	assert_false(from_cache(fixture, &own.cell));
	assert_true(from_cache(fixture, &own.cell));
	free(fixture_write(fixture, "a b#c$d'e.h", "#define ODD 2\n"));
	assert_false(from_cache(fixture, &own.cell));
	free(header);
	free(source);
	own_free(&own);
}

static void damaged_entries_are_built_again(void **state)
{
	static const char *const damages[] = {"", "not an object"};
	struct own own = own_make(*state, "gcc");
	struct rt_build build;

	for (size_t i = 0; i < 2; i++) {
		fixture_build(*state, &build, &own.cell);
		assert_int_equal(rt_file_write(build.module.data, damages[i],
					       strlen(damages[i]), NULL),
				 RT_OK);
		rt_build_free(&build);
		assert_false(from_cache(*state, &own.cell));
		assert_true(from_cache(*state, &own.cell));
	}
	fixture_build(*state, &build, &own.cell);
	assert_int_equal(unlink(build.module.data), 0);
	rt_build_free(&build);
	assert_false(from_cache(*state, &own.cell));
	assert_true(from_cache(*state, &own.cell));
	assert_int_equal(
		count_in(((struct fixture *)*state)->cache.data, "tmp."), 0);
	own_free(&own);
}

/* In the child: builds, and exits 0 when the module loads and works. */
static void build_in_child(struct fixture *fixture, const struct rt_cell *cell)
{
	struct rt_build build;
	struct rt_module module;
	uint16_t field = 7;
	int status = 1;

	if (rt_build(&build, cell, fixture->cache.data, NULL) == RT_OK &&
	    rt_module_open(&module, build.module.data, NULL) == RT_OK)
		status = module.load16(&field) != 7;
	_exit(status);
}

static void many_processes_build_one_cell(void **state)
{
	struct fixture *fixture = *state;
	struct own own = own_make(fixture, "gcc");
	pid_t children[4];
	struct rt_build build;
	struct rt_text key = RT_TEXT_INIT;

	for (size_t i = 0; i < 4; i++) {
		children[i] = fork();
		assert_true(children[i] >= 0);
		if (!children[i])
			build_in_child(fixture, &own.cell);
	}
	for (size_t i = 0; i < 4; i++) {
		int status;

		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_int_equal(status, 0);
	}
	/* The key's folder, and the size of the cache. */
	assert_int_equal(count_in(fixture->cache.data, ""), 2);
	fixture_build(fixture, &build, &own.cell);
	assert_true(build.from_cache);
	/* FOLDER/<key>/<inputs>/module.so: up to the second slash from behind
	 */
	rt_text_add(&key, build.module.data);
	*strrchr(key.data, '/') = '\0';
	*strrchr(key.data, '/') = '\0';
	assert_int_equal(count_in(key.data, ""), 1);
	rt_text_free(&key);
	rt_build_free(&build);
	own_free(&own);
}

/* Fails as @code with @said in the message; leaves nothing half made. */
static void assert_fails(struct fixture *fixture, const struct rt_cell *cell,
			 const char *cache, int code, const char *said,
			 const char *detail)
{
	struct rt_build build;
	struct rt_error error = RT_ERROR_INIT;

	assert_int_equal(rt_build(&build, cell, cache, &error), code);
	if (!strstr(error.message, said))
		fail_msg("\"%s\" is not in: %s", said, error.message);
	if (detail) {
		assert_non_null(error.detail);
		if (!strstr(error.detail, detail))
			fail_msg("\"%s\" is not in: %s", detail, error.detail);
	}
	assert_int_equal(count_in(fixture->cache.data, ""), 0);
	rt_build_free(&build);
	rt_error_clear(&error);
}

static void compilers_words_come_back_whole(void **state)
{
	struct fixture *fixture = *state;
	struct own own = own_make(fixture, "gcc");
	struct rt_text wrong = RT_TEXT_INIT;

	for (int i = 0; i < 50; i++)
		rt_text_format(&wrong, "wrong_type_%d x%d;\n", i, i);
	free(fixture_write(fixture, "own.c", wrong.data));
	assert_fails(fixture, &own.cell, fixture->cache.data, RT_BUILD, "own.c",
		     "wrong_type_0");
	assert_fails(fixture, &own.cell, fixture->cache.data, RT_BUILD,
		     "its messages follow", "wrong_type_49");
	rt_text_free(&wrong);
	own_free(&own);
}

static void linkers_words_come_back_too(void **state)
{
	static const char *const toolchains[] = {"gcc", "gcc+musl", "tcc+musl"};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < 3; i++) {
		struct own own = own_make(fixture, toolchains[i]);

		free(fixture_write(fixture, "own.c",
				   "int nowhere_defined(void);\n"
				   "short ringtear_load16(const void *p)\n"
				   "{ return *(const short *)p + "
				   "nowhere_defined(); }\n"));
		assert_fails(fixture, &own.cell, fixture->cache.data, RT_BUILD,
			     "link", "nowhere_defined");
		own_free(&own);
	}
}

/* gcc calls a function for them, which the module has then. */
static void accesses_of_16_bytes_have_libatomic(void **state)
{
	static const char atomic[] =
		"unsigned __int128 ringtear_load128(const void *p) { return "
		"__atomic_load_n((const unsigned __int128 *)p, "
		"__ATOMIC_RELAXED); }\n"
		"void ringtear_store128(void *p, unsigned __int128 v) { "
		"__atomic_store_n((unsigned __int128 *)p, v, "
		"__ATOMIC_RELAXED); }\n";
	char *path = fixture_write(*state, "atomic.c", atomic);
	const char *const toolchains[] = {"gcc+glibc", "gcc+musl"};

	for (int i = 0; i < 4; i++) {
		struct rt_cell cell = {.source = path, .flags = "-O2"};
		struct rt_module module;
		struct rt_build build;

		cell.toolchain = fixture_toolchain(*state, toolchains[i / 2]);
		fixture_build(*state, &build, &cell);
		/* Also when it comes from the cache. */
		assert_non_null(strstr(build.commands.data, "libatomic.a"));
		assert_int_equal(
			rt_module_open(&module, build.module.data, NULL),
			RT_OK);
		assert_true(rt_module_accessor(&module, 128, false) &&
			    rt_module_accessor(&module, 128, true));
		rt_module_close(&module);
		rt_build_free(&build);
	}
	free(path);
}

static void unknown_flags_of_the_compiler(void **state)
{
	struct fixture *fixture = *state;
	struct own own = own_make(fixture, "gcc");

	own.cell.flags = "-fno-such-flag-ever";
	assert_fails(fixture, &own.cell, fixture->cache.data, RT_BUILD,
		     "cannot compile", "-fno-such-flag-ever");
	own.cell.flags = "-O2 -o/etc/passwd";
	assert_fails(fixture, &own.cell, fixture->cache.data, RT_USAGE,
		     "-o/etc/passwd", NULL);
	own_free(&own);
}

static void unreadable_sources(void **state)
{
	struct fixture *fixture = *state;
	struct own own = own_make(fixture, "gcc");

	own.cell.source = "/nowhere/x.c";
	assert_fails(fixture, &own.cell, fixture->cache.data, RT_SUBJECT,
		     "/nowhere/x.c", NULL);
	own.cell.source = fixture->folder.data;
	assert_fails(fixture, &own.cell, fixture->cache.data, RT_SUBJECT,
		     fixture->folder.data, NULL);
	own_free(&own);
}

static void unwritable_caches(void **state)
{
	struct fixture *fixture = *state;
	struct own own = own_make(fixture, "gcc");

	assert_fails(fixture, &own.cell, own.header, RT_SETUP, own.header,
		     NULL);
	assert_fails(fixture, &own.cell, "/proc/self/nowhere", RT_SETUP,
		     "/proc/self/nowhere", NULL);
	assert_fails(fixture, &own.cell, "/proc", RT_SETUP, "/proc", NULL);
	own_free(&own);
}

static void no_linker_is_a_matter_of_setup(void **state)
{
	struct fixture *fixture = *state;
	struct own own = own_make(fixture, "gcc");
	struct rt_toolchain alone = *own.cell.toolchain;

	alone.linker = NULL;
	own.cell.toolchain = &alone;
	assert_fails(fixture, &own.cell, fixture->cache.data, RT_SETUP,
		     "apt-get install gcc", NULL);
	own_free(&own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(second_build_is_a_hit),
		cmocka_unit_test(results_agree_hit_or_miss),
		cmocka_unit_test(each_change_is_a_miss),
		cmocka_unit_test(a_changed_header_changes_the_module),
		cmocka_unit_test(odd_names_survive),
		cmocka_unit_test(damaged_entries_are_built_again),
		cmocka_unit_test(many_processes_build_one_cell),
		cmocka_unit_test(compilers_words_come_back_whole),
		cmocka_unit_test(linkers_words_come_back_too),
		cmocka_unit_test(accesses_of_16_bytes_have_libatomic),
		cmocka_unit_test(unknown_flags_of_the_compiler),
		cmocka_unit_test(unreadable_sources),
		cmocka_unit_test(unwritable_caches),
		cmocka_unit_test(no_linker_is_a_matter_of_setup),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
