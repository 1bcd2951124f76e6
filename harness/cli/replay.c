/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One witness again, step by step. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/build/flags.h"
#include "harness/cli/check.h"
#include "harness/cli/here.h"

struct replay {
	const struct rt_cli *cli;
	struct rt_here here;
	struct rt_subject subject;
	struct rt_check check;
	struct rt_step_run run;
	struct rt_step_trace trace;
	const char *cpu; /* as rt_step_cpu_for() names it, or NULL */
	bool gdb;
};

static int build(struct replay *replay, struct rt_error *error)
{
	static const struct rt_subject_words none = {.load = NULL};
	int code = rt_here_find(&replay->here, replay->cli, error);

	if (!code)
		code = rt_subject_build(&replay->subject, replay->cli,
					&replay->here.accessors,
					&replay->here.toolchains,
					&replay->check.trial, &none, error);
	return code;
}

/* The trial's own witness, or else the first that the engine finds. */
static int find_witness(struct replay *replay, struct rt_error *error)
{
	const struct rt_trial *trial = &replay->check.trial;
	int code;

	replay->run = (struct rt_step_run){
		.stores = !strcmp(trial->direction, "store"),
		.width = (unsigned)trial->width,
		.offset = (unsigned)trial->offset,
		.old_value = trial->old_value,
		.new_value = trial->new_value,
		.gap = (int)trial->gap,
		.variant = (unsigned)trial->variant,
	};
	if (trial->old_value != trial->new_value)
		return RT_OK;
	replay->check.cli = replay->cli;
	replay->check.toolchains = &replay->here.toolchains;
	replay->check.engines = "step";
	replay->check.offset = -1;
	code = rt_check_run(&replay->check, &replay->subject, error);
	replay->run = replay->check.judgement.step.witness.run;
	if (!code && !replay->check.judgement.step.has_witness)
		return rt_fail(
			error, RT_USAGE,
			"there is no witness in the trial, and none was "
			"found: the accessor was %s",
			rt_verdict_word(replay->check.judgement.verdict.kind));
	return code;
}

static void print_bytes(uint64_t value, unsigned width)
{
	for (unsigned shift = 0; shift < width; shift += 8)
		printf(" %02x", (unsigned)(value >> shift) & 0xff);
}

static void print_field(const char *when, uint64_t value, unsigned width)
{
	printf("          field %-6s", when);
	print_bytes(value, width);
	putchar('\n');
}

/* The accesses in order, and what the other side does between them. */
static void print_load(const struct replay *replay)
{
	const struct rt_step_run *run = &replay->run;
	const struct rt_step_trace *trace = &replay->trace;
	unsigned touch = 0;

	print_field("holds", run->old_value, run->width);
	for (unsigned i = 0; i < trace->access_count; i++) {
		const struct rt_step_access *access = &trace->access[i];

		if (i && access->step != trace->access[i - 1].step)
			touch++;
		if ((int)touch == run->gap &&
		    (!i || access->step != trace->access[i - 1].step))
			print_field("stored", run->new_value, run->width);
		printf("%6" PRIu32 "    %-32s %u bytes at %+d\n", access->step,
		       access->text, access->size, access->offset);
	}
	if (run->gap >= (int)trace->touches)
		print_field("stored", run->new_value, run->width);
}

static void print_store(const struct replay *replay)
{
	const struct rt_step_trace *trace = &replay->trace;

	for (unsigned i = 0; i < trace->access_count; i++)
		printf("%6" PRIu32 "    %-32s %u bytes at %+d\n",
		       trace->access[i].step, trace->access[i].text,
		       trace->access[i].size, trace->access[i].offset);
	for (unsigned i = 0; i < trace->value_count; i++)
		print_field(i ? "then" : "holds", trace->value[i],
			    replay->run.width);
}

/* The value that is none of the two, or what came back. */
static uint64_t outcome(const struct replay *replay)
{
	const struct rt_step_run *run = &replay->run;
	const struct rt_step_trace *trace = &replay->trace;

	if (!run->stores)
		return trace->result;
	for (unsigned i = 0; i < trace->value_count; i++)
		if (trace->value[i] != run->old_value &&
		    trace->value[i] != run->new_value)
			return trace->value[i];
	return run->new_value;
}

/* The same point under gdb: break before the access, then store by hand. */
static void print_gdb(const struct replay *replay)
{
	const struct rt_step_run *run = &replay->run;
	const struct rt_step_trace *trace = &replay->trace;
	uint32_t step = trace->steps;
	unsigned touch = 0;

	for (unsigned i = 0; i < trace->access_count; i++) {
		if (i && trace->access[i].step != trace->access[i - 1].step)
			touch++;
		if ((int)touch == run->gap) {
			step = trace->access[i].step;
			break;
		}
	}
	printf("# gdb, in a program that has loaded\n# %s\n"
	       "break *ringtear_%s%u\nrun\nset $field = $rdi\n"
	       "set {unsigned char[%u]}$field = {",
	       replay->subject.module, run->stores ? "store" : "load",
	       run->width, run->width / 8);
	for (unsigned shift = 0; shift < run->width; shift += 8)
		printf("%s0x%02x", shift ? ", " : "",
		       (unsigned)(run->old_value >> shift) & 0xff);
	printf("}\nstepi %" PRIu32 "\n", step);
	if (!run->stores) {
		printf("set {unsigned char[%u]}$field = {", run->width / 8);
		for (unsigned shift = 0; shift < run->width; shift += 8)
			printf("%s0x%02x", shift ? ", " : "",
			       (unsigned)(run->new_value >> shift) & 0xff);
		printf("}\nfinish\n");
	} else {
		printf("x/%uxb $field\n", run->width / 8);
	}
}

static void print_replay(const struct replay *replay, bool torn)
{
	const struct rt_trial *trial = &replay->check.trial;
	const struct rt_step_run *run = &replay->run;
	int digits = (int)run->width / 4;

	printf("%s: 0x%0*" PRIx64 " %s, of 0x%0*" PRIx64 " and 0x%0*" PRIx64
	       "\n%s of %u bits, %s, %s %s\n\n",
	       torn ? "torn" : "not torn", digits, outcome(replay),
	       run->stores ? "was in memory" : "came back", digits,
	       run->old_value, digits, run->new_value,
	       run->stores ? "store" : "load", run->width, trial->accessor,
	       trial->toolchain, trial->flags);
	printf("  step    instruction that touches the field\n");
	if (run->stores)
		print_store(replay);
	else
		print_load(replay);
	if (replay->gdb) {
		putchar('\n');
		print_gdb(replay);
	}
}

static int replay(struct replay *replay, bool *torn, struct rt_error *error)
{
	const struct rt_step_cpu_kind *cpu;
	uint64_t value;
	int code = build(replay, error);

	if (!code)
		code = find_witness(replay, error);
	if (!code)
		code = rt_step_cpu_for(&cpu, replay->cpu,
				       replay->subject.module, error);
	if (!code)
		code = rt_step_replay(cpu, replay->subject.module, &replay->run,
				      &replay->trace, error);
	if (code)
		return code;
	value = outcome(replay);
	*torn = value != replay->run.old_value &&
		value != replay->run.new_value;
	print_replay(replay, *torn);
	return RT_OK;
}

/* Before anything is looked for: a flag that a trial may not have. */
static int check_flags(const struct rt_trial *trial, struct rt_error *error)
{
	struct rt_words words = RT_WORDS_INIT;
	int code = rt_flags_parse(&words, trial->flags, error);

	rt_words_free(&words);
	return code;
}

int rt_cli_replay(const struct rt_cli *cli, int argc, char **argv)
{
	struct replay all = {.cli = cli};
	struct rt_error error = RT_ERROR_INIT;
	const char *words[1] = {NULL};
	bool help = false, torn = false;
	const struct rt_option options[] = {
		{"gdb", &all.gdb, NULL, "print the way there under gdb", NULL},
		{"cpu", NULL, &all.cpu,
		 "native or unicorn; by the module's machine", NULL},
		{"help", &help, NULL, "print this text", NULL},
		{.name = NULL},
	};
	int code = rt_options_read(options, NULL, argc, argv, words, 1, &error);

	if (!code && help) {
		printf("usage: %s replay FILE.trial [OPTIONS]\n\nRuns a "
		       "witness again: the same interleaving, the same value. "
		       "Exits 1 when it is\ntorn. A trial without a witness "
		       "is searched for one.\n\n",
		       cli->command);
		rt_options_print(options, false);
		return 0;
	}
	if (!code && !words[0])
		code = rt_fail(&error, RT_USAGE,
			       "replay needs a trial file; `check` writes one");
	if (!code)
		code = rt_trial_read(&all.check.trial, words[0], &error);
	if (!code)
		code = check_flags(&all.check.trial, &error);
	if (!code)
		code = replay(&all, &torn, &error);
	rt_judgement_free(&all.check.judgement);
	rt_subject_free(&all.subject);
	rt_here_free(&all.here);
	code = code ? rt_cli_fail(&error) : torn;
	rt_error_clear(&error);
	return code;
}
