/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a module was made of is not known in full: it is made each time. */
#include <sys/stat.h>

#include "tests/module/scene.h"

static const char source_text[] = "#include \"own.h\"\n"
				  "short ringtear_load16(const void *p)\n"
				  "{ return *(const short *)p * 0 + OWN; }\n";

static void what_it_asks_for_without_a_name_is_not_kept(void **state)
{
	struct scene *scene =
		open_scene(*state, "gcc",
			   "#define NAME <asked.h>\n"
			   "#if __has_include(NAME)\n#define OWN 2\n"
			   "#else\n#define OWN 1\n#endif\n"
			   "short ringtear_load16(const void *p)\n"
			   "{ (void)p; return OWN; }\n");

	expect_anew(*state, &scene->cell, 1);
	put(*state, "a/asked.h", "\n");
	expect_anew(*state, &scene->cell, 2);
	close_scene(scene);
}

/* A number in assembly that a file gives: .incbin, .include, in pieces. */
static void what_the_assembler_reads_is_not_kept(void **state)
{
	static const char *const directives[] = {".incbin", ".include",
						 ".inc\" \"bin"};
	struct fixture *fixture = *state;

	for (int i = 0; i < 6; i++) {
		const char *directive = directives[i / 2];
		bool binary = i / 2 != 1;
		struct rt_text text = RT_TEXT_INIT;
		struct scene *scene;

		rt_text_format(&text,
			       "__asm__(\".pushsection .rodata\\nread:\"\n"
			       "\"%s \\\"%s/a/read\\\"\\n.popsection\");\n"
			       "__attribute__((visibility(\"hidden\")))\n"
			       "extern const char read[];\n"
			       "short ringtear_load16(const void *p)\n"
			       "{ (void)p; return read[0]; }\n",
			       directive, fixture->folder.data);
		scene = open_scene(fixture, scene_toolchains[i % 2], text.data);
		put(fixture, "a/read", binary ? "\1" : ".byte 1\n");
		expect_anew(fixture, &scene->cell, 1);
		put(fixture, "a/read", binary ? "\2" : ".byte 2\n");
		expect_anew(fixture, &scene->cell, 2);
		close_scene(scene);
		rt_text_free(&text);
	}
}

/* Assembly that reads nothing is kept. */
static void assembly_as_such_is_kept(void **state)
{
	for (int i = 0; i < 2; i++) {
		struct scene *scene =
			open_scene(*state, scene_toolchains[i],
				   "/* Of inc. bin. */\n#include \"own.h\"\n"
				   "short ringtear_load16(const void *p)\n"
				   "{ __asm__ volatile(\"\" ::: \"memory\");\n"
				   "  (void)p; return OWN; }\n");

		put(*state, "a/own.h", "#define OWN 1\n");
		expect_kept(*state, &scene->cell, 1);
		close_scene(scene);
	}
}

static void flags_that_read_files(void **state)
{
	static const char *const read_anew[] = {"-specs=", "@"};
	struct scene *scene =
		open_scene(*state, "gcc",
			   "short ringtear_load16(const void *p)\n"
			   "{ (void)p; return OWN; }\n");
	struct rt_text path = RT_TEXT_INIT;
	const char *own[3] = {"-include", NULL, NULL};

	rt_text_format(&path, "%s/own.h", scene->a);
	own[1] = path.data;
	scene->cell.own_flags = own;
	put(*state, "a/own.h", "#define OWN 1\n");
	expect_kept(*state, &scene->cell, 1);
	put(*state, "a/own.h", "#define OWN 2\n");
	expect_kept(*state, &scene->cell, 2);
	own[1] = "own.h";
	expect_anew(*state, &scene->cell, 2);
	own[1] = NULL;
	for (size_t i = 0; i < 2; i++) {
		rt_text_free(&path);
		rt_text_format(&path, "%s%s/flags", read_anew[i], scene->a);
		own[0] = path.data;
		put(*state, "a/flags", i ? "-DOWN=3" : "*cpp:\n+ -DOWN=3\n");
		expect_anew(*state, &scene->cell, 3);
		put(*state, "a/flags", i ? "-DOWN=4" : "*cpp:\n+ -DOWN=4\n");
		expect_anew(*state, &scene->cell, 4);
	}
	rt_text_free(&path);
	close_scene(scene);
}

static void a_compiled_header_and_the_time(void **state)
{
	struct scene *scene = open_scene(*state, "gcc", source_text);

	put(*state, "a/own.h", "#define OWN 1\n");
	expect_kept(*state, &scene->cell, 1);
	/* Not one that gcc would take: that is not known. */
	put(*state, "a/own.h.gch", "compiled\n");
	expect_anew(*state, &scene->cell, 1);
	put(*state, "a/own.h.gch", "");
	put(*state, "a/own.h", "#define OWN (__TIME__[2] == ':')\n");
	expect_anew(*state, &scene->cell, 1);
	close_scene(scene);
}

/* Makes a/as: what changes the header, and then assembles. */
static void make_assembler(struct fixture *fixture)
{
	struct rt_text script = RT_TEXT_INIT;
	char *path;

	rt_text_format(&script,
		       "#!/bin/sh\n"
		       "echo '#define OWN 2' >%s/b/own.h\n"
		       "PATH=${PATH#*:}\nexec as \"$@\"\n",
		       fixture->folder.data);
	path = fixture_write(fixture, "a/as", script.data);
	assert_int_equal(chmod(path, 0755), 0);
	free(path);
	rt_text_free(&script);
}

/* The compiler read the old header; what is found afterwards is the new. */
static void programs_of_others_and_changes_meanwhile(void **state)
{
	struct scene *scene = open_scene(*state, "gcc", source_text);
	char *before = strdup(getenv("PATH"));
	struct rt_text path = RT_TEXT_INIT;

	assert_non_null(before);
	put(*state, "b/own.h", "#define OWN 1\n");
	setenv("COMPILER_PATH", scene->a, 1);
	expect_anew(*state, &scene->cell, 1);
	unsetenv("COMPILER_PATH");
	rt_text_format(&path, "%s:%s", scene->a, before);
	setenv("PATH", path.data, 1);
	expect_kept(*state, &scene->cell, 1);
	make_assembler(*state);
	expect(*state, &scene->cell, 1, false);
	expect_anew(*state, &scene->cell, 2);
	setenv("PATH", before, 1);
	rt_text_free(&path);
	free(before);
	close_scene(scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_it_asks_for_without_a_name_is_not_kept),
		cmocka_unit_test(what_the_assembler_reads_is_not_kept),
		cmocka_unit_test(assembly_as_such_is_kept),
		cmocka_unit_test(flags_that_read_files),
		cmocka_unit_test(a_compiled_header_and_the_time),
		cmocka_unit_test(programs_of_others_and_changes_meanwhile),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
