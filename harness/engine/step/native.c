/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The real CPU, one instruction at a time: with the trap flag set, the CPU
 * raises #DB after each instruction (Intel SDM volume 3, 17.3.3), which Linux
 * turns into SIGTRAP.
 *
 * ptrace would do the same from another process at twice the time per step
 * (docs/step.md has the figures). Use it in a process of its own: the accessor
 * runs in it.
 */
#include "harness/engine/step/cpu.h"

#if defined(__x86_64__)

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "harness/base/ending.h"
#include "harness/engine/account/account.h"
#include "harness/engine/step/calls.h"
#include "harness/engine/step/guard.h"
#include "harness/engine/step/hands.h"
#include "harness/engine/step/operands.h"
#include "harness/engine/step/recorder.h"
#include "harness/engine/step/registers.h"
#include "harness/engine/step/traps.h"
#include "harness/module/module.h"

enum {
	page = 4096,
	field_pages = 4, /* the field is in the second or third */
	last_offset = 2 * page - RT_VALUE_BYTES,
	trap_flag = 0x100,
};

struct rt_step_cpu {
	struct rt_module module;
	uint64_t entry; /* of the accessor */
	struct rt_decoder *decoder;
	struct rt_guard guard; /* field_pages long */
	struct rt_step_ground ground[RT_STEP_GROUNDS];
	uint64_t tasks; /* before the module was opened */
	struct rt_traps traps;
	/* Of the present run: */
	pid_t process;
	struct rt_step_recorder recorder;
	struct rt_operands last; /* of the previous instruction */
	uint64_t last_pc;
	bool has_last, finished;
	const ucontext_t *context; /* during a trap; for the log */
};

/*
 * Calls @function with the trap flag set: the first trap is at @function's
 * first instruction, the last at rt_step_return, where the handler clears the
 * flag. 128 bits are in rsi and rdx, and in rax and rdx: System V psABI 3.2.3.
 * Those of a narrower accessor are in the first of the two.
 */
rt_value rt_step_call(uint64_t function, void *field, rt_value value);
extern const char rt_step_return[];

__asm__(".text\n"
	".globl rt_step_call, rt_step_return\n"
	".hidden rt_step_call, rt_step_return\n"
	".type rt_step_call, @function\n"
	"rt_step_call:\n"
	"	pushq %rbp\n"
	"	movq %rsp, %rbp\n"
	"	movq %rdi, %rax\n"
	"	movq %rsi, %rdi\n"
	"	movq %rdx, %rsi\n"
	"	movq %rcx, %rdx\n"
	"	pushfq\n"
	"	orq $0x100, (%rsp)\n"
	"	popfq\n"
	"	call *%rax\n"
	"rt_step_return:\n"
	"	popq %rbp\n"
	"	ret\n"
	".size rt_step_call, . - rt_step_call\n");

/* The CPU that this thread runs, for the signal handlers. */
static _Thread_local struct rt_step_cpu *stepping;

/*
 * False when the previous instruction cannot lead to @pc: then at least one
 * instruction ran unseen.
 */
static bool follows(const struct rt_step_cpu *cpu, uint64_t pc)
{
	return !cpu->has_last || cpu->last.jumps || pc == cpu->last.next ||
	       (cpu->last.repeats && pc == cpu->last_pc);
}

static void stop_stepping(ucontext_t *context)
{
	context->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)trap_flag;
}

/* A trap ends the process when its signal is blocked or ignored: signal(7). */
static bool changes_signals(const ucontext_t *context)
{
	switch (context->uc_mcontext.gregs[REG_RAX]) {
	case SYS_rt_sigaction:
	case SYS_rt_sigprocmask:
	case SYS_rt_sigreturn:
	case SYS_sigaltstack:
		return true;
	default:
		return false;
	}
}

static void record_next(struct rt_step_cpu *cpu, ucontext_t *context,
			uint64_t pc)
{
	struct rt_operands operands;

	rt_operands_of(cpu->decoder, context, &operands);
	if (operands.blind)
		rt_step_record_blind(&cpu->recorder, operands.blind, pc);
	/* Open for a system call too: the kernel may access the field. */
	if (rt_step_record_instruction(&cpu->recorder, pc, operands.memory,
				       operands.count) ||
	    cpu->recorder.trace->blind)
		rt_guard_open(&cpu->guard);
	else
		rt_guard_close(&cpu->guard);
	rt_step_record_log(&cpu->recorder, pc);
	if (operands.blind == RT_STEP_KERNEL && changes_signals(context))
		stop_stepping(context);
	cpu->last = operands;
	cpu->last_pc = pc;
	cpu->has_last = true;
}

/* For those who are told of the end of this process. */
static void note_fault(struct rt_step_cpu *cpu, int number,
		       const siginfo_t *info, const void *context)
{
	struct rt_fault *fault = &cpu->recorder.trace->fault;

	rt_ending_note(number, info);
	fault->base = cpu->ground[0].begin;
	fault->field = cpu->recorder.address;
	rt_fault_take(fault, number, info, context);
}

/*
 * The access faults again, which then ends the process; what was sent does not
 * come again by itself.
 */
static void end_by(int number, const siginfo_t *info)
{
	signal(number, SIG_DFL);
	if (info->si_code <= 0)
		raise(number);
}

/* Handles an access that the decoder did not predict. */
static void on_fault(int number, siginfo_t *info, void *argument)
{
	struct rt_step_cpu *cpu = stepping;
	const ucontext_t *context = argument;

	if (!cpu || cpu->guard.is_open ||
	    !rt_guard_covers(&cpu->guard, (uint64_t)(uintptr_t)info->si_addr)) {
		if (cpu)
			note_fault(cpu, number, info, context);
		end_by(number, info);
		return;
	}
	rt_step_record_blind(&cpu->recorder, RT_STEP_HIDDEN_OPERAND,
			     (uint64_t)context->uc_mcontext.gregs[REG_RIP]);
	rt_guard_open(&cpu->guard);
}

/*
 * The process ends by it: whether a handler of the user's program goes on
 * behind the instruction is not known here.
 */
static void on_illegal(int number, siginfo_t *info, void *argument)
{
	const ucontext_t *context = argument;

	if (stepping) {
		note_fault(stepping, number, info, argument);
		rt_step_record_blind(
			&stepping->recorder, RT_STEP_ILLEGAL,
			(uint64_t)context->uc_mcontext.gregs[REG_RIP]);
		stepping->recorder.trace->illegal = true;
	}
	end_by(number, info);
}

static void finish(struct rt_step_cpu *cpu, ucontext_t *context)
{
	cpu->finished = true;
	rt_guard_open(&cpu->guard);
	stop_stepping(context);
}

/* False when the accessor cleared the flag, or instructions ran unseen. */
static bool was_not_disturbed(const struct rt_step_cpu *cpu,
			      const ucontext_t *context, uint64_t pc)
{
	return follows(cpu, pc) &&
	       context->uc_mcontext.gregs[REG_EFL] & trap_flag;
}

/* Ends a process that the accessor has forked: it is not the stepped one. */
static void leave_if_forked(const struct rt_step_cpu *cpu)
{
	if (cpu->has_last && cpu->last.blind == RT_STEP_KERNEL &&
	    getpid() != cpu->process)
		_exit(0);
}

static void on_trap(int number, siginfo_t *info, void *argument)
{
	struct rt_step_cpu *cpu = stepping;
	ucontext_t *context = argument;
	uint64_t pc = (uint64_t)context->uc_mcontext.gregs[REG_RIP];

	(void)number;
	(void)info;
	if (!cpu || cpu->finished) {
		stop_stepping(context);
		return;
	}
	leave_if_forked(cpu);
	cpu->context = context;
	if (!was_not_disturbed(cpu, context, pc))
		rt_step_record_blind(&cpu->recorder, RT_STEP_TRAP_LOST, pc);
	rt_step_record_value(&cpu->recorder, pc);
	if (pc == (uint64_t)(uintptr_t)rt_step_return) {
		finish(cpu, context);
		return;
	}
	if (cpu->recorder.trace->steps == RT_STEP_LIMIT) {
		rt_step_record_blind(&cpu->recorder, RT_STEP_TOO_LONG, pc);
		rt_guard_open(&cpu->guard);
		stop_stepping(context);
		return;
	}
	context->uc_mcontext.gregs[REG_EFL] |= trap_flag;
	record_next(cpu, context, pc);
}

static void native_close(struct rt_step_cpu *cpu)
{
	if (!cpu)
		return;
	rt_guard_free(&cpu->guard);
	rt_traps_free(&cpu->traps);
	rt_decoder_close(cpu->decoder);
	rt_module_close(&cpu->module);
	free(cpu);
}

static int open_module(struct rt_step_cpu *cpu, const char *path,
		       const char *symbol, unsigned width, bool stores,
		       struct rt_error *error)
{
	int code = symbol ? rt_module_open_symbols(
				    &cpu->module, path, stores ? NULL : symbol,
				    stores ? symbol : NULL, width, error)
			  : rt_module_open(&cpu->module, path, error);

	if (code)
		return code;
	cpu->entry = (uint64_t)(uintptr_t)rt_module_accessor(&cpu->module,
							     width, stores);
	if (!cpu->entry)
		return rt_fail(error, RT_SUBJECT,
			       "%s has no ringtear_%s%u; choose another width "
			       "or direction",
			       path, stores ? "store" : "load", width);
	rt_ground_find(cpu->ground, cpu->entry);
	return RT_OK;
}

/* What the engine needs is made before the module's constructors run. */
static int set_up(struct rt_step_cpu *cpu, const char *path, const char *symbol,
		  unsigned width, bool stores, struct rt_error *error)
{
	struct rt_hands hands;
	int code = rt_decoder_open(&cpu->decoder, error);

	if (!code)
		code = rt_guard_make(&cpu->guard, field_pages * page, error);
	if (!code)
		code = rt_traps_make(&cpu->traps, error);
	if (code)
		return code;
	cpu->traps.on_trap = on_trap;
	cpu->traps.on_fault = on_fault;
	cpu->traps.on_illegal = on_illegal;
	rt_hands_count(&hands);
	cpu->tasks = hands.tasks;
	code = open_module(cpu, path, symbol, width, stores, error);
	return code ? code : rt_hands_compare(&hands, error);
}

static int native_open(struct rt_step_cpu **cpu, const char *path,
		       const char *symbol, unsigned width, bool stores,
		       struct rt_error *error)
{
	struct rt_step_cpu *made = calloc(1, sizeof(*made));
	int code;

	if (!made)
		return rt_no_memory(error);
	code = set_up(made, path, symbol, width, stores, error);
	if (code)
		native_close(made);
	else
		*cpu = made;
	return code;
}

static void write_text(void *cpu, uint64_t pc, char text[RT_STEP_TEXT])
{
	rt_decode_text(((struct rt_step_cpu *)cpu)->decoder, pc, text);
}

static unsigned list_registers(void *data, uint64_t pc,
			       struct rt_step_register list[RT_STEP_REGISTERS])
{
	const struct rt_step_cpu *cpu = data;

	return cpu->context
		       ? rt_registers_of(cpu->decoder, cpu->context, pc, list)
		       : 0;
}

static void begin_run(struct rt_step_cpu *cpu, const struct rt_step_run *run,
		      struct rt_step_trace *trace)
{
	size_t at = page + run->offset;

	cpu->recorder = (struct rt_step_recorder){
		.run = run,
		.trace = trace,
		.field = cpu->guard.ours + at,
		.address = (uint64_t)(uintptr_t)(cpu->guard.theirs + at),
		.region = (uint64_t)(uintptr_t)cpu->guard.theirs,
		.region_size = cpu->guard.size,
		.text = write_text,
		.registers = list_registers,
		.cpu = cpu,
	};
	memcpy(cpu->recorder.ground, cpu->ground, sizeof(cpu->ground));
	cpu->process = getpid();
	cpu->has_last = cpu->finished = false;
	rt_step_record_begin(&cpu->recorder);
	if (rt_hands_tasks() != cpu->tasks)
		rt_step_record_blind(&cpu->recorder, RT_STEP_OTHER_THREAD, 0);
}

static void end_run(struct rt_step_cpu *cpu, rt_value result)
{
	cpu->context = NULL;
	if (!cpu->finished)
		rt_step_record_blind(&cpu->recorder, RT_STEP_TRAP_LOST,
				     cpu->last_pc);
	rt_step_record_end(&cpu->recorder, result, cpu->last_pc);
}

static int native_run(struct rt_step_cpu *cpu, const struct rt_step_run *run,
		      struct rt_step_trace *trace, struct rt_error *error)
{
	rt_value result;
	int code;

	if (run->offset > last_offset)
		return rt_fail(error, RT_INTERNAL, "no place for the field");
	code = rt_traps_catch(&cpu->traps, error);
	if (code)
		return code;
	begin_run(cpu, run, trace);
	stepping = cpu;
	result =
		rt_step_call(cpu->entry, cpu->guard.theirs + page + run->offset,
			     run->new_value);
	stepping = NULL;
	end_run(cpu, result);
	rt_traps_release(&cpu->traps);
	return RT_OK;
}

static int native_call(struct rt_step_cpu *cpu, const struct rt_step_run *run,
		       const unsigned *site, unsigned sites, uint32_t *ended,
		       struct rt_error *error)
{
	size_t at = page + run->offset;
	uint64_t address[RT_ACCOUNT_SITES];
	struct rt_calls calls = {
		.entry = cpu->entry,
		.ours = cpu->guard.ours + at,
		.theirs = cpu->guard.theirs + at,
		.run = run,
		.site = address,
	};

	if (run->offset > last_offset)
		return rt_fail(error, RT_INTERNAL, "no place for the field");
	for (unsigned i = 0; i < sites; i++) {
		uint64_t found = rt_ground_loaded(
			cpu->ground, run->account->site[site[i]].address);

		if (found)
			address[calls.sites++] = found;
	}
	rt_guard_open(&cpu->guard);
	return rt_calls_make(&calls, ended, error);
}

const struct rt_step_cpu_kind rt_step_native = {
	.name = "native",
	.arch = &rt_arch_x86_64,
	.open = native_open,
	.run = native_run,
	.call = native_call,
	.close = native_close,
};

#else

/* Nothing else is called where it does not open. */
static int native_open(struct rt_step_cpu **cpu, const char *path,
		       const char *symbol, unsigned width, bool stores,
		       struct rt_error *error)
{
	(void)cpu;
	(void)path;
	(void)symbol;
	(void)width;
	(void)stores;
	return rt_fail(error, RT_SETUP,
		       "the step engine runs on x86-64 only so far");
}

const struct rt_step_cpu_kind rt_step_native = {
	.name = "native",
	.arch = &rt_arch_x86_64,
	.open = native_open,
};

#endif
