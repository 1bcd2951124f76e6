/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/evaluation_code.h"

#include <stdio.h>
#include <string.h>

#include "harness/module/image.h"

/* One of the two accesses that are named. */
struct access {
	const char *text; /* "": there is none */
	uint64_t at;	  /* as the account has it, or 0 */
	unsigned bytes;
	bool repeats; /* it is made again by the same instruction */
};

struct pair {
	struct access first, second;
};

static struct pair around_the_gap(const struct rt_step_result *step)
{
	const struct rt_step_witness *witness = &step->witness;

	return (struct pair){
		.first = {.text = witness->before,
			  .at = witness->before_at,
			  .bytes = witness->before_bytes},
		.second = {.text = witness->after,
			   .at = witness->after_at,
			   .bytes = witness->after_bytes,
			   .repeats = step->only_repeat},
	};
}

static struct access access_of(const struct rt_step_access *access)
{
	return (struct access){
		.text = access->text,
		.at = access->accounted,
		.bytes = access->size,
		.repeats = access->repeats,
	};
}

/* Without a witness: the first two accesses of the first run. */
static struct pair first_two(const struct rt_step_result *step)
{
	struct pair pair = {.first = {.text = ""}, .second = {.text = ""}};

	if (step->access_count > 0)
		pair.first = access_of(&step->access[0]);
	if (step->access_count > 1)
		pair.second = access_of(&step->access[1]);
	return pair;
}

/* The name of an instruction, with its prefix: "movsb", "rep movsb". */
static int name_length(const char *text)
{
	static const char *const prefixes[] = {"rep ", "repe ", "repne ",
					       "lock "};
	size_t length = 0;

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (!strncmp(text, prefixes[i], strlen(prefixes[i])))
			length = strlen(prefixes[i]);
	return (int)(length + strcspn(text + length, " "));
}

/* In the accessor itself: "whole load", or "partial store". */
static void name_access(char *name, size_t size, const struct access *access,
			bool is_own, const struct rt_question *question)
{
	if (!*access->text)
		*name = '\0';
	else if (is_own)
		snprintf(name, size, "%s %s",
			 access->bytes * 8 < question->width ? "partial"
							     : "whole",
			 question->stores ? "store" : "load");
	else
		snprintf(name, size, "`%.*s`", name_length(access->text),
			 access->text);
}

/* "two `movsb`", "`movb`, then `movzwl`", "a whole load". */
static void name_pair(struct rt_evaluation *outcome, const struct pair *pair,
		      bool is_own, const struct rt_question *question)
{
	const char *a = is_own ? "a " : "";
	char first[48], second[48];

	name_access(first, sizeof(first), &pair->first, is_own, question);
	name_access(second, sizeof(second), &pair->second, is_own, question);
	if (!*first || !*second || pair->second.repeats)
		snprintf(outcome->code, sizeof(outcome->code), "%s%s", a,
			 *first ? first : second);
	else if (!strcmp(first, second))
		snprintf(outcome->code, sizeof(outcome->code), "two %s%s",
			 first, is_own ? "s" : "");
	else
		snprintf(outcome->code, sizeof(outcome->code),
			 "%s%s, then %s%s", a, first, a, second);
}

/* Whether @function is @symbol, or a part that the compiler made of it. */
static bool is_part_of(const char *function, const char *symbol)
{
	size_t length = strlen(symbol);

	return !strncmp(function, symbol, length) &&
	       (!function[length] || function[length] == '.');
}

/* Of code that the account does not have, as where a way before it is open. */
static void name_in_file(char *name, size_t size, const char *module,
			 uint64_t at)
{
	struct rt_image_symbol symbol;
	struct rt_image *image;

	if (rt_image_open(&image, module, NULL))
		return;
	if (rt_image_function_around(image, rt_codegen_in_file(at), &symbol))
		snprintf(name, size, "%s", symbol.name);
	rt_image_close(image);
}

/* Sets the function that holds the pair, and whether it is the libc's. */
static void find_function(struct rt_evaluation *outcome,
			  const struct rt_judgement *judgement,
			  const char *module, const struct pair *pair)
{
	const struct rt_codegen *codegen = rt_judgement_codegen(judgement);
	uint64_t at = pair->first.at ? pair->first.at : pair->second.at;
	const struct rt_account_site *site = NULL;

	if (codegen && codegen->account && at)
		site = rt_account_site_at(codegen->account, at);
	outcome->is_libcs = at >= RT_ACCOUNT_LIBC;
	if (site)
		snprintf(outcome->function, sizeof(outcome->function), "%s",
			 site->function);
	else if (at && !outcome->is_libcs)
		name_in_file(outcome->function, sizeof(outcome->function),
			     module, at);
	if (!*outcome->function)
		snprintf(outcome->function, sizeof(outcome->function),
			 "code without a name");
}

/* Which instructions they are matters less than that there are several. */
static void name_twice(struct rt_evaluation *outcome, bool stores)
{
	snprintf(outcome->code, sizeof(outcome->code), "more than one %s",
		 stores ? "store" : "load");
}

void rt_evaluation_name_code(struct rt_evaluation *outcome,
			     const struct rt_judgement *judgement,
			     const struct rt_question *question)
{
	const struct rt_step_result *step = rt_judgement_step(judgement);
	struct pair pair;
	char symbol[32];
	bool is_own;

	/* Where the accessor crashed, its accesses are not the reason. */
	if (!step || outcome->kind == RT_OUTCOME_ERROR)
		return;
	pair = step->has_witness ? around_the_gap(step) : first_two(step);
	if (!*pair.first.text && !*pair.second.text)
		return;
	find_function(outcome, judgement, question->module, &pair);
	is_own = is_part_of(outcome->function,
			    rt_question_symbol(question, symbol));
	if (outcome->kind == RT_OUTCOME_ATOMIC && outcome->twice)
		name_twice(outcome, question->stores);
	else
		name_pair(outcome, &pair, is_own, question);
	if (is_own)
		outcome->function[0] = '\0';
}
