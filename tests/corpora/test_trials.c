/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every trial that the corpora hold comes to the verdict that it expects of
 * codegen and step. What it expects of a race is tests/corpora/raced.bats's.
 */
#include <glob.h>

#include "harness/accessor/list.h"
#include "harness/trial/trial.h"
#include "harness/verdict/judge.h"
#include "tests/module/fixture.h"

/* The cell of @trial; where its field lies, -1 unless the trial says. */
static int offset_of(const struct rt_trial *trial)
{
	return trial->offset == RT_OFFSET_NATURAL ? -1 : (int)trial->offset;
}

static const char *word_of(const struct rt_verdict *verdict)
{
	if (verdict->outcome == RT_OUTCOME_ATOMIC && verdict->twice)
		return "refetch";
	return rt_outcome_word(verdict->outcome);
}

static int build(struct fixture *fixture, const struct rt_trial *trial,
		 struct rt_build *built, struct rt_error *error)
{
	struct rt_cell cell = {.flags = trial->flags,
			       .include = "corpora/include"};
	const struct rt_accessor *accessor;
	struct rt_accessors accessors;
	int code = rt_accessors_load_corpora(&accessors, "corpora", error);

	accessor =
		code ? NULL
		     : rt_accessors_named(&accessors, trial->accessor, error);
	cell.toolchain = rt_toolchains_named(&fixture->toolchains,
					     trial->toolchain, error);
	if (!accessor || !cell.toolchain) {
		rt_accessors_free(&accessors);
		return RT_USAGE;
	}
	cell.source = rt_text_string(&accessor->path);
	code = rt_build(built, &cell, fixture_cells(fixture), error);
	rt_accessors_free(&accessors);
	return code;
}

/* RT_OK, or what kept @trial from being judged; the verdict's word. */
static int judge(struct fixture *fixture, const struct rt_trial *trial,
		 const char **word, struct rt_error *error)
{
	struct rt_question question = {
		.width = (unsigned)trial->width,
		.stores = rt_trial_stores(trial),
		.offset = offset_of(trial),
	};
	struct rt_judgement judgement = {.count = 0};
	struct rt_build built = {.from_cache = false};
	int code = build(fixture, trial, &built, error);

	question.module = rt_text_string(&built.module);
	if (!code)
		code = rt_judge(&judgement, &question, NULL, error);
	*word = code ? "" : word_of(&judgement.verdict);
	rt_judgement_free(&judgement);
	rt_build_free(&built);
	return code;
}

/* True when the trial at @path comes to what it expects. */
static bool holds(struct fixture *fixture, const char *path)
{
	struct rt_error error = RT_ERROR_INIT;
	const char *word = "";
	struct rt_trial trial;
	int code = rt_trial_read(&trial, path, &error);

	if (!code && !strcmp(trial.expect, "any"))
		code = rt_fail(&error, RT_USAGE, "it expects no verdict");
	if (!code)
		code = judge(fixture, &trial, &word, &error);
	if (code)
		print_error("%s: %s\n%s", path, error.message,
			    error.detail ? error.detail : "");
	else if (strcmp(word, trial.expect))
		print_error("%s: expects %s, is %s\n", path, trial.expect,
			    word);
	rt_error_clear(&error);
	return !code && !strcmp(word, trial.expect);
}

static void all_hold(struct fixture *fixture, const char *pattern, size_t least)
{
	glob_t found;
	size_t bad = 0;

	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		bad += !holds(fixture, found.gl_pathv[i]);
	assert_true(found.gl_pathc >= least);
	globfree(&found);
	assert_int_equal(bad, 0);
}

static void seeds_come_to_what_they_expect(void **state)
{
	all_hold(*state, "corpora/trials/seeds/*.trial", 10);
}

static void regressions_come_to_what_they_expect(void **state)
{
	all_hold(*state, "corpora/trials/regressions/*.trial", 1);
}

static void wild_cases_come_to_what_they_expect(void **state)
{
	all_hold(*state, "corpora/wild/*.trial", 20);
}

/* The file's name without its folder and its extension. */
static char *name_of(const char *path)
{
	const char *base = strrchr(path, '/') + 1;

	return strndup(base, strcspn(base, "."));
}

/* Counts what @pattern finds that @index does not name in backquotes. */
static size_t count_unnamed(const char *pattern, const char *index)
{
	struct rt_text text = RT_TEXT_INIT;
	size_t unnamed = 0;
	glob_t found;

	assert_int_equal(rt_file_read(&text, index, NULL), 0);
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		char *name = name_of(found.gl_pathv[i]);
		struct rt_text quoted = RT_TEXT_INIT;

		rt_text_format(&quoted, "`%s`", name);
		if (!strstr(text.data, quoted.data)) {
			print_error("%s does not name %s\n", index, name);
			unnamed++;
		}
		rt_text_free(&quoted);
		free(name);
	}
	globfree(&found);
	rt_text_free(&text);
	return unnamed;
}

static void the_index_names_every_wild_case(void **state)
{
	static const char index[] = "corpora/wild/README.md";

	(void)state;
	assert_int_equal(count_unnamed("corpora/wild/*.c", index), 0);
	assert_int_equal(count_unnamed("corpora/wild/*.trial", index), 0);
}

static void every_trial_opens_with_what_it_is_for(void **state)
{
	static const char *const patterns[][2] = {
		{"corpora/trials/seeds/*.trial", "# "},
		{"corpora/trials/regressions/*.trial", "# Guards: "},
		{"corpora/wild/*.trial", "# "},
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		glob_t found;

		assert_int_equal(glob(patterns[i][0], 0, NULL, &found), 0);
		for (size_t j = 0; j < found.gl_pathc; j++) {
			const char *path = found.gl_pathv[j];
			struct rt_text text = RT_TEXT_INIT;

			assert_int_equal(rt_file_read(&text, path, NULL), 0);
			if (strncmp(text.data, patterns[i][1],
				    strlen(patterns[i][1])))
				fail_msg("%s does not begin with '%s'", path,
					 patterns[i][1]);
			rt_text_free(&text);
		}
		globfree(&found);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_trial_opens_with_what_it_is_for),
		cmocka_unit_test(the_index_names_every_wild_case),
		cmocka_unit_test(seeds_come_to_what_they_expect),
		cmocka_unit_test(regressions_come_to_what_they_expect),
		cmocka_unit_test(wild_cases_come_to_what_they_expect),
	};

	return cmocka_run_group_tests_name("trials", tests, fixture_setup,
					   fixture_teardown);
}
