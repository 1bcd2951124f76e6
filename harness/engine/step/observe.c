/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an exploration allows to be said. */
#include <inttypes.h>
#include <stdio.h>

#include "harness/engine/step/step.h"

static const char *blind_text(enum rt_step_blind blind)
{
	static const char *const text[] = {
		[RT_STEP_SEEN_ALL] = "",
		[RT_STEP_NO_INSTRUCTION] =
			"an instruction that the disassembler does not know",
		[RT_STEP_HIDDEN_OPERAND] =
			"an access whose address cannot be worked out",
		[RT_STEP_KERNEL] = "a system call: the kernel may touch the "
				   "field unseen",
		[RT_STEP_TRAP_LOST] = "the trap flag was disturbed: "
				      "instructions ran unseen",
		[RT_STEP_TOO_LONG] = "more instructions or accesses than are "
				     "followed",
	};

	return text[blind];
}

static void describe_witness(const struct rt_step_plan *plan,
			     const struct rt_step_result *result, char *reason,
			     size_t size)
{
	const struct rt_step_witness *witness = &result->witness;
	int digits = (int)plan->width / 4;

	snprintf(reason, size,
		 "%u of %u replays tore; after `%s` the other side %s: "
		 "0x%0*" PRIx64 " came of 0x%0*" PRIx64 " and 0x%0*" PRIx64,
		 result->torn, result->replays,
		 witness->before[0] ? witness->before : "(begin)",
		 plan->stores ? "loads" : "stores", digits, witness->value,
		 digits, witness->run.old_value, digits,
		 witness->run.new_value);
}

/* Why it is not known to be whole; NULL when it is. */
static const char *doubt(const struct rt_step_result *result)
{
	if (result->blind)
		return blind_text(result->blind);
	if (result->has_witness)
		return "only between two rounds of one rep instruction did "
		       "it tear: whether the CPU splits it at full speed is "
		       "for the hammer";
	if (result->parts)
		return "an access is narrower than the field, though no "
		       "single store between shows it";
	if (result->crosses)
		return "an access is not naturally aligned: whether the CPU "
		       "splits it is for the hammer";
	if (!result->access_count)
		return "no access to the field was seen";
	return NULL;
}

static void fail(struct rt_observation *observation, const char *why)
{
	observation->sight = RT_SAW_FAILURE;
	snprintf(observation->reason, sizeof(observation->reason), "%.*s",
		 (int)sizeof(observation->reason) - 1, why);
}

static void describe_stray(const struct rt_step_result *result,
			   struct rt_observation *observation)
{
	observation->sight = RT_SAW_FAILURE;
	snprintf(observation->reason, sizeof(observation->reason),
		 "it %s outside the field: `%s`, %u bytes at %+d",
		 result->stray.writes ? "wrote" : "read", result->stray.text,
		 result->stray.size, result->stray.offset);
}

/* What ran; a path that no run took is for codegen to find. */
static enum rt_emission emission_of(const struct rt_step_result *result)
{
	if (result->blind || result->wrong || !result->access_count)
		return RT_EMITTED_UNKNOWN;
	if (result->parts)
		return RT_EMITTED_PARTS;
	return result->twice ? RT_EMITTED_TWICE : RT_EMITTED_WHOLE;
}

void rt_step_observe(const struct rt_step_plan *plan,
		     const struct rt_step_result *result, int code,
		     const struct rt_error *error,
		     struct rt_observation *observation)
{
	char *reason = observation->reason;
	size_t size = sizeof(observation->reason);
	const char *why = doubt(result);

	observation->engine = "step";
	observation->race = RT_RACE_UNKNOWN;
	observation->emission = emission_of(result);
	if (result->has_witness && !result->only_repeat) {
		observation->sight = RT_SAW_TEAR;
		describe_witness(plan, result, reason, size);
	} else if (code == RT_CRASH) {
		fail(observation, error->message);
	} else if (code) {
		observation->sight = RT_COULD_NOT_LOOK;
		snprintf(reason, size, "%.*s", (int)size - 1, error->message);
	} else if (result->outside) {
		describe_stray(result, observation);
	} else if (result->wrong && !result->blind) {
		fail(observation, "the accessor gives back neither the value "
				  "nor the value with its bytes swapped");
	} else if (why) {
		observation->sight = RT_COULD_NOT_LOOK;
		snprintf(reason, size, "%s", why);
	} else {
		observation->sight = RT_SAW_WHOLE;
		snprintf(reason, size,
			 "`%s`: %u bytes at once%s, the same in %u runs and "
			 "%u replays",
			 result->access[0].text, result->access[0].size,
			 result->twice ? ", more than once" : "",
			 result->traces, result->replays);
	}
}
