/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "harness/run/check.h"
#include "harness/engine/tsan/tsan.h"
#include "harness/record/take.h"
#include "harness/run/session.h"

static bool is_store(const struct rt_check *check)
{
	return rt_trial_stores(&check->trial);
}

static const char *symbol_of(const struct rt_check *check,
			     const struct rt_subject *subject)
{
	return is_store(check) ? subject->store_symbol : subject->load_symbol;
}

const char *rt_check_symbol(const struct rt_check *check,
			    const struct rt_subject *subject, char buffer[32])
{
	const char *symbol = symbol_of(check, subject);

	snprintf(buffer, 32, "ringtear_%.8s%u", check->trial.direction,
		 (unsigned)check->trial.width);
	return symbol ? symbol : buffer;
}

static int look_tsan(struct rt_check *check, const struct rt_subject *subject,
		     struct rt_observation *seen, struct rt_error *error)
{
	struct rt_text driver = RT_TEXT_INIT;
	struct rt_tsan_options options = {
		.cache = rt_text_string(&check->places->cache),
		.host = rt_libcs_named(&check->toolchains->libcs, "host"),
		.is_store = is_store(check),
		.width = (unsigned)check->trial.width,
	};
	struct rt_tsan result = {.runs = 0};
	int code;

	if (subject->cell.toolchain->compiler->target) {
		code = rt_fail(error, RT_USAGE,
			       "tsan runs the accessor: it cannot look at one "
			       "for another machine");
	} else if (subject->can_be_built_again) {
		rt_text_format(&driver, "%s/drivers/tsan.c",
			       rt_text_string(&check->places->corpora));
		options.driver = rt_text_string(&driver);
		code = rt_tsan(&result, &subject->cell, &options, error);
	} else {
		code = rt_fail(error, RT_USAGE,
			       "tsan needs the source: an object cannot be "
			       "built again");
	}
	rt_tsan_observe(&result, code, error, seen);
	rt_tsan_free(&result);
	rt_text_free(&driver);
	rt_error_clear(error);
	return RT_OK;
}

uint64_t rt_check_place(const struct rt_check *check)
{
	if (check->offset >= 0)
		return (uint64_t)check->offset % 64;
	return rt_trial_place(&check->trial);
}

static int look_hammer(struct rt_check *check, const struct rt_subject *subject,
		       struct rt_observation *seen, struct rt_error *error)
{
	struct rt_trial trial = check->trial;
	struct rt_session session;
	struct rt_run run = {.id = 0};
	struct rt_verdict verdict;
	int code;

	if (subject->cell.toolchain->compiler->target)
		return rt_check_guest(check, subject, rt_check_place(check),
				      seen, error);
	if (symbol_of(check, subject))
		return rt_fail(error, RT_USAGE,
			       "the hammer takes no shared object: give it "
			       "the .o or .a");
	trial.offset = rt_check_place(check);
	code = rt_session_open(&session, check->places, "hammer", &trial, true,
			       error);
	session.progress_to = 1;
	if (!code)
		code = rt_session_race(&session, trial.accessor, &trial,
				       subject->object.build.module.length
					       ? &subject->object.build
					       : &subject->build,
				       &run, &verdict, error);
	if (!code)
		*seen = session.seen;
	rt_run_free(&run);
	rt_session_close(&session);
	return code;
}

/*
 * Those that rt_judge() knows, and those that need more than the module: its
 * source, or two cores.
 */
static const struct {
	const char *name;
	enum rt_judge_engines judge; /* 0: @look is asked */
	int (*look)(struct rt_check *check, const struct rt_subject *subject,
		    struct rt_observation *seen, struct rt_error *error);
} engines[] = {
	{"codegen", RT_JUDGE_CODEGEN, NULL},
	{"step", RT_JUDGE_STEP, NULL},
	{"hammer", 0, look_hammer},
	{"tsan", 0, look_tsan},
};

enum { engine_count = sizeof(engines) / sizeof(*engines) };

static bool asks_for(const char *list, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = list; *at; at += *at == ',') {
		size_t word = strcspn(at, ",");

		if (word == length && !strncmp(at, name, word))
			return true;
		at += word;
	}
	return false;
}

int rt_check_engines(const char *list, struct rt_error *error)
{
	if (!*list)
		return rt_fail(error, RT_USAGE,
			       "--engines names no engine; there are codegen, "
			       "step, hammer and tsan");
	for (const char *at = list; *at; at += *at == ',') {
		int word = (int)strcspn(at, ",");
		bool known = false;

		for (int i = 0; i < engine_count; i++)
			known |= (int)strlen(engines[i].name) == word &&
				 !strncmp(at, engines[i].name, (size_t)word);
		if (!known)
			return rt_fail(error, RT_USAGE,
				       "there is no engine '%.*s'; there are "
				       "codegen, step, hammer and tsan",
				       word, at);
		at += word;
	}
	return RT_OK;
}

static int judge(struct rt_check *check, const struct rt_subject *subject,
		 struct rt_error *error)
{
	struct rt_judge_question question = {
		.module = subject->module,
		.symbol = symbol_of(check, subject),
		.width = (unsigned)check->trial.width,
		.stores = is_store(check),
		.offset = check->offset,
	};

	for (int i = 0; i < engine_count; i++)
		if (asks_for(check->engines, engines[i].name))
			question.engines |= engines[i].judge;
	if (!question.engines)
		return RT_OK;
	if (check->cpu &&
	    rt_step_cpu_for(&question.cpu, check->cpu, subject->module, error))
		return error->code;
	return rt_judge(&check->judgement, &question, error);
}

/* Those that were typed, and the hammer where they say that it may help. */
static bool is_asked(const struct rt_check *check,
		     const struct rt_subject *subject, int engine)
{
	if (!engines[engine].look)
		return false;
	return asks_for(check->engines, engines[engine].name) ||
	       (engines[engine].look == look_hammer &&
		rt_check_wants_guest(check, subject));
}

static int look_beside(struct rt_check *check, const struct rt_subject *subject,
		       int engine, struct rt_error *error)
{
	struct rt_observation seen = {.engine = engines[engine].name};
	int code = engines[engine].look(check, subject, &seen, error);

	if (!code)
		rt_judgement_add(&check->judgement, &seen);
	return code;
}

int rt_check_run(struct rt_check *check, const struct rt_subject *subject,
		 struct rt_error *error)
{
	int code;

	rt_judgement_free(&check->judgement);
	check->has_guest = false;
	code = judge(check, subject, error);
	for (int i = 0; i < engine_count && !code; i++)
		if (is_asked(check, subject, i))
			code = look_beside(check, subject, i, error);
	return code;
}

bool rt_check_witness(const struct rt_check *check, struct rt_trial *trial)
{
	struct rt_witness witness;

	*trial = check->trial;
	rt_witness_take(&witness, &check->judgement);
	if (!witness.seen)
		return false;
	trial->offset = witness.offset;
	trial->old_value = witness.old_value;
	trial->new_value = witness.new_value;
	trial->variant = check->judgement.step.witness.run.variant;
	trial->gap = witness.gap;
	return true;
}
