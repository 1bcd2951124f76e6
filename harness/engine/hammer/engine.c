/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hammer's row in the table of engines: it races on two cores of this
 * machine, or under qemu-user for another one (harness/engine/qemu_user).
 */
#include <stdlib.h>
#include <string.h>

#include "harness/base/json.h"
#include "harness/base/text.h"
#include "harness/engine/qemu_user/qemu_user.h"
#include "harness/engine/step/step.h"
#include "harness/trial/trial.h"

/* Whether an engine saw a tear; asks step here if it was not asked before. */
static bool is_known_to_tear(const struct rt_question *question)
{
	struct rt_observation seen = {.outcome = RT_OUTCOME_NONE};
	struct rt_question placed = *question;
	bool stepped = false, tears = false;
	void *evidence = NULL;

	for (size_t i = 0; i < question->seen_count; i++) {
		tears |= question->seen[i].outcome == RT_OUTCOME_TORN;
		stepped |=
			!strcmp(question->seen[i].engine, rt_engine_step.name);
	}
	if (tears || stepped)
		return tears;
	placed.offset = (int)rt_question_place(question);
	if (rt_engine_step.examine(&placed, &seen, &evidence, NULL))
		return false;
	rt_engine_step.release(evidence);
	return seen.outcome == RT_OUTCOME_TORN;
}

static int examine_emulated(const struct rt_question *question,
			    struct rt_observation *seen, void **evidence,
			    struct rt_error *error)
{
	struct rt_qemu_user *raced = calloc(1, sizeof(*raced));
	struct rt_text driver = RT_TEXT_INIT;
	struct rt_error why = RT_ERROR_INIT;
	char symbol[32];
	struct rt_qemu_user_plan plan = {
		.question = *question,
		.offset = (unsigned)rt_question_place(question),
		.start = question->trial->start,
		.stride = question->trial->stride,
		.seconds = (double)question->trial->milliseconds / 1000,
		.grace_seconds = question->patience,
	};
	int code;

	if (!raced)
		return rt_no_memory(error);
	rt_text_format(&driver, "%s/drivers/hammer.c", question->corpora);
	plan.driver = rt_text_string(&driver);
	plan.question.symbol = rt_question_symbol(question, symbol);
	plan.is_known_to_tear = is_known_to_tear(question);
	code = rt_qemu_user_run(raced, &plan, &why);
	rt_qemu_user_observe(raced, code, &why, seen);
	if (code)
		free(raced);
	else
		*evidence = raced;
	rt_error_clear(&why);
	rt_text_free(&driver);
	return RT_OK;
}

static int examine(const struct rt_question *question,
		   struct rt_observation *seen, void **evidence,
		   struct rt_error *error)
{
	if (question->target && (!question->trial || !question->toolchains ||
				 !question->corpora || !question->cache))
		return rt_fail(error, RT_USAGE,
			       "the hammer of another machine needs the trial, "
			       "the toolchains, the corpora and the cache");
	if (question->target && question->target->is_bare)
		return rt_fail(error, RT_USAGE,
			       "the hammer needs two threads, and %s has no "
			       "operating system that would have any; step "
			       "stores between two instructions, as an "
			       "interrupt would",
			       question->target->triplet);
	if (question->target)
		return examine_emulated(question, seen, evidence, error);
	if (!question->racer)
		return rt_fail(error, RT_USAGE,
			       "no race was prepared for the hammer; ask "
			       "`check` or `hammer` for one");
	return question->racer->race(question->racer->data, question, seen,
				     error);
}

static bool may_decide(const struct rt_question *question)
{
	struct rt_text path = RT_TEXT_INIT;
	bool found =
		question->target && rt_qemu_user_find(question->target, &path);

	rt_text_free(&path);
	return found;
}

static json_t *count_json(const struct rt_field_count *count)
{
	return json_pack(
		"{s:I, s:I, s:I, s:I, s:I, s:I}", "stores",
		(json_int_t)count->stores, "loads", (json_int_t)count->loads,
		"changes", (json_int_t)count->changes, "torn",
		(json_int_t)count->torn, "stale", (json_int_t)count->stale,
		"unjudged", (json_int_t)count->unjudged);
}

/*
 * Only for a race under an emulator; a race of this machine is recorded as its
 * own run.
 */
static json_t *json(const void *evidence, unsigned width)
{
	const struct rt_qemu_user *raced = evidence;
	const struct rt_torn *torn;
	json_t *first = json_null();

	if (!raced)
		return json_null();
	torn = &raced->report.subject.first;
	if (torn->seen)
		first = json_pack("{s:o, s:o, s:o}", "before",
				  rt_json_bits(torn->before, width), "after",
				  rt_json_bits(torn->after, width), "value",
				  rt_json_bits(torn->value, width));
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:b, s:s}", "emulator",
			 raced->emulator, "control",
			 count_json(&raced->report.control), "sound",
			 count_json(&raced->report.sound), "subject",
			 count_json(&raced->report.subject), "first", first,
			 "believed", raced->is_believed, "doubt", raced->doubt);
}

const struct rt_engine rt_engine_hammer = {
	.name = "hammer",
	.examine = examine,
	.release = free,
	.may_decide = may_decide,
	.key = "guest",
	.json = json,
};
