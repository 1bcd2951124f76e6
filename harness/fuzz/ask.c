/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/ask.h"

#include <string.h>

#include "harness/base/process.h"
#include "harness/fuzz/help.h"
#include "harness/toolchain/tool.h"

static const double seconds_to_answer = 10;

/* Weight: how many of the listed flags concern the code of an access. */
static const struct question {
	const char *word;
	unsigned weight;
} gcc_questions[] =
	{
		{"--help=optimizers", 4}, {"--help=target", 4}, {"--help=c", 2},
		{"--help=common", 2},	  {"--help=params", 1},
},
  clang_questions[] = {
	  {"--autocomplete=-f", 3},
	  {"--autocomplete=-m", 3},
};

enum {
	gcc_count = sizeof(gcc_questions) / sizeof(*gcc_questions),
	clang_count = sizeof(clang_questions) / sizeof(*clang_questions),
	value_weight = 3,
};

const char *rt_ask_version(void)
{
	return "4";
}

/* Runs @compiler with the arguments @first and, unless NULL, @second. */
static int answer(struct rt_text *text, const struct rt_compiler *compiler,
		  const char *first, const char *second, struct rt_error *error)
{
	struct rt_strings argv = RT_STRINGS_INIT;
	struct rt_process process;
	int code;

	rt_strings_add(&argv, "env");
	rt_strings_add(&argv, "LC_ALL=C");
	rt_strings_add(&argv, compiler->path);
	if (compiler->is_told_target)
		rt_strings_format(&argv, "--target=%s",
				  compiler->target->triplet);
	rt_strings_add(&argv, first);
	if (second)
		rt_strings_add(&argv, second);
	if (argv.failed) {
		rt_strings_free(&argv);
		return rt_no_memory(error);
	}
	code = rt_tool_ask(&process, argv.word, NULL, seconds_to_answer, error);
	if (!code && process.exit_status == 0)
		rt_text_add(text, rt_text_string(&process.output));
	rt_process_free(&process);
	rt_strings_free(&argv);
	return code;
}

static int ask_gcc(struct rt_flags *flags, const struct rt_compiler *compiler,
		   struct rt_error *error)
{
	int code = RT_OK;

	for (int i = 0; i < gcc_count && !code; i++) {
		struct rt_text text = RT_TEXT_INIT;

		code = answer(&text, compiler, "-Q", gcc_questions[i].word,
			      error);
		rt_help_gcc(flags, rt_text_string(&text),
			    gcc_questions[i].weight, gcc_questions[i].word);
		rt_text_free(&text);
	}
	return code;
}

/* Asks for CPUs: values of -mtune=, and of -march= (x86-64) or -mcpu=. */
static int ask_cpus(struct rt_flags *flags, const struct rt_compiler *compiler,
		    struct rt_error *error)
{
	static const char question[] = "--print-supported-cpus";
	const struct rt_arch *arch =
		rt_arch_of_triplet(rt_text_string(&compiler->machine));
	struct rt_text text = RT_TEXT_INIT;
	int code = answer(&text, compiler, question, NULL, error);

	rt_help_cpus(flags, arch == &rt_arch_x86_64 ? "-march=" : "-mcpu=",
		     rt_text_string(&text), value_weight, question);
	rt_help_cpus(flags, "-mtune=", rt_text_string(&text), value_weight,
		     question);
	rt_text_free(&text);
	return code;
}

/*
 * Each question takes clang 30 ms, and few have an answer: ask only for flags
 * that concern code generation.
 */
static bool is_worth_asking(const char *word)
{
	static const char *const prefixes[] = {
		"-fcf",	   "-ffp-",  "-flto",	"-fsanitize", "-fstack",
		"-ftls-m", "-ftriv", "-fvisib", "-fzero",     "-fbasic",
	};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (!strncmp(word, prefixes[i], strlen(prefixes[i])))
			return true;
	return false;
}

static int ask_values(struct rt_flags *flags,
		      const struct rt_compiler *compiler,
		      const struct rt_strings *valued, struct rt_error *error)
{
	int code = RT_OK;

	for (size_t i = 0; i < valued->count && !code; i++) {
		struct rt_text question = RT_TEXT_INIT, text = RT_TEXT_INIT;

		if (!is_worth_asking(valued->word[i]))
			continue;
		rt_text_format(&question, "--autocomplete=%s", valued->word[i]);
		code = answer(&text, compiler, rt_text_string(&question), NULL,
			      error);
		rt_help_values(flags, valued->word[i], rt_text_string(&text),
			       value_weight, "--autocomplete=");
		rt_text_free(&text);
		rt_text_free(&question);
	}
	return code;
}

static int ask_clang(struct rt_flags *flags, const struct rt_compiler *compiler,
		     struct rt_error *error)
{
	struct rt_strings valued = RT_STRINGS_INIT;
	int code = RT_OK;

	for (int i = 0; i < clang_count && !code; i++) {
		struct rt_text text = RT_TEXT_INIT;

		code = answer(&text, compiler, clang_questions[i].word, NULL,
			      error);
		rt_help_clang(flags, &valued, rt_text_string(&text),
			      clang_questions[i].weight,
			      clang_questions[i].word);
		rt_text_free(&text);
	}
	if (!code)
		code = ask_cpus(flags, compiler, error);
	if (!code)
		code = ask_values(flags, compiler, &valued, error);
	rt_strings_free(&valued);
	return code;
}

int rt_ask(struct rt_flags *flags, const struct rt_compiler *compiler,
	   struct rt_error *error)
{
	int code = RT_OK;

	if (compiler->family == RT_GCC)
		code = ask_gcc(flags, compiler, error);
	else if (compiler->family == RT_CLANG)
		code = ask_clang(flags, compiler, error);
	if (!code && flags->failed)
		return rt_no_memory(error);
	return code;
}
