/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "harness/toolchain/flags.h"

static void takes_what_changes_code(void **state)
{
	static const char line[] =
		"-O2 -fno-builtin -march=native -D_FORTIFY_SOURCE=2 -UX "
		"-I/usr/include '-DNAME=a b' -isystem/usr/include -std=c11 "
		"-Wall -w -g -pthread --param=max-unroll-times=4 "
		"-ffreestanding "
		"-fsanitize=thread -flto -m64 -mstringop-strategy=rep_byte";
	struct rt_strings flags = RT_STRINGS_INIT;

	(void)state;
	assert_int_equal(rt_flags_parse(&flags, line, NULL), RT_OK);
	assert_int_equal(flags.count, 19);
	assert_string_equal(flags.word[6], "-DNAME=a b");
	rt_strings_free(&flags);
}

static void none_is_allowed(void **state)
{
	struct rt_strings flags = RT_STRINGS_INIT;

	(void)state;
	assert_int_equal(rt_flags_parse(&flags, NULL, NULL), RT_OK);
	assert_int_equal(rt_flags_parse(&flags, "  ", NULL), RT_OK);
	assert_int_equal(flags.count, 0);
	rt_strings_free(&flags);
}

static void assert_refused(const char *word)
{
	struct rt_strings flags = RT_STRINGS_INIT;
	struct rt_error error = RT_ERROR_INIT;
	struct rt_text line = RT_TEXT_INIT;
	struct rt_text quoted = RT_TEXT_INIT;

	rt_text_format(&line, "-O2 %s -Wall", word);
	rt_text_format(&quoted, "\"%s\"", word);
	if (rt_flags_parse(&flags, line.data, &error) != RT_USAGE)
		fail_msg("%s was not refused", word);
	if (!strstr(error.message, quoted.data))
		fail_msg("%s is not named in: %s", word, error.message);
	rt_strings_free(&flags);
	rt_text_free(&line);
	rt_text_free(&quoted);
	rt_error_clear(&error);
}

static void refuses_each_that_does_more(void **state)
{
	static const char *const words[] = {
		"-o",
		"-ofile",
		"-x",
		"-xc++",
		"-B/tmp",
		"-specs=f",
		"--specs=f",
		"-wrapper",
		"-fplugin=x.so",
		"-fplugin-arg-a-b",
		"@file",
		"-include",
		"-includefile",
		"-imacros",
		"-save-temps",
		"-save-temps=obj",
		"-fdump-tree-all",
		"-M",
		"-MD",
		"-MF",
		"-MMD",
		"-c",
		"-S",
		"-E",
		"-Wl,-z,lazy",
		"-Wa,-a",
		"-Wp,-MD,f",
		"-Xlinker",
		"-Xclang",
		"-Xassembler",
		"-lfoo",
		"-L/tmp",
		"-T",
		"-shared",
		"-static",
		"-nostdlib",
		"-nostdinc",
		"-gsplit-dwarf",
		"-mllvm",
		"-fprofile-generate",
		"-fprofile-use=x",
		"-ftest-coverage",
		"--coverage",
		"-fuse-ld=gold",
		"-fstack-usage",
		"-fcallgraph-info",
		"-fopt-info-all=f",
		"-ftime-trace",
		"-fsave-optimization-record",
		"-fpass-plugin=x.so",
		"-fsyntax-only",
		"-fself-test=x",
		"-ObjC",
		"-isystem-after",
		"-isystem-after/x",
		"-framework",
		"-force_load",
		"-filelist",
		"-final_output",
		"-meabi",
		"-flat_namespace",
		"-gen-reproducer",
		"-gen-cdb-fragment-path",
		"-multiply_defined",
		"-mcpu=?",
		"-mtune=?",
		"-mthread-model",
		"-working-directory",
		"-working-directory=/x",
		"-winsysroot",
		"-fbootclasspath=x",
		"-fclasspath=x",
		"-fcompile-resource=x",
		"-fcppprog=x",
		"-fcxx-modules",
		"-fdepfile-entry=x",
		"-fdoc-file=x",
		"-fdoc-dir=x",
		"-fdoc-inc=x",
		"-fextdirs=x",
		"-fgen-module-list=x",
		"-fgo-embedcfg=x",
		"-fhelp",
		"-fhelp=x",
		"-fhip-dump-offload-linker-script",
		"-fimplicit-modules",
		"-fimplicit-module-maps",
		"-fintrinsic-modules-path=x",
		"-flinker-output=rel",
		"-flto=jobserver",
		"-fmakelist",
		"-fobject-path=x",
		"-forder-file-instrumentation",
		"-foutput-class-dir=x",
		"-fpre-include=x",
		"-fprebuilt-implicit-modules",
		"-frewrite-map-file=x",
		"-fsanitize-system-blacklist=x",
		"-fsave-mixins=x",
		"-fsystem-module",
		"-ftarget-ar=x",
		"-ftarget-ranlib=x",
		"-ftarget-help",
		"-fuse-list=x",
		"-fvtv-counts",
		"-fdiagnostics-format=sarif-file",
		"-fprofile-dir=x",
		"-fprebuilt-module-path=x",
		"-fxray-attr-list=x",
		"-fmodules-cache-path=x",
		"-ivfsoverlay",
		"-fpch-preprocess",
		"--sysroot=/",
		"-dumpbase",
		"-da",
		"-r",
		"-s",
		"-v",
		"-###",
		"--help",
		"-",
		"file.c",
		"/etc/passwd",
		"O2",
		"-D",
		"-I",
		"-U",
		"-isystem",
		"--param=",
		"-pie",
		"-zdefs",
		"--version",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		assert_refused(words[i]);
}

static void refuses_the_empty_word_and_open_quotes(void **state)
{
	struct rt_strings flags = RT_STRINGS_INIT;
	struct rt_error error = RT_ERROR_INIT;

	(void)state;
	assert_int_equal(rt_flags_parse(&flags, "-O2 ''", &error), RT_USAGE);
	rt_strings_free(&flags);
	flags = (struct rt_strings)RT_STRINGS_INIT;
	assert_int_equal(rt_flags_parse(&flags, "-O2 '-D", &error), RT_USAGE);
	assert_non_null(strstr(error.message, "quote"));
	rt_strings_free(&flags);
	rt_error_clear(&error);
}

/* The subject's doing, not that of the command: bisect passes over it. */
static void another_way_to_call_is_none_for_a_verdict(void **state)
{
	static const char *const words[] = {"-mabi=ms", "-mregparm=3",
					    "-fcall-saved-rax",
					    "-fcall-used-rbx"};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct rt_strings flags = RT_STRINGS_INIT;
		struct rt_error error = RT_ERROR_INIT;

		assert_int_equal(rt_flags_parse(&flags, words[i], &error),
				 RT_SUBJECT);
		assert_non_null(strstr(error.message, words[i]));
		rt_strings_free(&flags);
		rt_error_clear(&error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_changes_code),
		cmocka_unit_test(none_is_allowed),
		cmocka_unit_test(refuses_each_that_does_more),
		cmocka_unit_test(another_way_to_call_is_none_for_a_verdict),
		cmocka_unit_test(refuses_the_empty_word_and_open_quotes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
