/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names that an object leaves open, with the module or read back. */
#include "harness/module/object.h"
#include "tests/module/fixture.h"

/* Compiles @text to @name.o in the test's folder; its path, for free(). */
static char *compile(struct fixture *fixture, const char *name,
		     const char *text, const char *compiler)
{
	char *source = fixture_write(fixture, name, text);
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text line = RT_TEXT_INIT;

	rt_text_format(&path, "%s.o", source);
	rt_text_format(&line, "%s -O1 -fPIC -c -o %s %s", compiler, path.data,
		       source);
	fixture_run(line.data);
	rt_text_free(&line);
	free(source);
	return path.data;
}

/* The open names of the module of @path, each once, as "name:why ". */
static void assert_open(struct fixture *fixture, const char *path,
			const char *wanted)
{
	const struct rt_object object = {
		.path = path,
		.load = "rd",
		.width = 16,
		.toolchain = fixture_toolchain(fixture, "gcc"),
	};

	for (int i = 0; i < 2; i++) {
		struct rt_text found = RT_TEXT_INIT;
		struct rt_object_module made;

		assert_int_equal(rt_object_module(&made, &object,
						  fixture->cache.data, NULL),
				 RT_OK);
		assert_int_equal(made.build.from_cache, i);
		for (size_t j = 0; j < made.open.count; j++) {
			struct rt_text one = RT_TEXT_INIT;

			assert_true(made.open.list[j].address > 0);
			rt_text_format(&one, "%s:%d ", made.open.list[j].name,
				       made.open.list[j].why);
			if (!strstr(rt_text_string(&found), one.data))
				rt_text_add(&found, one.data);
			rt_text_free(&one);
		}
		assert_string_equal(rt_text_string(&found), wanted);
		rt_text_free(&found);
		rt_object_module_free(&made);
	}
}

static void of_an_object(void **state)
{
	static const struct {
		const char *name, *compiler, *text, *wanted;
	} objects[] = {
		{"none.c", "gcc",
		 "short helper(const short *p) { return *p; }\n"
		 "short rd(const short *p) { return helper(p); }\n",
		 ""},
		{"weak.c", "gcc",
		 "__attribute__((weak)) short helper(const short *p)\n"
		 "{ return *p; }\n"
		 "short rd(const short *p) { return helper(p); }\n",
		 "helper:1 "},
		{"self.c", "gcc",
		 "__attribute__((weak)) short rd(const short *p)\n"
		 "{ return *p; }\n",
		 ""},
		{"data.c", "gcc",
		 "extern int flag;\n"
		 "short rd(const short *p) { return flag ? *p : 0; }\n",
		 "flag:0 "},
		/* This process has both; one is not the libc's. */
		{"ours.c", "gcc",
		 "int elf_errno(void);\nlong labs(long);\n"
		 "extern char **environ;\n"
		 "short rd(const short *p)\n"
		 "{ return environ ? *p : elf_errno() + labs(*p); }\n",
		 "elf_errno:0 "},
		{"pointer.c", "gcc",
		 "short far(const short *p);\n"
		 "short (*const hook)(const short *) = far;\n"
		 "short rd(const short *p) { return *p; }\n",
		 "far:0 "},
		{"maybe.c", "gcc",
		 "short far(const short *p) __attribute__((weak));\n"
		 "short rd(const short *p) { return far ? far(p) : *p; }\n",
		 "far:0 "},
		{"maybe_pointer.c", "gcc",
		 "short far(const short *p) __attribute__((weak));\n"
		 "short (*const hook)(const short *) = far;\n"
		 "short rd(const short *p) { return *p; }\n",
		 "far:0 "},
		{"maybe_libc.c", "gcc",
		 "long labs(long) __attribute__((weak));\n"
		 "short rd(const short *p) { return labs ? labs(*p) : 0; }\n",
		 ""},
		{"inline.cc", "g++",
		 "struct s { static short get(const short *p) __attribute__"
		 "((noinline)) { return *p; } };\n"
		 "extern \"C\" short rd(const short *p) { return s::get(p); "
		 "}\n",
		 ""},
	};

	for (size_t i = 0; i < sizeof(objects) / sizeof(*objects); i++) {
		char *path = compile(*state, objects[i].name, objects[i].text,
				     objects[i].compiler);

		assert_open(*state, path, objects[i].wanted);
		free(path);
	}
}

static void of_an_archive(void **state)
{
	struct fixture *fixture = *state;
	char *one = compile(fixture, "one.c",
			    "short helper(const short *p);\n"
			    "short rd(const short *p) { return helper(p); }\n",
			    "gcc");
	char *two =
		compile(fixture, "two.c",
			"short helper(const short *p) { return *p; }\n", "gcc");
	char *three = compile(fixture, "three.c",
			      "short helper(const short *p) { return *p + 1; "
			      "}\n",
			      "gcc");
	struct rt_text path = RT_TEXT_INIT;
	struct rt_text line = RT_TEXT_INIT;

	rt_text_format(&path, "%s/lib.a", fixture->folder.data);
	rt_text_format(&line, "ar rcs %s %s %s", path.data, one, two);
	fixture_run(line.data);
	assert_open(fixture, path.data, "");
	rt_text_format(&line, " %s", three);
	fixture_run(line.data);
	assert_open(fixture, path.data, "helper:2 ");
	rt_text_free(&path);
	rt_text_free(&line);
	free(one);
	free(two);
	free(three);
}

static void a_damaged_list_is_told(void **state)
{
	static const char *const texts[] = {"x", "10 9 a\n", "10 1 \n", "10 1",
					    "10 -1 a\n"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct rt_open_names names = {.list = NULL};
		char *path = fixture_write(*state, "open", texts[i]);

		assert_int_equal(rt_open_names_read(&names, path, NULL),
				 RT_SETUP);
		rt_open_names_free(&names);
		free(path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_an_object),
		cmocka_unit_test(of_an_archive),
		cmocka_unit_test(a_damaged_list_is_told),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
