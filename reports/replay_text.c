/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/text.h"
#include "reports/replay_calls.h"
#include "reports/screen.h"
#include "reports/wording.h"

rt_value rt_replayed_outcome(const struct rt_replayed *done)
{
	const struct rt_step_run *run = &done->run;
	const struct rt_step_trace *trace = &done->trace;

	if (!run->stores)
		return trace->result;
	for (unsigned i = 0; i < trace->value_count; i++)
		if (trace->value[i] != done->given_old &&
		    trace->value[i] != done->given_new)
			return trace->value[i];
	return done->given_new;
}

bool rt_replayed_is_torn(const struct rt_replayed *done)
{
	rt_value value = rt_replayed_outcome(done);

	return value != done->given_old && value != done->given_new;
}

enum { register_column = 39 };

/* As they lie in memory, on a machine of low bytes first. */
static void print_bytes(rt_value value, unsigned width)
{
	for (unsigned shift = 0; shift < width; shift += 8)
		printf(" %02x", (unsigned)(value >> shift) & 0xff);
}

static void print_field(const char *when, rt_value value, unsigned width)
{
	printf("              field %-22s", when);
	print_bytes(value, width);
	putchar('\n');
}

/* "rdi=7f12, ecx=2 -> 1": what it names, and what it made of that. */
static void write_registers(const struct rt_step_logged *entry,
			    struct rt_text *text)
{
	for (unsigned i = 0; i < entry->registers; i++) {
		const struct rt_step_register *before = &entry->before[i];
		const struct rt_step_register *after = &entry->after[i];

		rt_text_format(text, "%s%s=%" PRIx64, i ? " " : "",
			       before->name, before->value);
		if (before->value != after->value)
			rt_text_format(text, "->%" PRIx64, after->value);
	}
}

/* The accesses to the field that instruction @step makes. */
static void print_accesses(const struct rt_replayed *done, unsigned step)
{
	for (unsigned i = 0; i < done->trace.access_count; i++) {
		const struct rt_step_access *access = &done->trace.access[i];

		if (access->step == step)
			printf("              %s %u %s of the field, from byte "
			       "%d\n",
			       !access->writes ? "reads"
			       : access->reads ? "reads and writes"
					       : "writes",
			       access->size,
			       access->size == 1 ? "byte" : "bytes",
			       access->offset);
	}
}

static bool touches(const struct rt_replayed *done, unsigned step)
{
	for (unsigned i = 0; i < done->trace.access_count; i++)
		if (done->trace.access[i].step == step)
			return true;
	return false;
}

/*
 * The other side @does something, its value being @value; @within is the text
 * of the instruction between whose accesses it does, or "".
 */
static void print_turn(const struct rt_replayed *done, const char *within,
		       const char *does, rt_value value, bool colour)
{
	printf("%s     -> %s %s %s%s\n", colour ? "\033[31m" : "",
	       rt_say_other_side(done->trial->toolchain, within, within), does,
	       rt_digits(value, done->run.width).text, colour ? "\033[0m" : "");
}

/* Between two parts of one instruction. */
static void print_within(const struct rt_replayed *done,
			 const struct rt_step_logged *entry, bool colour)
{
	const struct rt_step_run *run = &done->run;
	rt_value value = entry->field_within;

	if (!entry->is_split)
		return;
	if (!run->stores && value != entry->field_before)
		print_turn(done, entry->text, "stores", value, colour);
	print_field("between its parts", value, run->width);
	if (run->stores && value != run->old_value && value != run->new_value)
		print_turn(done, entry->text, "loads", value, colour);
}

/* "callq memcpy" for an address that no other run has. */
static void write_instruction(const struct rt_replay_calls *calls,
			      const struct rt_step_logged *entry,
			      struct rt_text *text)
{
	const char *called = rt_replay_called(calls, entry);

	if (*called)
		rt_text_format(text, "%.*s %s", (int)strcspn(entry->text, " "),
			       entry->text, called);
	else
		rt_text_add(text, entry->text);
}

static void print_instruction(const struct rt_replayed *done,
			      const struct rt_replay_calls *calls,
			      unsigned step, bool colour)
{
	const struct rt_step_logged *entry = &done->run.log->list[step];
	bool marked = touches(done, step);
	struct rt_text first = RT_TEXT_INIT, registers = RT_TEXT_INIT;
	struct rt_text text = RT_TEXT_INIT;

	write_instruction(calls, entry, &text);
	rt_text_format(&first, "%6u %s %-28s", step, marked ? "*" : " ",
		       rt_text_string(&text));
	rt_text_free(&text);
	write_registers(entry, &registers);
	if (entry->registers)
		rt_screen_beside(rt_text_string(&first), register_column,
				 rt_text_string(&registers));
	else
		puts(rt_text_string(&first));
	rt_text_free(&first);
	rt_text_free(&registers);
	if (!marked)
		return;
	print_accesses(done, step);
	print_field("before", entry->field_before, done->run.width);
	print_within(done, entry, colour);
	if (entry->field_after != entry->field_before)
		print_field("after", entry->field_after, done->run.width);
	if (done->run.stores && entry->field_after != done->run.old_value &&
	    entry->field_after != done->run.new_value)
		print_turn(done, "", "loads", entry->field_after, colour);
}

static void print_log(const struct rt_replayed *done, bool colour)
{
	const struct rt_step_log *log = done->run.log;
	rt_value field = done->run.old_value;
	struct rt_replay_calls calls;

	rt_replay_calls_find(&calls, done);
	for (unsigned step = 0; step < log->count; step++) {
		if (log->list[step].field_before != field)
			print_turn(done, "", "stores", done->run.new_value,
				   colour);
		print_instruction(done, &calls, step, colour);
		field = log->list[step].field_after;
	}
	rt_replay_calls_free(&calls);
	if (log->is_cut)
		printf("       (and more instructions)\n");
	if (!done->run.stores && done->run.gap >= (int)done->trace.touches)
		print_turn(done, "", "stores", done->run.new_value, colour);
}

void rt_replay_print(const struct rt_replayed *done, bool colour)
{
	const struct rt_trial *trial = done->trial;
	const struct rt_step_run *run = &done->run;
	bool torn = rt_replayed_is_torn(done);

	printf("%s%s%s: %s %s, of %s and %s\n%s of %u bits, %s, %s %s\n\n",
	       !colour ? ""
	       : torn  ? "\033[31m"
		       : "\033[32m",
	       torn ? "torn" : "not torn", colour ? "\033[0m" : "",
	       rt_digits(rt_replayed_outcome(done), run->width).text,
	       run->stores ? "was in memory" : "came back",
	       rt_digits(run->old_value, run->width).text,
	       rt_digits(run->new_value, run->width).text,
	       run->stores ? "store" : "load", run->width, trial->accessor,
	       trial->toolchain, trial->flags);
	if (run->calls)
		printf("after %u calls at full speed:\n\n", run->calls);
	printf("  step   instruction                  registers that it names, "
	       "in "
	       "hex\n");
	print_log(done, colour);
}
