/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/twins/twins.h"

#include <inttypes.h>
#include <string.h>

struct side {
	struct rt_step_result result;
	struct rt_observation seen;
};

static void explore(struct rt_question *plan,
		    const struct rt_step_cpu_kind *cpu, struct side *side)
{
	struct rt_error error = RT_ERROR_INIT;
	int code;

	plan->cpu = cpu;
	code = rt_step_explore(plan, &side->result, &error);
	rt_step_observe(plan, &side->result, code, &error, &side->seen);
	rt_error_clear(&error);
}

static bool same_access(const struct rt_step_access *one,
			const struct rt_step_access *other)
{
	return one->offset == other->offset && one->size == other->size &&
	       one->reads == other->reads && one->writes == other->writes &&
	       one->repeats == other->repeats && one->weak == other->weak;
}

/*
 * An instruction that reads and writes is one access to the real CPU's
 * engine, and a read and then a write to the emulator.
 */
static unsigned merge(const struct rt_step_result *result,
		      struct rt_step_access merged[RT_STEP_SHOWN])
{
	unsigned count = 0;

	for (unsigned i = 0; i < result->access_count; i++) {
		const struct rt_step_access *access = &result->access[i];
		struct rt_step_access *last = count ? &merged[count - 1] : NULL;

		if (last && last->step == access->step &&
		    last->offset == access->offset &&
		    last->size == access->size && last->reads && access->writes)
			last->writes = true;
		else
			merged[count++] = *access;
	}
	return count;
}

/* As far as both kept them: merging leaves fewer of one's first eight. */
static bool same_accesses(const struct rt_step_result *one,
			  const struct rt_step_result *other)
{
	struct rt_step_access left[RT_STEP_SHOWN], right[RT_STEP_SHOWN];
	unsigned left_count = merge(one, left);
	unsigned right_count = merge(other, right);
	unsigned least = left_count < right_count ? left_count : right_count;

	if (left_count != right_count && one->access_count != RT_STEP_SHOWN &&
	    other->access_count != RT_STEP_SHOWN)
		return false;
	for (unsigned i = 0; i < least; i++)
		if (!same_access(&left[i], &right[i]))
			return false;
	return true;
}

static bool same_witness(const struct rt_step_result *one,
			 const struct rt_step_result *other)
{
	const struct rt_step_run *left = &one->witness.run;
	const struct rt_step_run *right = &other->witness.run;

	if (one->has_witness != other->has_witness ||
	    one->only_repeat != other->only_repeat)
		return false;
	return !one->has_witness ||
	       (left->gap == right->gap && left->offset == right->offset &&
		left->old_value == right->old_value &&
		left->new_value == right->new_value &&
		one->witness.value == other->witness.value);
}

/*
 * Not how many replays there were, nor how many of them tore: code that
 * branches on a register which the ABI leaves undefined takes another way on
 * each CPU, and a new way is replayed in every gap (9 of 336 of the torture).
 */
static bool same_shape(const struct rt_step_result *one,
		       const struct rt_step_result *other)
{
	return one->traces == other->traces && one->swapped == other->swapped &&
	       one->wrong == other->wrong && one->parts == other->parts &&
	       one->crosses == other->crosses && one->twice == other->twice &&
	       one->outside == other->outside && one->alters == other->alters &&
	       one->rewrites_part == other->rewrites_part &&
	       one->reorders == other->reorders &&
	       one->mixes_many == other->mixes_many;
}

static bool cannot(enum rt_step_blind blind)
{
	return blind == RT_STEP_NOT_THERE || blind == RT_STEP_NO_INSTRUCTION ||
	       blind == RT_STEP_NOT_EMULATED;
}

static void tell(struct rt_text *why, const struct side *side)
{
	const struct rt_step_result *result = &side->result;

	rt_text_format(why,
		       "%s, %s: %s\n  %u traces, %u replays, %u torn, "
		       "blind %d at 0x%" PRIx64 "\n",
		       result->cpu, rt_observation_word(side->seen.outcome),
		       side->seen.reason, result->traces, result->replays,
		       result->torn, (int)result->blind, result->blind_at);
	for (unsigned i = 0; i < result->access_count; i++) {
		const struct rt_step_access *access = &result->access[i];

		rt_text_format(why, "  %u: %s%s%s%s %u bytes at %+d, %s\n",
			       access->step, access->reads ? "r" : "",
			       access->writes ? "w" : "",
			       access->repeats ? " rep" : "",
			       access->weak ? " weak" : "", access->size,
			       access->offset, access->text);
	}
}

enum twins twins_compare(struct rt_question plan, struct rt_text *why)
{
	struct side native, emulated;

	explore(&plan, &rt_step_native, &native);
	explore(&plan, rt_step_unicorn(&rt_arch_x86_64), &emulated);
	if (cannot(emulated.result.blind))
		return TWINS_CANNOT;
	if (native.result.blind == RT_STEP_HIDDEN_OPERAND &&
	    emulated.result.blind == RT_STEP_SEEN_ALL)
		return TWINS_DOUBT;
	if (native.result.blind == emulated.result.blind &&
	    native.seen.outcome == emulated.seen.outcome &&
	    (native.result.blind ||
	     (same_shape(&native.result, &emulated.result) &&
	      same_accesses(&native.result, &emulated.result) &&
	      same_witness(&native.result, &emulated.result))))
		return TWINS_AGREE;
	tell(why, &native);
	tell(why, &emulated);
	return TWINS_DIFFER;
}

const char *twins_word(enum twins answer)
{
	static const char *const words[TWINS_ANSWERS] = {"agree", "cannot",
							 "doubt", "DIFFER"};

	return words[answer];
}
