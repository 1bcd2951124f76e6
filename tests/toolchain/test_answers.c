/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compilers are asked once, and again when they have changed. */
#include <sys/stat.h>
#include <unistd.h>

#include "harness/toolchain/answers.h"
#include "tests/module/fixture.h"

struct desk {
	struct fixture *fixture;
	struct rt_text memory, asked, cc1;
	char *path; /* PATH before */
};

/*
 * A gcc-97 that notes each run in a file and names a cc1 as gcc does. The
 * real folders of PATH stay behind it, for `env`.
 */
static void write_gcc(struct desk *desk, const char *version)
{
	struct rt_text script = RT_TEXT_INIT, name = RT_TEXT_INIT;

	rt_text_format(&script,
		       "#!/bin/sh\necho x >>%s\necho 'Target: odd-machine'\n"
		       "echo 'gcc version %s (odd)'\necho ' %s -quiet'\n",
		       rt_text_string(&desk->asked), version,
		       rt_text_string(&desk->cc1));
	free(fixture_write(desk->fixture, "gcc-97", rt_text_string(&script)));
	rt_text_format(&name, "%s/gcc-97", desk->fixture->folder.data);
	assert_int_equal(chmod(rt_text_string(&name), 0755), 0);
	rt_text_free(&script);
	rt_text_free(&name);
}

static void begin(struct desk *desk, struct fixture *fixture)
{
	struct rt_text path = RT_TEXT_INIT;
	const char *folder = fixture->folder.data;

	*desk = (struct desk){.fixture = fixture,
			      .path = strdup(getenv("PATH"))};
	rt_text_format(&desk->memory, "%s/answers", folder);
	rt_text_format(&desk->asked, "%s/asked", folder);
	rt_text_format(&desk->cc1, "%s/cc1", folder);
	rt_folder_remove(rt_text_string(&desk->memory));
	unlink(rt_text_string(&desk->asked));
	free(fixture_write(fixture, "cc1", "one"));
	write_gcc(desk, "97.1");
	rt_text_format(&path, "%s:/usr/bin:/bin", folder);
	assert_int_equal(setenv("PATH", rt_text_string(&path), 1), 0);
	rt_text_free(&path);
}

static void end(struct desk *desk)
{
	assert_int_equal(setenv("PATH", desk->path, 1), 0);
	free(desk->path);
	rt_text_free(&desk->memory);
	rt_text_free(&desk->asked);
	rt_text_free(&desk->cc1);
}

/* How often gcc-97 has been run so far. */
static size_t runs(const struct desk *desk)
{
	struct rt_text text = RT_TEXT_INIT;
	size_t count;

	rt_file_read(&text, rt_text_string(&desk->asked), NULL);
	count = text.length / 2;
	rt_text_free(&text);
	return count;
}

/* Finds the compilers; gives the identity of gcc-97, for free(). */
static char *identity(const struct desk *desk, const char *memory,
		      const char *version)
{
	const struct rt_compiler *gcc;
	struct rt_compilers found;
	char *copy;

	(void)desk;
	assert_int_equal(rt_compilers_find(&found, memory, NULL), RT_OK);
	gcc = rt_compilers_named(&found, "gcc-97");
	assert_non_null(gcc);
	assert_string_equal(gcc->version.data, version);
	assert_string_equal(gcc->machine.data, "odd-machine");
	copy = strdup(gcc->identity.data);
	rt_compilers_free(&found);
	return copy;
}

static void a_compiler_is_asked_once(void **state)
{
	struct desk desk;
	char *first, *again;
	size_t asked;

	begin(&desk, *state);
	first = identity(&desk, rt_text_string(&desk.memory), "97.1");
	asked = runs(&desk);
	assert_true(asked > 0);
	again = identity(&desk, rt_text_string(&desk.memory), "97.1");
	assert_int_equal(runs(&desk), asked);
	assert_string_equal(first, again);
	free(first);
	free(again);
	free(identity(&desk, NULL, "97.1"));
	assert_int_equal(runs(&desk), 2 * asked);
	end(&desk);
}

static void a_changed_compiler_is_asked_again(void **state)
{
	struct desk desk;
	char *first, *again;

	begin(&desk, *state);
	first = identity(&desk, rt_text_string(&desk.memory), "97.1");
	write_gcc(&desk, "97.2");
	again = identity(&desk, rt_text_string(&desk.memory), "97.2");
	assert_string_not_equal(first, again);
	free(first);
	free(again);
	end(&desk);
}

/* A package may bring a new cc1 behind the same driver. */
static void a_changed_cc1_is_another_compiler(void **state)
{
	struct desk desk;
	char *first, *again;

	begin(&desk, *state);
	first = identity(&desk, rt_text_string(&desk.memory), "97.1");
	free(fixture_write(*state, "cc1", "another"));
	again = identity(&desk, rt_text_string(&desk.memory), "97.1");
	assert_string_not_equal(first, again);
	free(first);
	free(again);
	end(&desk);
}

static void what_cannot_be_remembered_is_asked(void **state)
{
	struct desk desk;
	size_t asked;

	begin(&desk, *state);
	/* A file stands where the folder would be. */
	free(fixture_write(*state, "no-folder", ""));
	rt_text_free(&desk.memory);
	rt_text_format(&desk.memory, "%s/no-folder/answers",
		       desk.fixture->folder.data);
	free(identity(&desk, rt_text_string(&desk.memory), "97.1"));
	asked = runs(&desk);
	free(identity(&desk, rt_text_string(&desk.memory), "97.1"));
	assert_int_equal(runs(&desk), 2 * asked);
	end(&desk);
}

static void damaged_answers_are_none(void **state)
{
	struct fixture *fixture = *state;
	struct rt_text memory = RT_TEXT_INIT, answer = RT_TEXT_INIT;
	struct rt_text command = RT_TEXT_INIT;
	const char *folder;

	rt_text_format(&memory, "%s/damaged", fixture->folder.data);
	folder = rt_text_string(&memory);
	assert_false(rt_answers_find(&answer, folder, "who?"));
	rt_answers_keep(folder, "who?", "I");
	assert_true(rt_answers_find(&answer, folder, "who?"));
	assert_string_equal(answer.data, "I");
	assert_false(rt_answers_find(&answer, folder, "whom?"));
	assert_false(rt_answers_find(&answer, NULL, "who?"));
	rt_text_format(&command, "echo x >>\"$(echo %s/*)\"", folder);
	assert_int_equal(system(rt_text_string(&command)), 0);
	assert_false(rt_answers_find(&answer, folder, "who?"));
	rt_text_free(&command);
	rt_text_free(&memory);
	rt_text_free(&answer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_compiler_is_asked_once),
		cmocka_unit_test(a_changed_compiler_is_asked_again),
		cmocka_unit_test(a_changed_cc1_is_another_compiler),
		cmocka_unit_test(what_cannot_be_remembered_is_asked),
		cmocka_unit_test(damaged_answers_are_none),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
