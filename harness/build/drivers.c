/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/build/drivers.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/clock.h"
#include "harness/build/command.h"
#include "harness/build/hash.h"

/* Some 6 kB each; flags beyond that are asked again. */
enum { most_answers = 4096 };

struct answer {
	struct rt_digest question;
	bool is_plan, is_line; /* what of the answer there is */
	struct rt_plan plan;
	struct rt_plan_line line;
};

static int no_memory(struct rt_error *error)
{
	return rt_fail(error, RT_SETUP, "out of memory; free some memory");
}

static int compare_answers(const void *a, const void *b)
{
	const struct answer *left = a;
	const struct answer *right = b;

	return strcmp(left->question.text, right->question.text);
}

static int compare_drivers(const void *a, const void *b)
{
	const struct rt_driver *left = a;
	const struct rt_driver *right = b;

	return strcmp(left->path, right->path);
}

static void free_answer(void *data)
{
	struct answer *answer = data;

	rt_plan_free(&answer->plan);
	rt_words_free(&answer->line.words);
	free(answer);
}

static void free_driver(void *data)
{
	struct rt_driver *driver = data;

	rt_driver_specs_free(&driver->specs);
	rt_text_free(&driver->linker);
	free(driver->path);
	free(driver);
}

static void forget(struct rt_drivers *drivers)
{
	tdestroy(drivers->answers, free_answer);
	drivers->answers = NULL;
	drivers->count = 0;
}

void rt_drivers_free(struct rt_drivers *drivers)
{
	forget(drivers);
	tdestroy(drivers->specs, free_driver);
	drivers->specs = NULL;
}

/* What @argv printed, "" when it failed. */
static int ask(struct rt_drivers *drivers, struct rt_text *said,
	       char *const argv[], const char *place, struct rt_error *error)
{
	struct rt_process process;
	double began = rt_clock_seconds();
	int code = rt_process_run_limited(&process, argv, place,
					  drivers->limits, error);

	drivers->asked++;
	drivers->seconds += rt_clock_seconds() - began;
	if (!code && process.exit_status == 0)
		rt_text_add(said, rt_text_string(&process.output));
	rt_process_free(&process);
	return code;
}

static int describe(struct rt_drivers *drivers, struct rt_driver *driver,
		    struct rt_error *error)
{
	char *specs[] = {driver->path, "-dumpspecs", NULL};
	char *linker[] = {driver->path, "-print-prog-name=ld", NULL};
	struct rt_text said = RT_TEXT_INIT;
	int code = ask(drivers, &said, specs, NULL, error);

	if (!code)
		rt_driver_specs_parse(&driver->specs, rt_text_string(&said));
	if (!code)
		code = ask(drivers, &driver->linker, linker, NULL, error);
	if (driver->linker.length)
		driver->linker.data[strcspn(driver->linker.data, "\n")] = '\0';
	rt_text_free(&said);
	return code;
}

static int find_driver(struct rt_drivers *drivers,
		       const struct rt_compiler *compiler,
		       const struct rt_driver **found, struct rt_error *error)
{
	struct rt_driver wanted = {.path = compiler->path};
	void *place = tfind(&wanted, &drivers->specs, compare_drivers);
	struct rt_driver *driver;
	int code;

	if (place) {
		*found = *(struct rt_driver **)place;
		return RT_OK;
	}
	driver = calloc(1, sizeof(*driver));
	if (!driver)
		return no_memory(error);
	driver->path = strdup(compiler->path);
	code = driver->path ? RT_OK : no_memory(error);
	/* clang has no specs, and names its linker in the line itself. */
	if (!code && compiler->family == RT_GCC)
		code = describe(drivers, driver, error);
	if (!code && !tsearch(driver, &drivers->specs, compare_drivers))
		code = no_memory(error);
	if (code)
		free_driver(driver);
	else
		*found = driver;
	return code;
}

static int name_question(struct rt_digest *question,
			 const struct rt_words *argv, struct rt_error *error)
{
	struct rt_hash hash;

	if (argv->failed)
		return no_memory(error);
	rt_hash_start(&hash);
	for (size_t i = 0; i < argv->count; i++)
		rt_hash_string(&hash, argv->word[i]);
	return rt_hash_end(&hash, question, error);
}

/*
 * Finds what is known of @question; a new one is empty, and @is_new. Owned by
 * @drivers until the next call.
 */
static struct answer *find_answer(struct rt_drivers *drivers,
				  const struct rt_digest *question,
				  bool *is_new)
{
	struct answer wanted = {.question = *question};
	void *place = tfind(&wanted, &drivers->answers, compare_answers);
	struct answer *one;

	*is_new = !place;
	if (place)
		return *(struct answer **)place;
	if (drivers->count >= most_answers)
		forget(drivers);
	one = calloc(1, sizeof(*one));
	if (!one)
		return NULL;
	one->question = *question;
	if (!tsearch(one, &drivers->answers, compare_answers)) {
		free(one);
		return NULL;
	}
	drivers->count++;
	return one;
}

/* One of the marks is no word of other machines. */
static bool has_marks(const struct rt_cell *cell)
{
	const char *machine =
		rt_text_string(&cell->toolchain->compiler->machine);

	return !strncmp(machine, "x86_64", 6) ||
	       (*machine == 'i' && !strncmp(machine + 2, "86", 2));
}

static bool add_question(struct rt_words *argv, const struct rt_cell *cell,
			 const struct rt_words *flags,
			 const struct rt_driver *driver)
{
	struct rt_cell unnamed = *cell;
	struct rt_words words = RT_WORDS_INIT;
	struct rt_words whole = RT_WORDS_INIT;
	bool can_ask = rt_plan_ask(&words, &driver->specs, flags);

	unnamed.source = RT_PLAN_SOURCE;
	rt_command_compile(&whole, &unnamed, &words, ".");
	for (size_t i = 0; i < whole.count; i++) {
		rt_words_add(argv, whole.word[i]);
		if (i == 0)
			rt_words_add(argv, "-###");
	}
	argv->failed |= words.failed || whole.failed;
	rt_words_free(&words);
	rt_words_free(&whole);
	return can_ask;
}

static int learn_plan(struct rt_drivers *drivers, struct answer *answer,
		      const struct rt_words *argv, struct rt_error *error)
{
	struct rt_text said = RT_TEXT_INIT;
	int code = ask(drivers, &said, argv->word, NULL, error);

	answer->is_plan =
		!code && rt_plan_parse(&answer->plan, rt_text_string(&said));
	rt_text_free(&said);
	return code;
}

int rt_drivers_compile(struct rt_drivers *drivers, const struct rt_cell *cell,
		       const struct rt_words *flags,
		       const struct rt_driver **driver,
		       const struct rt_plan **plan, struct rt_error *error)
{
	struct rt_words argv = RT_WORDS_INIT;
	struct rt_digest question;
	struct answer *answer;
	bool is_new;
	int code =
		find_driver(drivers, cell->toolchain->compiler, driver, error);

	*plan = NULL;
	if (code || !has_marks(cell))
		return code;
	if (!add_question(&argv, cell, flags, *driver)) {
		rt_words_free(&argv);
		return RT_OK;
	}
	code = name_question(&question, &argv, error);
	answer = code ? NULL : find_answer(drivers, &question, &is_new);
	if (!code && !answer)
		code = no_memory(error);
	if (!code && is_new)
		code = learn_plan(drivers, answer, &argv, error);
	if (!code && answer->is_plan)
		*plan = &answer->plan;
	rt_words_free(&argv);
	return code;
}

static bool is_collect2(const char *program)
{
	const char *slash = strrchr(program, '/');

	return !strcmp(slash ? slash + 1 : program, "collect2");
}

/* collect2 runs the linker with what it was given; without -flto no more. */
static bool skip_collect2(struct rt_plan_line *line, const char *linker)
{
	char *copy;

	if (!is_collect2(line->words.word[0]))
		return true;
	copy = *linker ? strdup(linker) : NULL;
	if (!copy)
		return false;
	free(line->words.word[0]);
	line->words.word[0] = copy;
	return true;
}

static int learn_link(struct rt_drivers *drivers, struct answer *answer,
		      const struct rt_words *argv, const char *place,
		      const char *linker, struct rt_error *error)
{
	struct rt_text said = RT_TEXT_INIT;
	int code = ask(drivers, &said, argv->word, place, error);

	answer->is_line =
		!code &&
		rt_plan_parse_link(&answer->line, rt_text_string(&said)) &&
		skip_collect2(&answer->line, linker);
	rt_text_free(&said);
	return code;
}

static void add_link_question(struct rt_words *argv, const struct rt_cell *cell,
			      const struct rt_words *flags)
{
	struct rt_words whole = RT_WORDS_INIT;

	rt_command_link(&whole, cell, flags, ".");
	for (size_t i = 0; i < whole.count; i++) {
		rt_words_add(argv, whole.word[i]);
		if (i == 0)
			rt_words_add(argv, "-###");
	}
	argv->failed |= whole.failed;
	rt_words_free(&whole);
}

int rt_drivers_link(struct rt_drivers *drivers, const struct rt_cell *cell,
		    const struct rt_words *flags, const char *place,
		    struct rt_plan_line **line, struct rt_error *error)
{
	struct rt_words argv = RT_WORDS_INIT;
	const struct rt_driver *driver;
	struct rt_digest question;
	struct answer *answer;
	bool is_new;
	int code =
		find_driver(drivers, cell->toolchain->linker, &driver, error);

	*line = NULL;
	if (code)
		return code;
	add_link_question(&argv, cell, flags);
	code = name_question(&question, &argv, error);
	answer = code ? NULL : find_answer(drivers, &question, &is_new);
	if (!code && !answer)
		code = no_memory(error);
	if (!code && is_new)
		code = learn_link(drivers, answer, &argv, place,
				  rt_text_string(&driver->linker), error);
	if (!code && answer->is_line)
		*line = &answer->line;
	rt_words_free(&argv);
	return code;
}
