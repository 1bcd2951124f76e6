/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "harness/cli/check.h"
#include "harness/cli/session.h"
#include "harness/engine/codegen/codegen.h"
#include "harness/engine/tsan/tsan.h"

static bool is_store(const struct rt_check *check)
{
	return !strcmp(check->trial.direction, "store");
}

static const char *symbol_of(const struct rt_check *check,
			     const struct rt_subject *subject)
{
	return is_store(check) ? subject->store_symbol : subject->load_symbol;
}

static int look_codegen(struct rt_check *check,
			const struct rt_subject *subject,
			struct rt_observation *seen, struct rt_error *error)
{
	char name[32];
	const char *symbol = symbol_of(check, subject);
	struct rt_codegen_question question = {
		.module = subject->module,
		.width = (unsigned)check->trial.width,
		.is_store = is_store(check),
		.alignment = check->offset < 0
				     ? (unsigned)check->trial.width / 8
				     : 1,
	};
	struct rt_codegen codegen = {.paths = 0};
	int code;

	snprintf(name, sizeof(name), "ringtear_%s%u", check->trial.direction,
		 question.width);
	question.symbol = symbol ? symbol : name;
	code = rt_codegen(&codegen, &question, error);
	if (!code)
		rt_codegen_observe(&codegen, seen);
	rt_codegen_free(&codegen);
	return code;
}

static int look_step(struct rt_check *check, const struct rt_subject *subject,
		     struct rt_observation *seen, struct rt_error *error)
{
	const struct rt_step_plan plan = {
		.cpu = &rt_step_native,
		.module = subject->module,
		.symbol = symbol_of(check, subject),
		.width = (unsigned)check->trial.width,
		.stores = is_store(check),
		.offset = check->offset,
	};
	int code = rt_step_explore(&plan, &check->step, error);

	rt_step_observe(&plan, &check->step, code, error, seen);
	check->stepped = true;
	rt_error_clear(error);
	return RT_OK;
}

static int look_tsan(struct rt_check *check, const struct rt_subject *subject,
		     struct rt_observation *seen, struct rt_error *error)
{
	struct rt_text driver = RT_TEXT_INIT;
	struct rt_tsan_options options = {
		.cache = rt_text_string(&check->cli->cache),
		.host = rt_libcs_named(&check->toolchains->libcs, "host"),
		.is_store = is_store(check),
		.width = (unsigned)check->trial.width,
	};
	struct rt_tsan result = {.runs = 0};
	int code;

	if (subject->can_be_built_again) {
		rt_text_format(&driver, "%s/drivers/tsan.c",
			       rt_text_string(&check->cli->corpora));
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

static int look_hammer(struct rt_check *check, const struct rt_subject *subject,
		       struct rt_observation *seen, struct rt_error *error)
{
	struct rt_session session;
	struct rt_run run = {.id = 0};
	struct rt_verdict verdict;
	int code;

	if (symbol_of(check, subject))
		return rt_fail(error, RT_USAGE,
			       "the hammer takes no shared object: give it "
			       "the .o or .a");
	code = rt_session_open(&session, check->cli, "hammer", &check->trial,
			       true, error);
	session.quiet = true;
	session.progress_to = 1;
	if (!code)
		code = rt_session_race(&session, check->trial.accessor,
				       &check->trial,
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

static const struct {
	const char *name;
	int (*look)(struct rt_check *check, const struct rt_subject *subject,
		    struct rt_observation *seen, struct rt_error *error);
} engines[RT_CHECK_ENGINES] = {
	{"codegen", look_codegen},
	{"step", look_step},
	{"hammer", look_hammer},
	{"tsan", look_tsan},
};

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
	for (const char *at = list; *at; at += *at == ',') {
		int word = (int)strcspn(at, ",");
		bool known = false;

		for (int i = 0; i < RT_CHECK_ENGINES; i++)
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

int rt_check_run(struct rt_check *check, const struct rt_subject *subject,
		 struct rt_error *error)
{
	check->count = 0;
	check->stepped = false;
	for (int i = 0; i < RT_CHECK_ENGINES; i++) {
		struct rt_observation *seen = &check->seen[check->count];
		int code;

		if (!asks_for(check->engines, engines[i].name))
			continue;
		*seen = (struct rt_observation){.engine = engines[i].name};
		code = engines[i].look(check, subject, seen, error);
		if (code)
			return code;
		check->count++;
	}
	rt_verdict_of(check->seen, check->count, &check->verdict);
	return RT_OK;
}
