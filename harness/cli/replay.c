/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The `replay` subcommand: repeats one witness, step by step. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/places.h"
#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/trust.h"
#include "harness/run/check.h"
#include "harness/run/inventory.h"
#include "harness/toolchain/flags.h"
#include "reports/replay.h"
#include "reports/screen.h"

struct values {
	const char *cpu;
	bool gdb, json, trust;
};

static const struct rt_option options[] = {
	{.name = "gdb",
	 .help = "print commands that bring gdb there, and nothing else",
	 .kind = RT_OPTION_FLAG,
	 .offset = offsetof(struct values, gdb)},
	RT_OPTION_CPU(struct values),
	RT_OPTION_TRUST(struct values),
	RT_OPTION_JSON(struct values),
	{.name = NULL},
};

struct replay {
	const struct values *wanted;
	const struct rt_places *places;
	struct rt_inventory inventory;
	struct rt_subject subject;
	struct rt_check check;
	struct rt_codegen codegen; /* for an emulated CPU */
	struct rt_replayed done;
};

static int build(struct replay *replay, struct rt_error *error)
{
	static const struct rt_subject_words none = {.load = NULL};
	int code = rt_inventory_find(&replay->inventory, replay->places, error);

	if (!code)
		code = rt_subject_build(&replay->subject, replay->places,
					&replay->inventory.accessors,
					&replay->inventory.toolchains,
					&replay->check.trial, &none, error);
	return code;
}

/* The trial's own witness, or else the first that the step engine finds. */
static int find_witness(struct replay *replay, struct rt_error *error)
{
	const struct rt_trial *trial = &replay->check.trial;
	const struct rt_step_result *step;
	int code;

	replay->done.run = (struct rt_step_run){
		.stores = rt_trial_stores(trial),
		.width = (unsigned)trial->width,
		.offset = (unsigned)rt_trial_place(trial),
		.old_value = trial->old_value,
		.new_value = trial->new_value,
		.gap = (int)trial->gap,
		.variant = (unsigned)trial->variant,
		.calls = (uint32_t)trial->calls,
		.within = replay->check.object.offset,
		.object = replay->check.object.size,
		.beside = replay->check.object.has_beside
				  ? replay->check.object.beside
				  : NULL,
	};
	if (trial->old_value != trial->new_value)
		return RT_OK;
	replay->check.places = replay->places;
	replay->check.toolchains = &replay->inventory.toolchains;
	replay->check.engines = "step";
	replay->check.offset = -1;
	code = rt_check_run(&replay->check, &replay->subject, error);
	step = rt_judgement_step(&replay->check.judgement);
	if (!code)
		replay->done.run = step->witness.run;
	if (!code && !step->has_witness)
		return rt_fail(
			error, RT_USAGE,
			"there is no witness in the trial, and none was "
			"found: the accessor was %s",
			rt_outcome_word(
				replay->check.judgement.verdict.outcome));
	return code;
}

/* What parts an instruction has, which an emulated CPU lets others see. */
static int read_code(struct replay *replay, struct rt_error *error)
{
	struct rt_question question;
	int code;

	replay->check.places = replay->places;
	question = rt_check_question(&replay->check, &replay->subject);
	code = rt_codegen(&replay->codegen, &question, error);
	replay->done.run.account = replay->codegen.account;
	return code;
}

/* What @value alone gives, in a process of its own. */
static int ask_alone(struct replay *replay, const struct rt_step_cpu_kind *cpu,
		     rt_value value, rt_value *given, struct rt_error *error)
{
	struct rt_step_run alone = replay->done.run;
	struct rt_step_trace *trace = calloc(1, sizeof(*trace));
	int code;

	if (!trace)
		return rt_no_memory(error);
	alone.log = NULL;
	alone.gap = RT_STEP_NEVER;
	alone.old_value = value;
	code = rt_step_replay(cpu, replay->subject.module, &alone, trace,
			      error);
	*given = trace->result;
	free(trace);
	return code;
}

/* Fills in what the witness is judged by. */
static int find_given(struct replay *replay, const struct rt_step_cpu_kind *cpu,
		      struct rt_error *error)
{
	struct rt_replayed *done = &replay->done;
	int code;

	if (done->run.stores) {
		done->given_old = done->run.old_value;
		done->given_new =
			done->trace.value[done->trace.value_count - 1];
		return RT_OK;
	}
	code = ask_alone(replay, cpu, done->run.old_value, &done->given_old,
			 error);
	return code ? code
		    : ask_alone(replay, cpu, done->run.new_value,
				&done->given_new, error);
}

static int keep_log(struct replay *replay, struct rt_error *error)
{
	replay->done.run.log = calloc(1, sizeof(*replay->done.run.log));
	if (!replay->done.run.log)
		return rt_no_memory(error);
	replay->done.trial = &replay->check.trial;
	replay->done.module = replay->subject.module;
	return RT_OK;
}

static int run(struct replay *replay, int *torn, struct rt_error *error)
{
	const struct rt_step_cpu_kind *cpu;
	int code = build(replay, error);

	if (!code)
		code = find_witness(replay, error);
	if (!code)
		code = rt_step_cpu_for(&cpu, replay->wanted->cpu,
				       replay->subject.module, error);
	if (!code && replay->wanted->gdb && cpu != &rt_step_native)
		code = rt_fail(error, RT_USAGE,
			       "--gdb is for modules of this machine, stepped "
			       "natively; leave it out");
	if (!code && replay->wanted->gdb && replay->done.run.calls)
		code = rt_fail(error, RT_USAGE,
			       "--gdb shows a first call, and this witness is "
			       "number %u; leave it out",
			       replay->done.run.calls + 1);
	if (!code && cpu != &rt_step_native)
		code = read_code(replay, error);
	if (!code)
		code = keep_log(replay, error);
	if (!code)
		code = rt_step_replay(cpu, replay->subject.module,
				      &replay->done.run, &replay->done.trace,
				      error);
	if (!code)
		code = find_given(replay, cpu, error);
	if (code)
		return code;
	*torn = rt_replayed_is_torn(&replay->done);
	if (replay->wanted->json)
		return rt_replay_print_json(&replay->done, error);
	if (replay->wanted->gdb)
		rt_replay_print_gdb(&replay->done);
	else
		rt_replay_print(&replay->done, rt_screen_colour());
	return RT_OK;
}

/* Before the search for a witness: refuses flags that no trial may have. */
static int check_flags(const struct rt_trial *trial, struct rt_error *error)
{
	struct rt_strings words = RT_STRINGS_INIT;
	int code = rt_flags_parse(&words, trial->flags, error);

	rt_strings_free(&words);
	return code;
}

static int replay(const struct rt_call *call, int *status,
		  struct rt_error *error)
{
	struct replay all = {.wanted = call->values, .places = call->places};
	int code;

	if (!call->words[0])
		return rt_fail(error, RT_USAGE,
			       "replay needs a trial file; `check` writes one");
	code = rt_trial_read(&all.check.trial, call->words[0], error);
	if (!code)
		code = check_flags(&all.check.trial, error);
	if (!code)
		code = rt_cli_trust(call, &all.check.trial, false,
				    all.wanted->trust, error);
	if (!code)
		code = rt_trial_object(&all.check.trial, &all.check.object,
				       error);
	if (!code)
		code = run(&all, status, error);
	free(all.done.run.log);
	rt_codegen_free(&all.codegen);
	rt_judgement_free(&all.check.judgement);
	rt_subject_free(&all.subject);
	rt_inventory_free(&all.inventory);
	return code;
}

const struct rt_command rt_command_replay = {
	.name = "replay",
	.summary = "run a witness again, step by step",
	.form = "FILE.trial [OPTIONS]",
	.about = "Runs a witness again: the same interleaving, the same value. "
		 "Exits 1 when it is\ntorn. A trial without a witness is "
		 "searched for one.\n",
	.options = options,
	.values_size = sizeof(struct values),
	.word_limit = 1,
	.cache = RT_USE_NEEDED,
	.runs = RT_USE_SPARED,
	.run = replay,
};
