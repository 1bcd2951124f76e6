/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/verdict/judge.h"

#include <stdio.h>

/* Bytes that the field is known to be aligned to, where it will be. */
static unsigned alignment_of(const struct rt_judge_question *question)
{
	unsigned at = (unsigned)question->offset;

	if (question->offset < 0)
		return question->width / 8;
	/* It lies so far from a page's start; a line's is enough to know. */
	return at % 64 ? at & -at : 64;
}

static int look_codegen(struct rt_judgement *judgement,
			const struct rt_judge_question *question,
			struct rt_observation *seen, struct rt_error *error)
{
	char name[32];
	const struct rt_codegen_question asked = {
		.module = question->module,
		.symbol = question->symbol ? question->symbol : name,
		.width = question->width,
		.is_store = question->stores,
		.alignment = alignment_of(question),
	};
	int code;

	snprintf(name, sizeof(name), "ringtear_%s%u",
		 question->stores ? "store" : "load", question->width);
	code = rt_codegen(&judgement->code, &asked, error);
	judgement->has_code = !code;
	if (!code)
		rt_codegen_observe(&judgement->code, seen);
	return code;
}

/* What kept it from looking, or what the accessor did, is in @seen. */
static int look_step(struct rt_judgement *judgement,
		     const struct rt_judge_question *question,
		     struct rt_observation *seen, struct rt_error *error)
{
	struct rt_step_plan plan = {
		.cpu = question->cpu,
		.module = question->module,
		.symbol = question->symbol,
		.width = question->width,
		.stores = question->stores,
		.offset = question->offset,
	};
	struct rt_error why = RT_ERROR_INIT;
	int code = RT_OK;

	(void)error;
	if (!plan.cpu)
		code = rt_step_cpu_for(&plan.cpu, NULL, question->module, &why);
	if (!code)
		code = rt_step_explore(&plan, &judgement->step, &why);
	rt_step_observe(&plan, &judgement->step, code, &why, seen);
	judgement->stepped = true;
	rt_error_clear(&why);
	return RT_OK;
}

static const struct {
	enum rt_judge_engines engine;
	int (*look)(struct rt_judgement *judgement,
		    const struct rt_judge_question *question,
		    struct rt_observation *seen, struct rt_error *error);
} engines[] = {
	{RT_JUDGE_CODEGEN, look_codegen},
	{RT_JUDGE_STEP, look_step},
};

int rt_judge(struct rt_judgement *judgement,
	     const struct rt_judge_question *question, struct rt_error *error)
{
	unsigned asked = question->engines ? question->engines : RT_JUDGE_BOTH;

	*judgement = (struct rt_judgement){.count = 0};
	for (size_t i = 0; i < sizeof(engines) / sizeof(*engines); i++) {
		struct rt_observation seen = {.reason = ""};
		int code;

		if (!(asked & engines[i].engine))
			continue;
		code = engines[i].look(judgement, question, &seen, error);
		if (code)
			return code;
		rt_judgement_add(judgement, &seen);
	}
	return RT_OK;
}

void rt_judgement_add(struct rt_judgement *judgement,
		      const struct rt_observation *seen)
{
	if (judgement->count < RT_JUDGE_SEEN)
		judgement->seen[judgement->count++] = *seen;
	rt_verdict_of(judgement->seen, judgement->count, &judgement->verdict);
}

void rt_judgement_free(struct rt_judgement *judgement)
{
	rt_codegen_free(&judgement->code);
	*judgement = (struct rt_judgement){.count = 0};
}
