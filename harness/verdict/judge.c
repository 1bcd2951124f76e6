/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/verdict/judge.h"

#include <stdio.h>

#include "harness/module/open_names.h"

/* Where the code was not walked, nothing is known of what it does not reach. */
static bool is_reached(const struct rt_judgement *judgement, uint64_t address)
{
	const struct rt_codegen *codegen = rt_judgement_codegen(judgement);

	return !codegen || rt_codegen_covers(codegen, address);
}

/* What runs there in the user's program is not what was looked at. */
static void leave_open(struct rt_judgement *judgement,
		       const struct rt_open_names *names)
{
	struct rt_verdict *verdict = &judgement->verdict;
	const struct rt_open_name *open = NULL;

	for (size_t i = 0; names && !open && i < names->count; i++)
		if (is_reached(judgement, names->list[i].address))
			open = &names->list[i];
	if (!open)
		return;
	snprintf(verdict->open, sizeof(verdict->open), "%.100s is %s",
		 open->name, rt_open_why(open->why));
	if (verdict->outcome != RT_OUTCOME_ATOMIC)
		return;
	verdict->outcome = RT_OUTCOME_INCONCLUSIVE;
	snprintf(verdict->reason, sizeof(verdict->reason), "%s", verdict->open);
}

/* The account of all ways; NULL when codegen was not asked yet. */
static const struct rt_account *account_of(const struct rt_judgement *judgement)
{
	const struct rt_codegen *codegen = rt_judgement_codegen(judgement);

	return codegen ? codegen->account : NULL;
}

/*
 * The thread-local data of an executable are not there: what ran with others in
 * their place is no witness. Where a way was not followed to its end, it is not
 * known whether it used them.
 */
static void lack_thread_data(struct rt_judgement *judgement,
			     const struct rt_open_names *names)
{
	const struct rt_account *account = account_of(judgement);
	struct rt_verdict *verdict = &judgement->verdict;
	bool uses = account && account->thread_data;

	if (!names || !names->lacks_thread_data ||
	    (account && !uses && !account->kinds[RT_WAY_OPEN]))
		return;
	snprintf(verdict->open, sizeof(verdict->open),
		 uses ? "the thread-local data that it uses are set up by the "
			"program's own start only"
		      : "whether it uses thread-local data, which are not set "
			"up here, is not known");
	if (verdict->outcome == RT_OUTCOME_INCONCLUSIVE)
		return;
	verdict->outcome = RT_OUTCOME_INCONCLUSIVE;
	snprintf(verdict->reason, sizeof(verdict->reason), "%s", verdict->open);
}

static int ask(struct rt_judgement *judgement, const struct rt_engine *engine,
	       const struct rt_question *asked, struct rt_error *error)
{
	struct rt_question question = *asked;
	struct rt_observation seen = {.reason = ""};
	void *evidence = NULL;
	int code;

	question.account = account_of(judgement);
	question.seen = judgement->seen;
	question.seen_count = judgement->count;
	code = engine->examine(&question, &seen, &evidence, error);
	if (code)
		return code;
	seen.engine = engine->name;
	judgement->engine[judgement->count] = engine;
	judgement->seen[judgement->count] = seen;
	judgement->evidence[judgement->count++] = evidence;
	rt_verdict_of(judgement->seen, judgement->count, &judgement->verdict);
	leave_open(judgement, asked->open);
	lack_thread_data(judgement, asked->open);
	return RT_OK;
}

/* No engines were named, and those asked by default were inconclusive. */
static bool may_decide(const struct rt_judgement *judgement,
		       const struct rt_engine *engine,
		       const struct rt_question *question, const char *engines)
{
	return !engines && engine->may_decide &&
	       judgement->verdict.outcome == RT_OUTCOME_INCONCLUSIVE &&
	       engine->may_decide(question);
}

int rt_judge(struct rt_judgement *judgement, const struct rt_question *question,
	     const char *engines, struct rt_error *error)
{
	int code = RT_OK;

	*judgement = (struct rt_judgement){.count = 0};
	for (int i = 0; rt_engines[i] && !code; i++)
		if (rt_engine_is_asked(rt_engines[i], engines) ||
		    may_decide(judgement, rt_engines[i], question, engines))
			code = ask(judgement, rt_engines[i], question, error);
	return code;
}

const void *rt_judgement_evidence(const struct rt_judgement *judgement,
				  const struct rt_engine *engine)
{
	for (size_t i = 0; i < judgement->count; i++)
		if (judgement->engine[i] == engine)
			return judgement->evidence[i];
	return NULL;
}

const struct rt_step_result *rt_judgement_step(
	const struct rt_judgement *judgement)
{
	return rt_judgement_evidence(judgement, &rt_engine_step);
}

const struct rt_codegen *rt_judgement_codegen(
	const struct rt_judgement *judgement)
{
	return rt_judgement_evidence(judgement, &rt_engine_codegen);
}

int rt_judgement_ran(const struct rt_judgement *judgement,
		     const struct rt_account_way *way)
{
	const struct rt_account *account = account_of(judgement);
	const struct rt_step_result *step = rt_judgement_step(judgement);

	if (!account || !step || (!step->traces && !step->ways))
		return -1;
	return step->ways >> (way - account->way) & 1;
}

void rt_judgement_free(struct rt_judgement *judgement)
{
	for (size_t i = 0; i < judgement->count; i++)
		if (judgement->engine[i]->release)
			judgement->engine[i]->release(judgement->evidence[i]);
	*judgement = (struct rt_judgement){.count = 0};
}
