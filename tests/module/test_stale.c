/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A module of the cache is what a compile would give now, whatever changed. */
#include "tests/module/scene.h"

static const char source_text[] = "#include \"own.h\"\n"
				  "short ringtear_load16(const void *p)\n"
				  "{ return *(const short *)p * 0 + OWN; }\n";

static void a_header_earlier_in_the_path(void **state)
{
	for (int i = 0; i < toolchain_count; i++) {
		struct scene *scene =
			open_scene(*state, scene_toolchains[i], source_text);

		put(*state, "b/own.h", "#define OWN 1\n");
		expect_kept(*state, &scene->cell, 1);
		put(*state, "a/other.h", "#define OWN 7\n");
		expect(*state, &scene->cell, 1, true);
		put(*state, "a/own.h", "#define OWN 2\n");
		expect_kept(*state, &scene->cell, 2);
		put(*state, "in/own.h", "#define OWN 3\n");
		expect_kept(*state, &scene->cell, 3);
		put(*state, "in/own.h", "");
		expect(*state, &scene->cell, 2, true);
		put(*state, "a/own.h", "");
		expect(*state, &scene->cell, 1, true);
		close_scene(scene);
	}
}

/* A folder of the path that is made only afterwards, below another name. */
static void a_folder_that_was_not_there(void **state)
{
	static const char text[] = "#include <sub/own.h>\n"
				   "short ringtear_load16(const void *p)\n"
				   "{ (void)p; return OWN; }\n";

	for (int i = 0; i < toolchain_count; i++) {
		struct scene *scene =
			open_scene(*state, scene_toolchains[i], text);

		rt_folder_remove(scene->a);
		free(make_folder(*state, "b/sub"));
		put(*state, "b/sub/own.h", "#define OWN 1\n");
		expect_kept(*state, &scene->cell, 1);
		free(make_folder(*state, "a"));
		expect(*state, &scene->cell, 1, true);
		free(make_folder(*state, "a/sub"));
		put(*state, "a/sub/own.h", "#define OWN 2\n");
		expect_kept(*state, &scene->cell, 2);
		close_scene(scene);
	}
}

static void what_has_include_asks_for(void **state)
{
	static const char *const asks[] = {
		"#if __has_include(<asked.h>)\n",
		"#define own_has_include(x) __has_include(x)\n"
		"#if own_has_include ( \"asked.h\" )\n",
	};
	static const char rest[] = "#define OWN 2\n#else\n#define OWN 1\n"
				   "#endif\n"
				   "short ringtear_load16(const void *p)\n"
				   "{ (void)p; return OWN; }\n";

	for (int i = 0; i < 4; i++) {
		struct rt_text text = RT_TEXT_INIT;
		struct scene *scene;

		rt_text_format(&text, "%s%s", asks[i / 2], rest);
		scene = open_scene(*state, scene_toolchains[i % 2], text.data);
		expect_kept(*state, &scene->cell, 1);
		put(*state, "b/asked.h", "\n");
		expect_kept(*state, &scene->cell, 2);
		put(*state, "b/asked.h", "");
		expect(*state, &scene->cell, 1, true);
		close_scene(scene);
		rt_text_free(&text);
	}
}

static void folders_of_the_environment(void **state)
{
	static const char *const variables[] = {"CPATH", "C_INCLUDE_PATH",
						"CPLUS_INCLUDE_PATH"};

	for (int i = 0; i < 3; i++) {
		struct scene *scene = open_scene(*state, "gcc", source_text);

		if (i == 2)
			scene->cell.language = "c++";
		scene->cell.include_folders = NULL;
		put(*state, "in/own.c",
		    i == 2 ? "#include <own.h>\nextern \"C\" short "
			     "ringtear_load16(const void *)\n"
			     "{ return OWN; }\n"
			   : source_text);
		put(*state, "a/own.h", "#define OWN 1\n");
		put(*state, "b/own.h", "#define OWN 2\n");
		setenv(variables[i], scene->a, 1);
		expect_kept(*state, &scene->cell, 1);
		setenv(variables[i], scene->b, 1);
		expect_kept(*state, &scene->cell, 2);
		put(*state, "b/own.h", "#define OWN 3\n");
		expect_kept(*state, &scene->cell, 3);
		unsetenv(variables[i]);
		close_scene(scene);
	}
}

static void link_to(struct fixture *fixture, const char *name,
		    const char *target)
{
	struct rt_text path = RT_TEXT_INIT;

	rt_text_format(&path, "%s/%s", fixture->folder.data, name);
	unlink(path.data);
	assert_int_equal(symlink(target, path.data), 0);
	rt_text_free(&path);
}

/* A header, and then a folder, that is a link to another one now. */
static void links_that_change(void **state)
{
	struct scene *scene = open_scene(*state, "gcc", source_text);
	struct rt_text through = RT_TEXT_INIT;

	put(*state, "a/one.h", "#define OWN 1\n");
	put(*state, "a/two.h", "#define OWN 2\n");
	link_to(*state, "a/own.h", "one.h");
	expect_kept(*state, &scene->cell, 1);
	link_to(*state, "a/own.h", "two.h");
	expect_kept(*state, &scene->cell, 2);

	put(*state, "b/own.h", "#define OWN 3\n");
	rt_text_format(&through, "%s/link",
		       ((struct fixture *)*state)->folder.data);
	scene->folders[0] = through.data;
	link_to(*state, "link", "a");
	expect_kept(*state, &scene->cell, 2);
	link_to(*state, "link", "b");
	expect_kept(*state, &scene->cell, 3);
	link_to(*state, "link", "nowhere");
	scene->folders[1] = scene->a;
	expect_kept(*state, &scene->cell, 2);
	link_to(*state, "link", "b");
	expect_kept(*state, &scene->cell, 3);
	rt_text_free(&through);
	close_scene(scene);
}

static void a_folder_relative_to_the_working_folder(void **state)
{
	struct scene *scene = open_scene(*state, "gcc", source_text);
	char *home = getcwd(NULL, 0);

	assert_non_null(home);
	free(make_folder(*state, "a/inc"));
	free(make_folder(*state, "b/inc"));
	put(*state, "a/inc/own.h", "#define OWN 1\n");
	put(*state, "b/inc/own.h", "#define OWN 2\n");
	scene->folders[0] = "inc";
	scene->folders[1] = NULL;
	assert_int_equal(chdir(scene->a), 0);
	expect_kept(*state, &scene->cell, 1);
	assert_int_equal(chdir(scene->b), 0);
	expect_kept(*state, &scene->cell, 2);
	assert_int_equal(chdir(home), 0);
	free(home);
	close_scene(scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_header_earlier_in_the_path),
		cmocka_unit_test(a_folder_that_was_not_there),
		cmocka_unit_test(what_has_include_asks_for),
		cmocka_unit_test(folders_of_the_environment),
		cmocka_unit_test(links_that_change),
		cmocka_unit_test(a_folder_relative_to_the_working_folder),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
