/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/check.h"

#include <stdio.h>

#include "harness/engine/qemu_user/qemu_user.h"
#include "harness/engine/step/cpu.h"
#include "harness/record/take.h"
#include "harness/run/session.h"
#include "harness/verdict/aligned.h"

/* The data of race(): what a race needs beside the question. */
struct racing {
	const struct rt_check *check;
	const struct rt_build *built;
};

static int race(void *data, const struct rt_question *question,
		struct rt_observation *seen, struct rt_error *error)
{
	const struct racing *racing = data;
	struct rt_trial trial = racing->check->trial;
	const struct rt_raced raced = {.title = trial.accessor,
				       .trial = &trial,
				       .built = racing->built,
				       .symbol = question->symbol};
	struct rt_session session;
	struct rt_run run = {.id = 0};
	struct rt_verdict verdict;
	int code;

	trial.offset = rt_question_place(question);
	code = rt_session_open(&session, racing->check->places, "hammer",
			       &trial, true, error);
	session.progress_to = 1;
	if (!code)
		code = rt_session_race(&session, &raced, &run, &verdict, error);
	if (!code)
		*seen = session.seen;
	rt_run_free(&run);
	rt_session_close(&session);
	return code;
}

struct rt_question rt_check_question(const struct rt_check *check,
				     const struct rt_subject *subject)
{
	bool stores = rt_trial_stores(&check->trial);

	struct rt_question question = {
		.module = subject->module,
		.symbol = stores ? subject->store_symbol : subject->load_symbol,
		.width = (unsigned)check->trial.width,
		.stores = stores,
		.offset = check->offset,
		.assume = check->assume,
		.lines = check->lines,
		.trial = &check->trial,
		.open = &subject->object.open,
		.target = subject->cell.toolchain->compiler->target,
		.cell = subject->can_be_built_again ? &subject->cell : NULL,
		.toolchains = check->toolchains,
		.corpora = rt_text_string(&check->places->corpora),
		.cache = rt_text_string(&check->places->cache),
	};

	rt_question_take_object(&question, &check->object);
	return question;
}

/* Only then does it matter how long a silent accessor is waited for. */
static bool may_race(const struct rt_check *check,
		     const struct rt_question *question)
{
	return check->engines
		       ? rt_engine_is_asked(&rt_engine_hammer, check->engines)
		       : question->target != NULL;
}

int rt_check_run(struct rt_check *check, const struct rt_subject *subject,
		 struct rt_error *error)
{
	struct racing racing = {.check = check,
				.built = rt_subject_built(subject)};
	const struct rt_racer racer = {.race = race, .data = &racing};
	struct rt_question question = rt_check_question(check, subject);
	int code = may_race(check, &question)
			   ? rt_session_patience(&question.patience, error)
			   : RT_OK;

	rt_judgement_free(&check->judgement);
	question.racer = &racer;
	if (!code && check->cpu)
		code = rt_step_cpu_for(&question.cpu, check->cpu,
				       subject->module, error);
	if (!code)
		code = rt_judge(&check->judgement, &question, check->engines,
				error);
	if (!code)
		rt_verdict_ask_aligned(&check->judgement.verdict, &question);
	return code;
}

bool rt_check_witness(const struct rt_check *check, struct rt_trial *trial)
{
	const struct rt_step_run *run;
	struct rt_witness witness;

	*trial = check->trial;
	rt_witness_take(&witness, &check->judgement);
	if (!witness.seen)
		return false;
	run = &rt_judgement_step(&check->judgement)->witness.run;
	trial->offset = witness.offset;
	trial->old_value = witness.old_value;
	trial->new_value = witness.new_value;
	trial->variant = run->variant;
	trial->calls = run->calls;
	*trial->beside = '\0';
	for (unsigned i = 0; run->beside && i < run->object; i++)
		snprintf(trial->beside + 2 * i, sizeof(trial->beside) - 2 * i,
			 "%02x", run->beside[i]);
	trial->gap = witness.gap;
	return true;
}
