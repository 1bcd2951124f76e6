/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Describes and minimises findings. */
#include "harness/fuzz/finding.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/fuzz/cause.h"
#include "harness/verdict/aligned.h"

enum rt_outcome rt_finding_of(const struct rt_evaluation *outcome)
{
	switch (outcome->kind) {
	case RT_OUTCOME_TORN:
		return RT_OUTCOME_TORN;
	case RT_OUTCOME_ATOMIC:
		return outcome->twice ? RT_OUTCOME_TWICE : RT_OUTCOME_NONE;
	case RT_OUTCOME_ERROR:
		return RT_OUTCOME_ERROR;
	case RT_OUTCOME_COMPILER:
		return RT_OUTCOME_COMPILER;
	case RT_OUTCOME_INCONCLUSIVE:
		return outcome->hammer_torn ? RT_OUTCOME_TORN : RT_OUTCOME_NONE;
	default:
		return RT_OUTCOME_NONE;
	}
}

int rt_finding_key(const struct rt_trial *trial, const char *kind,
		   unsigned mixture, struct rt_digest *key,
		   struct rt_error *error)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_hash hash;
	int code;

	rt_trial_print(trial, &text);
	rt_hash_start(&hash);
	rt_hash_string(&hash, kind);
	rt_hash_string(&hash, rt_mixture_word((enum rt_mixture)mixture));
	rt_hash_string(&hash, rt_text_string(&text));
	code = rt_hash_end(&hash, key, error);
	if (!code && rt_text_failed(&text))
		code = rt_no_memory(error);
	rt_text_free(&text);
	return code;
}

static void tell_step(struct rt_text *line, const struct rt_trial *trial,
		      const struct rt_evaluation *outcome)
{
	unsigned width = (unsigned)trial->width;

	rt_text_format(line, "%s %s (old %s, new %s), %s",
		       outcome->stores ? "a reader saw" : "returned",
		       rt_digits(outcome->witness.value, width).text,
		       rt_digits(outcome->witness.old_value, width).text,
		       rt_digits(outcome->witness.new_value, width).text,
		       rt_mixture_word((enum rt_mixture)outcome->mixture));
	if (outcome->witness.before[0] && outcome->witness.after[0])
		rt_text_format(line, ", between %s and %s",
			       outcome->witness.before, outcome->witness.after);
}

static void tell_hammer(struct rt_text *line, const struct rt_trial *trial,
			const struct rt_evaluation *outcome)
{
	unsigned width = (unsigned)trial->width;

	if (!outcome->hammer_torn) {
		rt_text_format(line, "%s%s",
			       outcome->hammered
				       ? "no tear in a race on two cores; "
				       : "not raced; ",
			       outcome->reason);
		return;
	}
	rt_text_format(line,
		       "the hammer saw %s (before %s, after %s), the first of "
		       "%" PRIu64 " torn values on two cores",
		       rt_digits(outcome->witness.value, width).text,
		       rt_digits(outcome->witness.old_value, width).text,
		       rt_digits(outcome->witness.new_value, width).text,
		       outcome->hammer_torn);
}

void rt_finding_witness(struct rt_text *line, const struct rt_trial *trial,
			const struct rt_evaluation *outcome)
{
	if (outcome->kind == RT_OUTCOME_COMPILER) {
		rt_text_add(line, outcome->reason);
		return;
	}
	rt_text_format(line, "%s of %u bits: ", trial->direction,
		       (unsigned)trial->width);
	if (outcome->kind == RT_OUTCOME_TORN && outcome->mixture)
		tell_step(line, trial, outcome);
	else if (outcome->kind == RT_OUTCOME_INCONCLUSIVE)
		tell_hammer(line, trial, outcome);
	else
		rt_text_add(line, outcome->reason);
}

int rt_finding_aligned(struct rt_evaluator *evaluator,
		       const struct rt_trial *trial,
		       const struct rt_evaluation *outcome,
		       enum rt_outcome *aligned, struct rt_error *error)
{
	struct rt_trial placed = *trial;
	struct rt_evaluation seen;
	int code;

	*aligned = RT_OUTCOME_NONE;
	if (!rt_evaluation_is_torn(outcome) ||
	    rt_place_of(rt_trial_place(trial), trial->width) ==
		    RT_PLACE_ALIGNED)
		return RT_OK;
	placed.offset = RT_OFFSET_NATURAL;
	code = rt_evaluator_try(evaluator, &placed, &seen, error);
	if (!code)
		*aligned = rt_evaluation_is_torn(&seen)
				   ? RT_OUTCOME_TORN
				   : (enum rt_outcome)seen.kind;
	return code;
}

/* What each trial of one minimisation must have in common with the first. */
struct same {
	struct rt_evaluator *evaluator;
	enum rt_outcome kind;
	unsigned outcome; /* undecided if only the hammer tears it */
	unsigned mixture;
	const char *code, *function;
};

static bool is_same(const struct same *same,
		    const struct rt_evaluation *outcome)
{
	return rt_finding_of(outcome) == same->kind &&
	       outcome->kind == same->outcome &&
	       outcome->mixture == same->mixture &&
	       !strcmp(outcome->code, same->code) &&
	       !strcmp(outcome->function, same->function);
}

static int try_same(void *data, const struct rt_trial *trial, bool *shows,
		    struct rt_error *error)
{
	const struct same *same = data;
	struct rt_evaluation outcome;
	int code = rt_evaluator_try(same->evaluator, trial, &outcome, error);

	*shows = !code && is_same(same, &outcome);
	return code;
}

int rt_finding_minimize(struct rt_evaluator *evaluator,
			const struct rt_trial *trial,
			const struct rt_trial *guess,
			const struct rt_evaluation *outcome,
			struct rt_minimized *minimized,
			struct rt_evaluation *minimal, struct rt_error *error)
{
	struct same same = {
		.evaluator = evaluator,
		.kind = rt_finding_of(outcome),
		.outcome = outcome->kind,
		.mixture = outcome->mixture,
		.code = outcome->code,
		.function = outcome->function,
	};
	bool shows = false;
	int code = guess ? try_same(&same, guess, &shows, error) : RT_OK;

	*minimized = (struct rt_minimized){.tries = 0};
	if (!code)
		code = rt_minimize(minimized, shows ? guess : trial, try_same,
				   &same, error);
	if (!code)
		code = rt_evaluator_try(evaluator, &minimized->trial, minimal,
					error);
	return code;
}

struct rt_trial rt_finding_trial(const struct rt_trial *trial,
				 const struct rt_evaluation *outcome)
{
	struct rt_trial told = *trial;

	if (outcome->kind != RT_OUTCOME_TORN || !outcome->mixture)
		return told;
	told.offset = outcome->witness.offset;
	told.old_value = outcome->witness.old_value;
	told.new_value = outcome->witness.new_value;
	told.gap = outcome->witness.gap;
	return told;
}

/* Where it tears comes first. */
static void describe_witness(struct rt_finding *finding,
			     const struct rt_trial *trial,
			     const struct rt_evaluation *outcome,
			     enum rt_outcome aligned)
{
	struct rt_text witness = RT_TEXT_INIT;

	rt_finding_witness(&witness, trial, outcome);
	snprintf(finding->witness, sizeof(finding->witness), "%s",
		 rt_text_string(&witness));
	rt_aligned_say_first(finding->witness, sizeof(finding->witness),
			     aligned);
	snprintf(finding->aligned, sizeof(finding->aligned), "%s",
		 rt_aligned_word(aligned));
	rt_text_free(&witness);
}

void rt_finding_set_cause(struct rt_finding *finding,
			  const struct rt_cause *cause)
{
	snprintf(finding->cause, sizeof(finding->cause), "%s", cause->key);
	snprintf(finding->code, sizeof(finding->code), "%s", cause->words);
}

/* That saw the tear; "" without one. */
static const char *engine_of(const struct rt_evaluation *outcome)
{
	if (!rt_evaluation_is_torn(outcome))
		return "";
	return outcome->kind == RT_OUTCOME_TORN ? "step" : "hammer";
}

int rt_finding_describe(struct rt_finding *finding,
			const struct rt_evaluator *evaluator,
			const struct rt_trial *trial,
			const struct rt_evaluation *outcome,
			enum rt_outcome aligned, struct rt_error *error)
{
	struct rt_trial told = rt_finding_trial(trial, outcome);
	struct rt_text text = RT_TEXT_INIT;
	const char *kind = rt_finding_word(rt_finding_of(outcome));
	struct rt_cause cause;
	struct rt_digest key;
	int code = rt_finding_key(trial, kind, outcome->mixture, &key, error);

	*finding = (struct rt_finding){.met = 1};
	if (code)
		return code;
	snprintf(finding->key, sizeof(finding->key), "%s", key.text);
	snprintf(finding->kind, sizeof(finding->kind), "%s", kind);
	snprintf(finding->engine, sizeof(finding->engine), "%s",
		 engine_of(outcome));
	snprintf(finding->mixture, sizeof(finding->mixture), "%s",
		 rt_mixture_word((enum rt_mixture)outcome->mixture));
	snprintf(finding->accessor, sizeof(finding->accessor), "%s",
		 trial->accessor);
	snprintf(finding->toolchain, sizeof(finding->toolchain), "%s",
		 trial->toolchain);
	snprintf(finding->flags, sizeof(finding->flags), "%s", trial->flags);
	describe_witness(finding, trial, outcome, aligned);
	rt_trial_print(&told, &text);
	finding->trial = strdup(rt_text_string(&text));
	rt_text_free(&text);
	if (!finding->trial)
		return rt_no_memory(error);
	code = rt_cause_of(&cause, evaluator, trial, kind, outcome, aligned,
			   error);
	rt_finding_set_cause(finding, &cause);
	return code;
}
