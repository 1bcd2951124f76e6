/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judges machine code that has no evaluation yet. */
#include <stdio.h>
#include <string.h>

#include "harness/engine/codegen/listing.h"
#include "harness/fuzz/evaluation_code.h"
#include "harness/fuzz/evaluator_private.h"
#include "harness/fuzz/shape.h"
#include "harness/verdict/judge.h"

void rt_evaluator_say(struct rt_evaluation *outcome, enum rt_outcome kind,
		      const char *reason)
{
	outcome->kind = kind;
	snprintf(outcome->reason, sizeof(outcome->reason), "%.*s",
		 (int)strcspn(reason, "\n"), reason);
}

/* Whether the instructions alone decide what the function does. */
static bool stands_alone(const struct rt_listing *listing)
{
	for (size_t i = 0; i < listing->count; i++) {
		const struct rt_instruction *one = &listing->list[i];

		if (one->is_call || one->target[0] ||
		    strstr(one->text, "%rip") || strstr(one->text, "*"))
			return false;
	}
	return listing->count > 0;
}

/* A key from the function's instructions; false if those do not suffice. */
static bool function_key(const struct rt_listing *listing, const char *way,
			 const struct rt_trial *trial, struct rt_digest *key)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_digest code;
	struct rt_hash hash;
	bool found;

	if (!stands_alone(listing))
		return false;
	rt_listing_text(listing, &text);
	rt_hash_start(&hash);
	rt_hash_string(&hash, way);
	rt_hash_string(&hash, rt_text_string(&text));
	found = !rt_hash_end(&hash, &code, NULL) && !rt_text_failed(&text) &&
		!rt_evaluator_question_key(trial, &code, key, NULL);
	rt_text_free(&text);
	return found;
}

/* Whether all accesses to the field are known, and there is at least one. */
static bool has_followed(const struct rt_step_result *step)
{
	return step->blind == RT_STEP_SEEN_ALL && !step->unexplained &&
	       step->access_count > 0 && step->access_count < RT_STEP_SHOWN;
}

/* A module without this accessor counts as a build that fails. */
static bool is_without_accessor(int code)
{
	return code == RT_USAGE || code == RT_SUBJECT || code == RT_BUILD;
}

/* What came of a machine that has no memory left is not to be remembered. */
static int refuse_interrupted(const struct rt_judgement *judgement,
			      struct rt_error *error)
{
	for (size_t i = 0; i < judgement->count; i++)
		if (judgement->seen[i].is_interrupted)
			return rt_fail(error, RT_INTERRUPTED, "%s",
				       judgement->seen[i].reason);
	return RT_OK;
}

static int judge(struct rt_evaluator *evaluator, const struct rt_trial *trial,
		 const char *module, bool *followed,
		 struct rt_evaluation *outcome, struct rt_error *error)
{
	struct rt_question question = {
		.module = module,
		.width = (unsigned)trial->width,
		.stores = rt_trial_stores(trial),
		.offset = rt_evaluator_offset(trial),
	};
	const struct rt_step_result *step;
	struct rt_judgement judgement = {.count = 0};
	struct rt_trial_object object;
	int code = rt_trial_object(trial, &object, error);

	*followed = false;
	/* No fault of the build: a field of that width has no such object. */
	if (code)
		return code;
	rt_question_take_object(&question, &object);
	code = rt_judge(&judgement, &question, NULL, error);
	rt_count(&evaluator->counts->judged);
	if (!code)
		code = refuse_interrupted(&judgement, error);
	if (is_without_accessor(code)) {
		rt_evaluator_say(outcome, RT_OUTCOME_NO_BUILD, error->message);
		rt_error_clear(error);
		code = RT_OK;
	} else if (!code) {
		step = rt_judgement_step(&judgement);
		rt_evaluation_judge(outcome, &judgement.verdict, step);
		rt_evaluation_name_code(outcome, &judgement, &question);
		*followed = has_followed(step);
		if (judgement.verdict.disagreement[0])
			rt_count(&evaluator->counts->disagreed);
	}
	rt_judgement_free(&judgement);
	return code;
}

/*
 * If the step engine has @followed all accesses, code of one shape with the
 * same accesses and the same kind of place races the same way. Else the
 * accesses are not all known, and only identical code has the same key.
 */
static bool hammer_key(const struct rt_listing *listing, bool followed,
		       const struct rt_evaluation *outcome,
		       const struct rt_trial *trial, struct rt_digest *key)
{
	enum rt_place place = rt_place_of(rt_trial_place(trial), trial->width);
	const uint64_t what[] = {outcome->shape, outcome->pattern, trial->width,
				 rt_trial_stores(trial), place};
	struct rt_trial placed = *trial;
	struct rt_hash hash;
	char way[32];

	if (!followed) {
		snprintf(way, sizeof(way), "hammer %d", (int)place);
		placed.offset = 0;
		return function_key(listing, way, &placed, key);
	}
	rt_hash_start(&hash);
	rt_hash_string(&hash, "hammer");
	rt_hash_bytes(&hash, what, sizeof(what));
	rt_hash_string(&hash, trial->within);
	rt_hash_string(&hash, trial->beside);
	return !rt_hash_end(&hash, key, NULL);
}

static void take_hammer(struct rt_evaluation *outcome,
			const struct rt_evaluation *known)
{
	outcome->hammered = known->hammered;
	outcome->hammer_torn = known->hammer_torn;
	outcome->witness = known->witness;
}

/* Races each shape (or each piece of code) once per kind of place. */
static int hammer_once(struct rt_evaluator *evaluator,
		       const struct rt_trial *trial, const char *module,
		       const struct rt_listing *listing, bool followed,
		       struct rt_evaluation *outcome, struct rt_error *error)
{
	const struct rt_evaluation *known = NULL;
	struct rt_digest key;
	bool has_key = hammer_key(listing, followed, outcome, trial, &key);
	int code = RT_OK;

	if (has_key)
		known = rt_memory_outcome(evaluator->memory, &key);
	if (known)
		take_hammer(outcome, known);
	else
		code = rt_evaluator_hammer(evaluator, trial, module, outcome,
					   error);
	if (!code && !known && has_key && outcome->hammered)
		code = rt_memory_keep_outcome(evaluator->memory, &key, outcome,
					      error);
	if (!code && !rt_evaluation_is_torn(outcome))
		rt_count(&evaluator->counts->undecided);
	return code;
}

static int judge_function(struct rt_evaluator *evaluator,
			  const struct rt_trial *trial, const char *module,
			  const struct rt_listing *listing,
			  struct rt_evaluation *outcome, struct rt_error *error)
{
	const struct rt_evaluation *known = NULL;
	struct rt_digest key;
	bool has_key = function_key(listing, "function", trial, &key);
	bool followed;
	int code;

	if (has_key)
		known = rt_memory_outcome(evaluator->memory, &key);
	if (known) {
		*outcome = *known;
		return RT_OK;
	}
	code = judge(evaluator, trial, module, &followed, outcome, error);
	outcome->shape = rt_shape_of(listing);
	if (!code && outcome->kind == RT_OUTCOME_INCONCLUSIVE)
		code = hammer_once(evaluator, trial, module, listing, followed,
				   outcome, error);
	if (!code && has_key)
		code = rt_memory_keep_outcome(evaluator->memory, &key, outcome,
					      error);
	return code;
}

int rt_evaluator_judge(struct rt_evaluator *evaluator,
		       const struct rt_trial *trial, const char *module,
		       struct rt_evaluation *outcome, struct rt_error *error)
{
	struct rt_listing listing;
	char symbol[32];
	int code;

	rt_trial_symbol(trial, symbol);
	code = rt_listing(&listing, module, symbol, error);
	if (is_without_accessor(code)) {
		rt_evaluator_say(outcome, RT_OUTCOME_NO_BUILD, error->message);
		rt_error_clear(error);
		code = RT_OK;
	} else if (!code) {
		code = judge_function(evaluator, trial, module, &listing,
				      outcome, error);
	}
	rt_listing_free(&listing);
	return code;
}
