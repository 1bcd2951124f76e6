/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A witness as commands of gdb: the module is preloaded into ringtear itself,
 * its accessor called by hand on a field on the stack.
 */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "reports/replay.h"

/* How many instructions run before the other side has its turn. */
static uint32_t steps_to_gap(const struct rt_replayed *done)
{
	const struct rt_step_trace *trace = &done->trace;

	if (done->run.stores) {
		for (unsigned i = 0; i < trace->value_count; i++)
			if (trace->value[i] == rt_replayed_outcome(done))
				return trace->value_step[i];
		return trace->steps;
	}
	for (unsigned i = 0; i < trace->access_count; i++) {
		if ((int)trace->access[i].touch == done->run.gap)
			return trace->access[i].step;
	}
	return trace->steps;
}

static const char *type_of(unsigned width)
{
	return width == 16   ? "unsigned short"
	       : width == 32 ? "unsigned int"
			     : "unsigned long";
}

/* gdb writes no number of 128 bits: it is set by halves, the lower first. */
static void print_set(unsigned width, rt_value value)
{
	printf("set {%s}$field = %s\n", type_of(width),
	       rt_digits(rt_value_low(value), 0).text);
	if (width > 64)
		printf("set {%s}($field + 8) = %s\n", type_of(width),
		       rt_digits(rt_value_high(value), 0).text);
}

/* What gdb prints: @high and @low, or @low alone where that has all of it. */
static void print_print(unsigned width, const char *high, const char *low)
{
	if (width > 64)
		printf("printf \"0x%%016lx%%016lx\\n\", (long)%s, (long)%s\n",
		       high, low);
	else
		printf("printf \"0x%%0%ulx\\n\", (long)%s\n", width / 4, low);
}

/* main() is where every library is loaded and bound. */
static void print_start(const struct rt_replayed *done, const char *program)
{
	printf("# gdb -q -batch -x FILE, with these lines in FILE\n"
	       "set confirm off\n"
	       "set startup-with-shell off\n"
	       "file %s\n"
	       "set environment LD_PRELOAD %s\n"
	       "set environment LD_BIND_NOW 1\n"
	       "break main\n"
	       "run\n"
	       "delete\n",
	       program, done->module);
}

/* System V x86-64 psABI, 3.2.2: (%%rsp + 8) is a multiple of 16 at an entry. */
static void print_call(const struct rt_replayed *done)
{
	const struct rt_step_run *run = &done->run;

	printf("# the field at offset %u of a page, and a call by hand\n"
	       "set $back = (long)$pc\n"
	       "set $field = (((long)$sp - 32768) & ~4095) + %u\n"
	       "set $sp = (((long)$sp - 65536) & ~15) - 8\n"
	       "set {long}$sp = $back\n"
	       "set $rdi = $field\n",
	       run->offset % 4096, run->offset % 4096);
	print_set(run->width, run->old_value);
	if (run->stores)
		printf("set $rsi = %s\n",
		       rt_digits(rt_value_low(run->new_value), 0).text);
	if (run->stores && run->width > 64)
		printf("set $rdx = %s\n",
		       rt_digits(rt_value_high(run->new_value), 0).text);
	printf("set $pc = (long)&ringtear_%s%u\n",
	       run->stores ? "store" : "load", run->width);
}

void rt_replay_print_gdb(const struct rt_replayed *done)
{
	const struct rt_step_run *run = &done->run;
	uint32_t steps = steps_to_gap(done);
	char program[PATH_MAX] = "", low[32];
	ssize_t length =
		readlink("/proc/self/exe", program, sizeof(program) - 1);

	print_start(done, length > 0 ? program : "ringtear");
	print_call(done);
	if (steps)
		printf("stepi %" PRIu32 "\n", steps);
	if (run->stores) {
		printf("# what the other side loads here\n");
		snprintf(low, sizeof(low), "*(%s *)$field",
			 type_of(run->width));
		print_print(run->width, "*(long *)($field + 8)", low);
	} else {
		printf("# the other side stores here\n");
		print_set(run->width, run->new_value);
		printf("tbreak *$back\n"
		       "continue\n"
		       "# what came back\n");
		snprintf(low, sizeof(low), "(%s)$rax", type_of(run->width));
		print_print(run->width, "$rdx", low);
	}
	printf("kill\n");
}
