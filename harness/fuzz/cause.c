/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/cause.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "harness/fuzz/flag.h"
#include "harness/toolchain/archive.h"
#include "harness/verdict/aligned.h"

const char rt_cause_unaligned[] = "unaligned field";

static const char nameless[] = "code that could not be followed";

/* Whether the copy of @libc that a module gets has @function. */
static bool is_of_archive(const struct rt_libc *libc, const char *function)
{
	struct rt_text bytes = RT_TEXT_INIT;
	bool found = !rt_libc_is_host(libc) && libc->archive.length &&
		     !rt_archive_symbol(&bytes, rt_text_string(&libc->archive),
					function, NULL);

	rt_text_free(&bytes);
	return found;
}

static void add_code(struct rt_text *words, const struct rt_libc *libc,
		     const struct rt_trial *trial,
		     const struct rt_evaluation *outcome)
{
	const char *function = outcome->function;

	if (!*outcome->code)
		rt_text_format(words, "%s, of %s", nameless, trial->accessor);
	else if (!*function)
		rt_text_format(words, "%s in the accessor's own code",
			       outcome->code);
	else if (outcome->is_libcs || is_of_archive(libc, function))
		rt_text_format(words, "%s in %s's %s", outcome->code,
			       libc->name, function);
	else
		rt_text_format(words, "%s in %s", outcome->code, function);
}

/* Appends what all forms of the one flag beside -O have in common, if any. */
static void add_only_flag(struct rt_text *stem, const char *flags)
{
	struct rt_strings words = RT_STRINGS_INIT;
	const char *only = NULL;
	size_t count = 0;

	rt_strings_split(&words, flags);
	for (size_t i = 0; i < words.count; i++) {
		if (!strncmp(words.word[i], "-O", 2))
			continue;
		only = words.word[i];
		count++;
	}
	if (count == 1)
		rt_flag_stem(stem, only);
	rt_strings_free(&words);
}

/*
 * A flag under which a compiler crashes is one fault of it, wherever in the
 * compiler it shows. Without one the message is all that is known.
 */
static void add_compiler(struct rt_text *words, const char *compiler,
			 const struct rt_trial *trial, const char *message)
{
	struct rt_text flag = RT_TEXT_INIT;

	add_only_flag(&flag, trial->flags);
	if (flag.length)
		rt_text_format(words, "%s crashes under %s", compiler,
			       rt_text_string(&flag));
	else
		rt_text_format(words, "%s: %s", compiler, message);
	rt_text_free(&flag);
}

static void add_words(struct rt_text *words,
		      const struct rt_toolchain *toolchain,
		      const struct rt_trial *trial,
		      const struct rt_evaluation *outcome,
		      enum rt_outcome aligned)
{
	if (outcome->kind == RT_OUTCOME_COMPILER)
		add_compiler(words, toolchain->compiler->name, trial,
			     outcome->reason);
	else if (outcome->kind == RT_OUTCOME_ERROR)
		rt_text_append(words, outcome->reason,
			       strcspn(outcome->reason, ";"));
	else if (*rt_aligned_words(aligned))
		rt_text_add(words, rt_cause_unaligned);
	else
		add_code(words, toolchain->libc, trial, outcome);
}

/* Of a crash: the addresses are those of one run. */
static void add_without_numbers(struct rt_text *text, const char *words)
{
	while (*words) {
		size_t length = 1;

		if (isdigit((unsigned char)*words))
			while (isalnum((unsigned char)words[length]))
				length++;
		else
			rt_text_append(text, words, 1);
		words += length;
	}
}

/* The words name the machine only where it is not this one. */
static int digest(struct rt_cause *cause, enum rt_outcome outcome,
		  const char *kind, const struct rt_arch *arch,
		  struct rt_error *error)
{
	struct rt_text same = RT_TEXT_INIT;
	struct rt_digest key;
	struct rt_hash hash;
	int code;

	if (outcome == RT_OUTCOME_ERROR)
		add_without_numbers(&same, cause->words);
	else
		rt_text_add(&same, cause->words);
	rt_hash_start(&hash);
	rt_hash_string(&hash, kind);
	rt_hash_string(&hash, arch ? arch->name : "");
	rt_hash_string(&hash, rt_text_string(&same));
	code = rt_hash_end(&hash, &key, error);
	if (!code && rt_text_failed(&same))
		code = rt_no_memory(error);
	if (!code)
		snprintf(cause->key, sizeof(cause->key), "%s", key.text);
	rt_text_free(&same);
	return code;
}

int rt_cause_of(struct rt_cause *cause, const struct rt_evaluator *evaluator,
		const struct rt_trial *trial, const char *kind,
		const struct rt_evaluation *outcome, enum rt_outcome aligned,
		struct rt_error *error)
{
	const struct rt_toolchain *toolchain = rt_toolchains_named(
		&evaluator->toolchains, trial->toolchain, error);
	struct rt_text words = RT_TEXT_INIT;
	const struct rt_arch *arch;
	int code;

	*cause = (struct rt_cause){.key = ""};
	if (!toolchain)
		return RT_USAGE;
	arch = rt_arch_of_triplet(
		rt_text_string(&toolchain->compiler->machine));
	add_words(&words, toolchain, trial, outcome, aligned);
	if (arch && arch != rt_arch_own())
		rt_text_format(&words, ", %s", arch->name);
	snprintf(cause->words, sizeof(cause->words), "%s",
		 rt_text_string(&words));
	code = rt_text_failed(&words)
		       ? rt_no_memory(error)
		       : digest(cause, (enum rt_outcome)outcome->kind, kind,
				arch, error);
	rt_text_free(&words);
	return code;
}

bool rt_cause_may_be(const struct rt_cause *cause,
		     const struct rt_evaluation *outcome)
{
	size_t length = strlen(outcome->code);

	if (!*cause->key || !length ||
	    !strncmp(cause->words, rt_cause_unaligned,
		     strlen(rt_cause_unaligned)))
		return true;
	return !strncmp(cause->words, outcome->code, length) &&
	       !strncmp(cause->words + length, " in ", 4) &&
	       strstr(cause->words + length, outcome->function);
}
