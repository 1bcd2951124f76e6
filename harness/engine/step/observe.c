/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the result of an exploration proves. */
#include <stdio.h>
#include <string.h>

#include "harness/engine/account/account.h"
#include "harness/engine/step/step.h"
#include "harness/trial/trial.h"

static const char *blind_text(enum rt_step_blind blind)
{
	static const char *const text[] = {
		[RT_STEP_SEEN_ALL] = "",
		[RT_STEP_NO_INSTRUCTION] =
			"an instruction that is not known here",
		[RT_STEP_HIDDEN_OPERAND] =
			"an access whose address cannot be worked out",
		[RT_STEP_KERNEL] = "a system call: the kernel may touch the "
				   "field unseen",
		[RT_STEP_TRAP_LOST] = "the trap flag was disturbed: "
				      "instructions ran unseen",
		[RT_STEP_CAN_TELL] = "it reads the flags or the clock, so it "
				     "may know that it is stepped",
		[RT_STEP_OTHER_THREAD] = "the module runs a thread of its own, "
					 "which is not followed",
		[RT_STEP_ILLEGAL] = "an instruction that this CPU does not "
				    "carry out, as ud2: what follows is not "
				    "known",
		[RT_STEP_TOO_LONG] = "more instructions or accesses than are "
				     "followed",
		[RT_STEP_PIECES] = "an instruction that the machine may carry "
				   "out in other pieces than the emulator",
		[RT_STEP_NOT_THERE] = "a call of a function that is not in the "
				      "module",
		[RT_STEP_NOT_EMULATED] = "thread-local data, which is not "
					 "emulated",
		[RT_STEP_MASKED] = "an instruction that may mask interrupts: "
				   "none can then come between two accesses, "
				   "though another core or DMA can",
	};

	return text[blind];
}

static void describe_witness(const struct rt_question *question,
			     const struct rt_step_result *result, char *reason,
			     size_t size)
{
	const struct rt_step_witness *witness = &result->witness;
	unsigned width = question->width;
	char call[32] = "", derived[112] = "";

	if (witness->run.calls)
		snprintf(call, sizeof(call), "at call %u, ",
			 witness->run.calls + 1);
	if (witness->given_old != witness->run.old_value ||
	    witness->given_new != witness->run.new_value)
		snprintf(derived, sizeof(derived),
			 ", which alone give %s and %s",
			 rt_digits(witness->given_old, width).text,
			 rt_digits(witness->given_new, width).text);
	snprintf(reason, size,
		 "%u of %u replays tore; %safter `%s` %s %s: "
		 "%s came of %s and %s%s",
		 result->torn, result->replays, call,
		 witness->before[0] ? witness->before : "(begin)",
		 rt_target_other_side(question->target, witness->before,
				      witness->after),
		 question->stores ? "loads" : "stores",
		 rt_digits(witness->value, width).text,
		 rt_digits(witness->run.old_value, width).text,
		 rt_digits(witness->run.new_value, width).text, derived);
}

/* Judges a write that is narrower than the field and changed nothing. */
static const char *doubt_rewrite(const struct rt_question *question,
				 const struct rt_step_result *result)
{
	if (!result->rewrites_part)
		return NULL;
	if (!question->cpu->arch->orders_stores)
		return "a part of the field is written again, which this "
		       "machine may show before what was written first";
	if (result->reorders)
		return "a part of the field is written again, and a store "
		       "that bypasses the cache may be seen after it";
	return NULL;
}

static bool is_closed(const struct rt_question *question)
{
	return question->account && rt_account_is_closed(question->account);
}

/* Why the accessor is not known to be atomic; NULL when it is. */
static const char *doubt(const struct rt_question *question,
			 const struct rt_step_result *result)
{
	if (result->blind == RT_STEP_ILLEGAL && *result->did)
		return result->did;
	if (result->blind)
		return blind_text(result->blind);
	if (result->has_witness)
		return "only between two rounds of one rep instruction did "
		       "it tear: whether the CPU splits it at full speed is "
		       "for the hammer";
	if (result->unexplained)
		return "a value came that no access explains: the field was "
		       "touched in a way that was not seen";
	if (result->mixes_many)
		return "it gave a mixture when the other side stored in "
		       "several gaps, and none with a single store";
	/* Whether another access counts is for the account to say. */
	if (result->parts && !is_closed(question))
		return question->stores
			       ? "a write narrower than the field changed it, "
				 "though to no value that it should not have"
			       : "an access is narrower than the field, "
				 "though no single store between shows it";
	if (result->crosses)
		return question->target && question->target->is_bare
			       ? "an access is not naturally aligned: the CPU "
				 "may make it in pieces"
			       : "an access is not naturally aligned: whether "
				 "the CPU splits it is for the hammer";
	if (!result->access_count)
		return "no access to the field was seen";
	return doubt_rewrite(question, result);
}

static void fail(struct rt_observation *observation, const char *why)
{
	observation->outcome = RT_OUTCOME_ERROR;
	snprintf(observation->reason, sizeof(observation->reason), "%.*s",
		 (int)sizeof(observation->reason) - 1, why);
}

/*
 * What helps against @stray, an access outside of what may be accessed. One of
 * the field's width beside it is mostly a member, read as if p were the object.
 */
static void advise_object(const struct rt_question *question,
			  const struct rt_step_access *stray, char *text,
			  size_t size)
{
	unsigned at = stray->offset > 0 ? (unsigned)stray->offset : 0;

	if (question->object)
		snprintf(text, size,
			 "p is the field, and in an expression `object` is the "
			 "%u bytes around it",
			 question->object);
	else if (at && stray->size * 8 == question->width &&
		 at + stray->size <= RT_OBJECT_BYTES)
		snprintf(
			text, size,
			"if that is the field, say so by --within OFFSET/SIZE, "
			"here %u/%u, and write `object` for p",
			at, at + stray->size);
	else
		snprintf(text, size,
			 "if the field lies in an object, say so by --within "
			 "OFFSET/SIZE");
}

static void describe_stray(const struct rt_question *question,
			   const struct rt_step_result *result,
			   struct rt_observation *observation)
{
	const struct rt_step_access *stray = &result->stray;
	char *reason = observation->reason;
	size_t size = sizeof(observation->reason), length;

	observation->outcome = RT_OUTCOME_ERROR;
	if (result->alters) {
		snprintf(reason, size,
			 "it is to load, and left another value in the field "
			 "for a while: `%s`",
			 stray->text);
		return;
	}
	snprintf(reason, size, "it %s outside the %s: `%s`, %u bytes at %+d; ",
		 stray->writes ? "wrote" : "read",
		 question->object ? "object" : "field", stray->text,
		 stray->size, stray->offset);
	length = strlen(reason);
	advise_object(question, stray, reason + length, size - length);
}

/* The access to describe: the first that counts and is whole. */
static const struct rt_step_access *deciding(
	const struct rt_question *question, const struct rt_step_result *result)
{
	for (unsigned i = 0; i < result->access_count; i++) {
		const struct rt_step_access *access = &result->access[i];

		if ((question->stores ? access->writes : access->reads) &&
		    access->size * 8 == question->width)
			return access;
	}
	return &result->access[0];
}

static void describe_whole(const struct rt_question *question,
			   const struct rt_step_result *result,
			   struct rt_observation *observation)
{
	const struct rt_step_access *access = deciding(question, result);
	char again[112] = "";

	if (result->rewrites_part)
		snprintf(again, sizeof(again),
			 ", then `%.60s` writes bytes that are there already,",
			 result->rewrite.text);
	else if (result->twice)
		snprintf(again, sizeof(again), ", more than once,");
	observation->outcome = RT_OUTCOME_ATOMIC;
	observation->twice = result->twice;
	snprintf(observation->reason, sizeof(observation->reason),
		 "`%.60s`: %s access of %u byte%s%s in all %u runs and %u "
		 "injected stores",
		 access->text, *again ? "an" : "one", access->size,
		 access->size == 1 ? "" : "s", again, result->traces,
		 result->replays);
}

/* Of the paths that ran; only codegen examines the others. */
static enum rt_emission emission_of(const struct rt_step_result *result)
{
	if (result->blind || result->wrong || !result->access_count)
		return RT_EMITTED_UNKNOWN;
	if (result->parts || result->rewrites_part)
		return RT_EMITTED_PARTS;
	return result->twice ? RT_EMITTED_TWICE : RT_EMITTED_WHOLE;
}

/*
 * Says first that no real CPU ran it, as that weakens the proof
 * (docs/cross.md).
 */
static void say_emulated(const struct rt_question *question,
			 struct rt_observation *observation)
{
	char said[sizeof(observation->reason)];
	const char *native = rt_step_native.name;

	if (!question->cpu || !strcmp(question->cpu->name, native))
		return;
	observation->emulator = question->cpu->name;
	memcpy(said, observation->reason, sizeof(said));
	snprintf(observation->reason, sizeof(observation->reason),
		 "emulated by %s: %.200s", question->cpu->name, said);
}

static void observe(const struct rt_question *question,
		    const struct rt_step_result *result, int code,
		    const struct rt_error *error,
		    struct rt_observation *observation)
{
	char *reason = observation->reason;
	size_t size = sizeof(observation->reason);
	const char *why = doubt(question, result);

	observation->engine = "step";
	observation->race = RT_RACE_UNKNOWN;
	observation->emulator = NULL;
	observation->emission = emission_of(result);
	observation->twice = false;
	observation->is_unaccounted = result->unaccounted;
	observation->is_interrupted = code == RT_INTERRUPTED;
	observation->overwrites = result->overwrites;
	if (result->has_witness && !result->only_repeat) {
		observation->outcome = RT_OUTCOME_TORN;
		describe_witness(question, result, reason, size);
	} else if (code == RT_CRASH) {
		fail(observation, error->message);
	} else if (code) {
		observation->outcome = RT_OUTCOME_INCONCLUSIVE;
		snprintf(reason, size, "%.*s", (int)size - 1, error->message);
	} else if (result->outside || result->alters) {
		describe_stray(question, result, observation);
	} else if (result->wrong && !result->blind && !is_closed(question)) {
		fail(observation, question->stores
					  ? "the accessor stored nothing into "
					    "the field"
					  : "what the accessor gives back is "
					    "the same for all values of the "
					    "field");
	} else if (why) {
		observation->outcome = RT_OUTCOME_INCONCLUSIVE;
		snprintf(reason, size, "%s", why);
	} else {
		describe_whole(question, result, observation);
	}
}

void rt_step_observe(const struct rt_question *question,
		     const struct rt_step_result *result, int code,
		     const struct rt_error *error,
		     struct rt_observation *observation)
{
	observe(question, result, code, error, observation);
	if (code != RT_CRASH)
		rt_observation_printed(observation, result->printed);
	say_emulated(question, observation);
}
