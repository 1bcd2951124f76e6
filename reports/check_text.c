/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "harness/engine/codegen/codegen.h"
#include "harness/verdict/aligned.h"
#include "harness/run/advice.h"
#include "reports/check.h"
#include "reports/screen.h"
#include "reports/wording.h"

/* " refetch", and whatever else is beside the verdict. */
static void beside_words(const struct rt_check *check, char words[65])
{
	rt_verdict_faults(&check->judgement.verdict,
			  rt_trial_stores(&check->trial), true, words + 1);
	words[0] = words[1] ? ' ' : '\0';
}

static const char *race_word(enum rt_race race)
{
	static const char *const words[] = {
		[RT_RACE_UNKNOWN] = "data race: not checked (--engines tsan)",
		[RT_RACE_NONE] = "no data race",
		[RT_RACE_SEEN] = "a data race: a compiler may split the access",
	};

	return words[race];
}

static const char *emission_words(enum rt_emission emission)
{
	static const char *const words[RT_EMISSIONS] = {
		[RT_EMITTED_UNKNOWN] = "not known",
		[RT_EMITTED_WHOLE] = "single access",
		[RT_EMITTED_PARTS] = "split",
		[RT_EMITTED_TWICE] = "repeated, each access whole",
	};

	return words[emission];
}

/* What is on either side of the gap, what came in between, what it gave. */
static void print_witness(const struct rt_check *check,
			  const struct rt_step_witness *witness)
{
	bool stores = rt_trial_stores(&check->trial);
	unsigned width = (unsigned)check->trial.width;
	const char *other = rt_say_other_side(check->trial.toolchain,
					      witness->before, witness->after);

	printf("witness   %s\n",
	       witness->before[0] ? witness->before : "(before any access)");
	if (stores)
		printf("          -> %s loads %s\n", other,
		       rt_digits(witness->value, width).text);
	else
		printf("          -> %s stores %s over %s\n", other,
		       rt_digits(witness->run.new_value, width).text,
		       rt_digits(witness->run.old_value, width).text);
	printf("          %s\n",
	       witness->after[0] ? witness->after : "(after the last access)");
	if (stores)
		printf("          a mixture of %s and %s\n",
		       rt_digits(witness->given_old, width).text,
		       rt_digits(witness->given_new, width).text);
	else
		printf("          returned %s (old %s, new %s)\n",
		       rt_digits(witness->value, width).text,
		       rt_digits(witness->run.old_value, width).text,
		       rt_digits(witness->run.new_value, width).text);
}

/* Said where the place or the count of calls may have decided. */
static void print_place(const struct rt_step_witness *witness)
{
	enum { line = 64 };

	if (witness->run.offset >= line)
		printf("place     the field at byte %u of a page\n",
		       witness->run.offset);
	if (witness->run.calls)
		printf("call      number %u in its process\n",
		       witness->run.calls + 1);
}

/* What is wrong with the accessor beside its outcome. */
static void print_claims(const struct rt_check *check)
{
	const struct rt_codegen *codegen =
		rt_judgement_codegen(&check->judgement);
	const struct rt_account *account = codegen ? codegen->account : NULL;
	char faults[64], text[160];

	if (account && account->overwrites) {
		snprintf(text, sizeof(text),
			 "%s%u bytes at %+d from the field, beside it: what "
			 "another CPU stores there in the meantime is lost",
			 check->judgement.verdict.overwrites
				 ? ""
				 : "perhaps, on a way that no run took, ",
			 account->overwrites_bytes, account->overwrites_at);
		rt_screen_item("overwrites", text);
	}
	if (account && account->loses)
		rt_screen_item("lost-update",
			       "it reads the field and stores what it made of "
			       "that: another store in between is lost");
	rt_verdict_faults(&check->judgement.verdict,
			  rt_trial_stores(&check->trial), check->once, faults);
	if (*faults) {
		snprintf(text, sizeof(text), "%s%s", faults,
			 check->once ? ": not once, as --once asks" : "");
		rt_screen_item("fails", text);
	}
}

void rt_check_print(const struct rt_check *check, bool colour)
{
	const struct rt_trial *trial = &check->trial;
	const struct rt_verdict *verdict = &check->judgement.verdict;
	/* First, as it decides whether the tear matters to the reader. */
	const char *place = rt_aligned_words(verdict->aligned);
	char beside[65] = "";
	const struct rt_step_result *step =
		rt_judgement_step(&check->judgement);

	beside_words(check, beside);
	printf("%s%s%s%s%s%s: %s of %u bits, %s, %s %s\n",
	       colour ? rt_screen_colour_of(verdict->outcome) : "",
	       rt_outcome_word(verdict->outcome), beside,
	       colour ? "\033[0m" : "", *place ? " " : "", place,
	       trial->direction, (unsigned)trial->width, trial->accessor,
	       trial->toolchain, trial->flags);
	if (step && step->has_witness && verdict->outcome == RT_OUTCOME_TORN) {
		print_witness(check, &step->witness);
		print_place(&step->witness);
	}
	for (size_t i = 0; i < check->judgement.count; i++)
		rt_screen_item(check->judgement.seen[i].engine,
			       check->judgement.seen[i].reason);
	if (step && step->ran[0])
		rt_screen_item("ran", step->ran);
	rt_screen_item("code", emission_words(verdict->emitted));
	rt_screen_item("C11", race_word(verdict->permitted));
	print_claims(check);
	if (verdict->open[0])
		rt_screen_item("open", verdict->open);
	if (verdict->disagreement[0])
		rt_screen_item("DISAGREE", verdict->disagreement);
}

/* The verdict holds for the program before they have run. */
static void print_constructors(const struct rt_text *why)
{
	struct rt_text text = RT_TEXT_INIT;

	if (!why->length)
		return;
	rt_text_format(&text,
		       "a constructor %s; none was run, and what they set up "
		       "was not there",
		       rt_text_string(why));
	rt_screen_item("started", rt_text_string(&text));
	rt_text_free(&text);
}

void rt_check_print_missing(const struct rt_subject *subject)
{
	const struct rt_strings *names = &subject->object.unresolved;
	struct rt_text text = RT_TEXT_INIT;

	for (size_t i = 0; i < names->count; i++)
		rt_text_format(&text, "%s%s", i ? ", " : "", names->word[i]);
	rt_text_add(&text, ": defined nowhere; a call of it is a crash");
	if (names->count)
		rt_screen_item("missing", rt_text_string(&text));
	rt_text_free(&text);
	print_constructors(&subject->object.constructors);
}

void rt_check_print_fortify(const struct rt_subject *subject)
{
	struct rt_text text = RT_TEXT_INIT;

	if (!rt_subject_lacks_fortify(subject))
		return;
	rt_text_format(&text,
		       "-D_FORTIFY_SOURCE has no effect: %s has no fortified "
		       "string.h here; --fortify 1.0 brings Alpine's of 2019",
		       subject->cell.toolchain->libc->name);
	rt_screen_item("fortify", rt_text_string(&text));
	rt_text_free(&text);
}

void rt_check_print_command(const struct rt_subject *subject)
{
	const struct rt_compile_command *command = &subject->command;
	struct rt_text text = RT_TEXT_INIT;

	if (subject->lacks_compiler) {
		rt_text_format(&text,
			       "the build's compiler, %s, is not among the "
			       "toolchains here: built with %s",
			       rt_text_string(&command->compiler),
			       rt_text_string(&subject->cell.toolchain->name));
		rt_screen_item("compiler", rt_text_string(&text));
		rt_text_free(&text);
	}
	for (size_t i = 0; i < command->left_out.count; i++)
		rt_text_format(&text, "%s%s", i ? " " : "",
			       command->left_out.word[i]);
	if (text.length)
		rt_screen_item("left out", rt_text_string(&text));
	rt_text_free(&text);
	if (command->entries < 2)
		return;
	rt_text_format(&text, "the first of %zu of %s", command->entries,
		       rt_text_string(&command->file));
	rt_screen_item("entry", rt_text_string(&text));
	rt_text_free(&text);
}
