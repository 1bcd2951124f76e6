/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hammer for another machine, as `check` asks it. */
#include <string.h>

#include "harness/run/check.h"
#include "harness/run/session.h"

bool rt_check_wants_guest(const struct rt_check *check,
			  const struct rt_subject *subject)
{
	const struct rt_target *target =
		subject->cell.toolchain->compiler->target;
	struct rt_text path = RT_TEXT_INIT;
	bool wanted =
		check->hammers_undecided && target &&
		check->judgement.verdict.outcome == RT_OUTCOME_INCONCLUSIVE &&
		rt_guest_find(target, &path);

	rt_text_free(&path);
	return wanted;
}

static bool saw_tear(const struct rt_judgement *judgement)
{
	for (size_t i = 0; i < judgement->count; i++)
		if (judgement->seen[i].outcome == RT_OUTCOME_TORN)
			return true;
	return false;
}

/* A witness of the step engine, asked here where it was not before. */
static bool is_known_to_tear(const struct rt_check *check,
			     const struct rt_guest_plan *plan)
{
	const struct rt_judge_question question = {
		.module = plan->module,
		.symbol = plan->symbol,
		.width = plan->width,
		.stores = plan->stores,
		.offset = (int)plan->offset,
		.engines = RT_JUDGE_STEP,
	};
	struct rt_judgement judgement;
	bool tears;

	if (check->judgement.stepped)
		return saw_tear(&check->judgement);
	tears = !rt_judge(&judgement, &question, NULL) && saw_tear(&judgement);
	rt_judgement_free(&judgement);
	return tears;
}

int rt_check_guest(struct rt_check *check, const struct rt_subject *subject,
		   uint64_t place, struct rt_observation *seen,
		   struct rt_error *error)
{
	const struct rt_trial *trial = &check->trial;
	struct rt_text driver = RT_TEXT_INIT;
	char name[32];
	struct rt_guest_plan plan = {
		.target = subject->cell.toolchain->compiler->target,
		.toolchains = check->toolchains,
		.cache = rt_text_string(&check->places->cache),
		.module = subject->module,
		.symbol = rt_check_symbol(check, subject, name),
		.stores = rt_trial_stores(trial),
		.width = (unsigned)trial->width,
		.offset = (unsigned)place,
		.start = trial->start,
		.stride = trial->stride,
		.seconds = (double)trial->milliseconds / 1000,
	};
	int code = rt_session_patience(&plan.grace_seconds, error);

	if (code)
		return code;
	rt_text_format(&driver, "%s/drivers/hammer.c",
		       rt_text_string(&check->places->corpora));
	plan.driver = rt_text_string(&driver);
	plan.is_known_to_tear = is_known_to_tear(check, &plan);
	code = rt_guest_run(&check->guest, &plan, error);
	check->has_guest = !code;
	rt_guest_observe(&check->guest, code, error, seen);
	rt_error_clear(error);
	rt_text_free(&driver);
	return RT_OK;
}
