/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <sys/stat.h>
#include <unistd.h>

#include "harness/base/clock.h"
#include "harness/toolchain/archive.h"
#include "tests/module/fixture.h"

/* The tests change PATH: each puts back what it found. */
struct path {
	char *kept;
};

static struct path path_set(const char *value)
{
	struct path path = {strdup(getenv("PATH"))};

	assert_non_null(path.kept);
	assert_int_equal(setenv("PATH", value, 1), 0);
	return path;
}

static void path_restore(struct path *path)
{
	assert_int_equal(setenv("PATH", path->kept, 1), 0);
	free(path->kept);
}

static void has_a_compiler(void **state)
{
	struct fixture *fixture = *state;

	assert_true(fixture->toolchains.count > 0);
	for (size_t i = 0; i < fixture->toolchains.compilers.count; i++) {
		const struct rt_compiler *one =
			&fixture->toolchains.compilers.list[i];

		assert_int_equal(one->path[0], '/');
		assert_true(one->version.data[0] >= '0' &&
			    one->version.data[0] <= '9');
		assert_true(one->machine.length > 0);
		assert_true(rt_file_exists(one->include.data));
	}
}

static void compilers_differ_by_identity(void **state)
{
	struct fixture *fixture = *state;
	struct rt_compilers *found = &fixture->toolchains.compilers;

	for (size_t i = 0; i < found->count; i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(found->list[i].identity.data,
						found->list[j].identity.data);
}

static void aliases_are_one_compiler(void **state)
{
	struct fixture *fixture = *state;
	const struct rt_toolchain *gcc = fixture_toolchain(fixture, "gcc");
	struct rt_text name = RT_TEXT_INIT;

	assert_ptr_equal(gcc, fixture_toolchain(fixture, "gcc+host"));
	assert_ptr_equal(gcc, fixture_toolchain(fixture, "gcc+glibc"));
	rt_text_format(&name, "%s+glibc", gcc->compiler->name);
	assert_string_equal(gcc->name.data, name.data);
	assert_ptr_equal(gcc, fixture_toolchain(fixture, name.data));
	rt_text_free(&name);
}

static void assert_unknown(struct fixture *fixture, const char *name,
			   const char *said)
{
	struct rt_error error = RT_ERROR_INIT;

	assert_null(rt_toolchains_named(&fixture->toolchains, name, &error));
	assert_int_equal(error.code, RT_USAGE);
	if (!strstr(error.message, said))
		fail_msg("\"%s\" is not in: %s", said, error.message);
	rt_error_clear(&error);
}

static void unknown_names_say_what_to_install(void **state)
{
	assert_unknown(*state, "gcc-99", "apt-get install gcc-99");
	assert_unknown(*state, "clang-99+musl", "apt-get install clang-99");
	assert_unknown(*state, "icc", "use gcc, clang or tcc");
	assert_unknown(*state, "gcc-", "gcc- is not a supported compiler");
	assert_unknown(*state, "", "is not a supported compiler");
	assert_unknown(*state, "+musl", "is not a supported compiler");
	assert_unknown(*state, "gcc+", "unknown libc");
	assert_unknown(*state, "gcc+newlib", "apt-get install musl-dev");
	assert_unknown(*state, "gcc+musl+musl", "unknown libc \"musl+musl\"");
}

static void an_empty_path_has_none(void **state)
{
	struct rt_toolchains found;
	struct rt_error error = RT_ERROR_INIT;
	struct path path = path_set("/nowhere:.:relative");

	(void)state;
	assert_int_equal(rt_toolchains_find(&found, NULL), RT_OK);
	assert_int_equal(found.count, 0);
	assert_null(rt_toolchains_named(&found, "gcc+musl", &error));
	assert_non_null(strstr(error.message, "found: none"));
	assert_non_null(strstr(error.message, "apt-get install gcc"));
	rt_toolchains_free(&found);
	rt_error_clear(&error);
	path_restore(&path);
}

static void write_program(struct fixture *fixture, const char *name,
			  const char *text)
{
	char *path = fixture_write(fixture, name, text);

	assert_int_equal(chmod(path, 0755), 0);
	free(path);
}

static void link_program(struct fixture *fixture, const char *name,
			 const char *to)
{
	struct rt_text path = RT_TEXT_INIT;

	rt_text_format(&path, "%s/%s", fixture->folder.data, name);
	assert_int_equal(symlink(to, path.data), 0);
	rt_text_free(&path);
}

/* A folder before all others with compilers that are not what they seem. */
static void odd_programs_are_told_apart(void **state)
{
	struct fixture *fixture = *state;
	struct rt_text value = RT_TEXT_INIT;
	struct rt_compilers found;
	struct path path;

	write_program(fixture, "gcc-97",
		      "#!/bin/sh\necho 'Target: odd-machine'\n"
		      "echo 'gcc version 97.1 (odd)'\n");
	write_program(fixture, "gcc-96", "#!/bin/sh\nexit 1\n");
	write_program(fixture, "ccache", "#!/bin/sh\nexit 1\n");
	write_program(fixture, "gcc-95x", "#!/bin/sh\nexit 1\n");
	free(fixture_write(fixture, "gcc-94", "not executable"));
	link_program(fixture, "gcc-9", "gcc-97");
	link_program(fixture, "clang-98", "ccache");
	rt_text_format(&value, "%s:/usr/bin:/bin", fixture->folder.data);
	path = path_set(value.data);
	assert_int_equal(rt_compilers_find(&found, NULL, NULL), RT_OK);
	path_restore(&path);

	assert_non_null(rt_compilers_named(&found, "gcc-97"));
	assert_string_equal(rt_compilers_named(&found, "gcc-97")->version.data,
			    "97.1");
	assert_string_equal(rt_compilers_named(&found, "gcc-97")->machine.data,
			    "odd-machine");
	assert_ptr_equal(rt_compilers_named(&found, "gcc-97"),
			 rt_compilers_named(&found, "gcc-9"));
	assert_string_equal(rt_compilers_named(&found, "gcc-96")->version.data,
			    "unknown");
	assert_null(rt_compilers_named(&found, "clang-98"));
	assert_null(rt_compilers_named(&found, "gcc-95x"));
	assert_null(rt_compilers_named(&found, "gcc-94"));
	rt_compilers_free(&found);
	rt_text_free(&value);
}

/* What a relative folder means changes with the caller's place. */
static void relative_folders_are_left_out(void **state)
{
	struct fixture *fixture = *state;
	char *here = realpath(".", NULL);
	struct rt_compilers found;
	struct path path = path_set(".:");

	assert_non_null(here);
	write_program(fixture, "gcc-93", "#!/bin/sh\nexit 1\n");
	assert_int_equal(chdir(fixture->folder.data), 0);
	assert_int_equal(rt_compilers_find(&found, NULL, NULL), RT_OK);
	assert_int_equal(chdir(here), 0);
	path_restore(&path);
	assert_null(rt_compilers_named(&found, "gcc-93"));
	rt_compilers_free(&found);
	free(here);
}

static const char host_archive[] = "/usr/lib/x86_64-linux-gnu/libc.a";

static void glibc_variant_is_a_real_function(void **state)
{
	struct fixture *fixture = *state;
	const struct rt_libc *host =
		rt_libcs_named(&fixture->toolchains.libcs, "host");
	struct rt_text code = RT_TEXT_INIT;

	if (!rt_file_exists(host_archive))
		machine_skip("glibc's libc.a for x86-64", __func__);
	assert_memory_equal(host->memcpy_variant.data, "__mem", 5);
	assert_int_equal(rt_archive_symbol(&code, host_archive,
					   host->memcpy_variant.data, NULL),
			 RT_OK);
	assert_true(code.length > 0);
	rt_text_free(&code);
	assert_int_equal(rt_archive_symbol(&code, host_archive,
					   host->memmove_variant.data, NULL),
			 RT_OK);
	rt_text_free(&code);
}

/* Each variant in the archive is found again by its own code. */
static void variants_are_found_by_their_code(void **state)
{
	static const char *const names[] = {
		"__memmove_avx_unaligned_erms",
		"__memmove_avx512_no_vzeroupper",
		"__memmove_erms",
		"__memmove_evex_unaligned_erms",
		"__memmove_sse2_unaligned_erms",
		"__memmove_ssse3",
		"__memmove_avx_unaligned",
		"__memmove_sse2_unaligned",
	};

	(void)state;
	if (!rt_file_exists(host_archive))
		machine_skip("glibc's libc.a for x86-64", __func__);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct rt_text code = RT_TEXT_INIT;
		struct rt_text name = RT_TEXT_INIT;

		/* Another glibc may have other variants. */
		if (rt_archive_symbol(&code, host_archive, names[i], NULL))
			continue;
		assert_int_equal(rt_archive_match(&name, host_archive,
						  (unsigned char *)code.data,
						  code.length, NULL),
				 RT_OK);
		assert_string_equal(name.data, names[i]);
		rt_text_free(&code);
		rt_text_free(&name);
	}
}

/*
 * The shared libc has other functions between the jump of this short one and
 * its target than the static libc has. This CPU need not choose it.
 */
static void a_jump_to_elsewhere_may_be_longer(void **state)
{
	static const char variant[] = "__memmove_avx_unaligned";
	struct rt_text code = RT_TEXT_INIT, name = RT_TEXT_INIT;
	unsigned char *jump;

	(void)state;
	if (!rt_file_exists(host_archive) ||
	    rt_archive_symbol(&code, host_archive, variant, NULL))
		machine_skip("that variant in glibc's libc.a", __func__);
	/* jb rel32: Intel SDM volume 2, Jcc. */
	jump = memmem(code.data, code.length, "\x0f\x82", 2);
	assert_non_null(jump);
	jump[2] ^= 0x40;
	assert_int_equal(rt_archive_match(&name, host_archive,
					  (unsigned char *)code.data,
					  code.length, NULL),
			 RT_OK);
	assert_string_equal(name.data, variant);
	/* Another condition is another function. */
	jump[1] ^= 1;
	rt_text_free(&name);
	assert_int_not_equal(rt_archive_match(&name, host_archive,
					      (unsigned char *)code.data,
					      code.length, NULL),
			     RT_OK);
	rt_text_free(&code);
	rt_text_free(&name);
}

static void foreign_code_has_no_variant(void **state)
{
	unsigned char code[64];
	struct rt_text name = RT_TEXT_INIT;
	struct rt_error error = RT_ERROR_INIT;

	(void)state;
	if (!rt_file_exists(host_archive))
		machine_skip("glibc's libc.a for x86-64", __func__);
	memset(code, 0x90, sizeof(code));
	assert_int_equal(rt_archive_match(&name, host_archive, code,
					  sizeof(code), &error),
			 RT_USAGE);
	assert_int_equal(rt_archive_match(&name, host_archive, code, 0, &error),
			 RT_USAGE);
	assert_int_equal(
		rt_archive_match(&name, "/nowhere.a", code, 64, &error),
		RT_SETUP);
	assert_non_null(strstr(error.message, "/nowhere.a"));
	assert_int_equal(rt_archive_match(&name, "Makefile", code, 64, &error),
			 RT_SETUP);
	rt_text_free(&name);
	rt_error_clear(&error);
}

static void musl_tells_its_version(void **state)
{
	struct fixture *fixture = *state;
	const struct rt_libc *musl =
		rt_libcs_named(&fixture->toolchains.libcs, "musl");

	if (!musl)
		machine_skip("musl", __func__);
	assert_false(rt_libc_is_host(musl));
	assert_true(musl->version.data[0] == '1');
	assert_non_null(strchr(musl->version.data, '.'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_a_compiler),
		cmocka_unit_test(compilers_differ_by_identity),
		cmocka_unit_test(aliases_are_one_compiler),
		cmocka_unit_test(unknown_names_say_what_to_install),
		cmocka_unit_test(an_empty_path_has_none),
		cmocka_unit_test(odd_programs_are_told_apart),
		cmocka_unit_test(relative_folders_are_left_out),
		cmocka_unit_test(glibc_variant_is_a_real_function),
		cmocka_unit_test(variants_are_found_by_their_code),
		cmocka_unit_test(a_jump_to_elsewhere_may_be_longer),
		cmocka_unit_test(foreign_code_has_no_variant),
		cmocka_unit_test(musl_tells_its_version),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
