/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/cli/check.h"
#include "harness/engine/codegen/codegen.h"

static const char *twice_word(const struct rt_check *check)
{
	if (!check->judgement.verdict.twice)
		return "";
	return strcmp(check->trial.direction, "store") ? " refetch"
						       : " rewrite";
}

static const char *race_word(enum rt_race race)
{
	static const char *const words[] = {
		[RT_RACE_UNKNOWN] = "not known: ask with --engines tsan",
		[RT_RACE_NONE] = "no: not a data race under C11",
		[RT_RACE_SEEN] = "yes: a data race under C11",
	};

	return words[race];
}

static const char *colour_of(enum rt_verdict_kind kind)
{
	switch (kind) {
	case RT_VERDICT_TORN:
		return "\033[31m";
	case RT_VERDICT_ATOMIC:
		return "\033[32m";
	default:
		return "\033[33m";
	}
}

/* What is on either side of the gap, what came in between, what came back. */
static void print_witness(const struct rt_check *check)
{
	const struct rt_step_witness *witness = &check->judgement.step.witness;
	bool stores = !strcmp(check->trial.direction, "store");
	int digits = (int)check->trial.width / 4;

	printf("witness   %s\n",
	       witness->before[0] ? witness->before : "(before any access)");
	if (stores)
		printf("          -> the other side loads 0x%0*" PRIx64 "\n",
		       digits, witness->value);
	else
		printf("          -> the other side stores 0x%0*" PRIx64
		       " over 0x%0*" PRIx64 "\n",
		       digits, witness->run.new_value, digits,
		       witness->run.old_value);
	printf("          %s\n",
	       witness->after[0] ? witness->after : "(after the last access)");
	if (stores)
		printf("          a mixture of 0x%0*" PRIx64 " and 0x%0*" PRIx64
		       "\n",
		       digits, witness->run.old_value, digits,
		       witness->run.new_value);
	else
		printf("          what came back: 0x%0*" PRIx64 "\n", digits,
		       witness->value);
}

void rt_check_print(const struct rt_check *check, bool colour)
{
	const struct rt_trial *trial = &check->trial;
	const struct rt_verdict *verdict = &check->judgement.verdict;

	printf("%s%s%s%s: %s of %u bits, %s, %s %s\n",
	       colour ? colour_of(verdict->kind) : "",
	       rt_verdict_word(verdict->kind), twice_word(check),
	       colour ? "\033[0m" : "", trial->direction,
	       (unsigned)trial->width, trial->accessor, trial->toolchain,
	       trial->flags);
	if (check->judgement.stepped && check->judgement.step.has_witness &&
	    verdict->kind == RT_VERDICT_TORN)
		print_witness(check);
	for (size_t i = 0; i < check->judgement.count; i++)
		rt_cli_print_item(check->judgement.seen[i].engine,
				  check->judgement.seen[i].reason);
	if (check->judgement.step.ran[0])
		rt_cli_print_item("ran", check->judgement.step.ran);
	rt_cli_print_item("emitted", rt_emission_name(verdict->emitted));
	rt_cli_print_item("permitted", race_word(verdict->permitted));
	if (verdict->disagreement[0])
		rt_cli_print_item("DISAGREE", verdict->disagreement);
}

static json_t *hex(uint64_t value, unsigned width)
{
	return json_sprintf("0x%0*" PRIx64, (int)width / 4, value);
}

static json_t *witness_json(const struct rt_check *check)
{
	const struct rt_step_witness *witness = &check->judgement.step.witness;
	unsigned width = (unsigned)check->trial.width;

	if (!check->judgement.stepped || !check->judgement.step.has_witness)
		return json_null();
	return json_pack("{s:i, s:i, s:s, s:s, s:o, s:o, s:o}", "offset",
			 (int)witness->run.offset, "gap", witness->run.gap,
			 "before", witness->before, "after", witness->after,
			 "old", hex(witness->run.old_value, width), "new",
			 hex(witness->run.new_value, width), "value",
			 hex(witness->value, width));
}

/* Whose instructions those were: "native", "unicorn arm", or "none". */
static const char *cpu_word(const struct rt_check *check)
{
	const char *cpu = check->judgement.step.cpu;

	return check->judgement.stepped && cpu ? cpu : "none";
}

json_t *rt_check_json(const struct rt_check *check)
{
	const struct rt_trial *trial = &check->trial;
	const struct rt_verdict *verdict = &check->judgement.verdict;
	json_t *engines = json_array();

	for (size_t i = 0; i < check->judgement.count; i++)
		json_array_append_new(
			engines,
			json_pack("{s:s, s:s, s:s}", "engine",
				  check->judgement.seen[i].engine, "saw",
				  rt_sight_name(check->judgement.seen[i].sight),
				  "reason", check->judgement.seen[i].reason));
	return json_pack("{s:s, s:s, s:s, s:i, s:s, s:s, s:b, s:s, s:s, s:s, "
			 "s:o, s:o, s:s, s:s}",
			 "accessor", trial->accessor, "toolchain",
			 trial->toolchain, "flags", trial->flags, "width",
			 (int)trial->width, "direction", trial->direction,
			 "verdict", rt_verdict_word(verdict->kind), "twice",
			 verdict->twice, "emitted",
			 rt_emission_name(verdict->emitted), "permitted",
			 race_word(verdict->permitted), "disagreement",
			 verdict->disagreement, "engines", engines, "witness",
			 witness_json(check), "cpu", cpu_word(check), "ran",
			 check->judgement.step.ran);
}
