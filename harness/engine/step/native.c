/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The real CPU, one instruction at a time: the trap flag makes it raise #DB
 * behind each (Intel SDM volume 3, 17.3.3), which Linux turns into SIGTRAP.
 *
 * ptrace would do the same from outside at twice the time a step
 * (docs/step.md has the figures). To be used in a process of its own: the
 * accessor shares it.
 */
#include "harness/engine/step/cpu.h"

#if defined(__x86_64__)

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "harness/build/module.h"
#include "harness/engine/step/operands.h"
#include "harness/engine/step/recorder.h"

enum {
	page = 4096,
	field_pages = 4, /* the field lies in the second or third */
	stack_size = 65536,
	trap_flag = 0x100,
};

struct rt_step_cpu {
	struct rt_module module;
	uint64_t entry; /* of the accessor */
	struct rt_decoder *decoder;
	unsigned char *region; /* field_pages long */
	void *signal_stack;
	struct sigaction before;
	/* Of the run that is under way. */
	struct rt_step_recorder recorder;
	struct rt_operands last; /* of the instruction before */
	uint64_t last_pc;
	bool has_last, finished;
};

/*
 * Calls @function with the trap flag set: the first trap comes at its first
 * instruction, the last one at rt_step_return, where the handler clears it.
 */
uint64_t rt_step_call(uint64_t function, void *field, uint64_t value);
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
	"	pushfq\n"
	"	orq $0x100, (%rsp)\n"
	"	popfq\n"
	"	call *%rax\n"
	"rt_step_return:\n"
	"	popq %rbp\n"
	"	ret\n"
	".size rt_step_call, . - rt_step_call\n");

/* A signal handler is given no state: this is the one of its thread. */
static _Thread_local struct rt_step_cpu *stepping;

/* Whether the instruction before could lead to @pc: else one went unseen. */
static bool follows(const struct rt_step_cpu *cpu, uint64_t pc)
{
	return !cpu->has_last || cpu->last.jumps || pc == cpu->last.next ||
	       (cpu->last.repeats && pc == cpu->last_pc);
}

static void look_at(struct rt_step_cpu *cpu, const ucontext_t *context,
		    uint64_t pc)
{
	struct rt_operands operands;

	rt_operands_of(cpu->decoder, context, &operands);
	if (operands.blind)
		rt_step_record_blind(&cpu->recorder, operands.blind, pc);
	rt_step_record_instruction(&cpu->recorder, pc, operands.memory,
				   operands.count);
	cpu->last = operands;
	cpu->last_pc = pc;
	cpu->has_last = true;
}

static void stop_stepping(ucontext_t *context)
{
	context->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)trap_flag;
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
	if (!follows(cpu, pc))
		rt_step_record_blind(&cpu->recorder, RT_STEP_TRAP_LOST, pc);
	rt_step_record_value(&cpu->recorder, pc);
	if (pc == (uint64_t)(uintptr_t)rt_step_return) {
		cpu->finished = true;
		stop_stepping(context);
		return;
	}
	if (cpu->recorder.trace->steps == RT_STEP_LIMIT) {
		rt_step_record_blind(&cpu->recorder, RT_STEP_TOO_LONG, pc);
		stop_stepping(context);
		return;
	}
	look_at(cpu, context, pc);
}

static int catch_traps(struct rt_step_cpu *cpu, struct rt_error *error)
{
	struct sigaction action = {.sa_sigaction = on_trap,
				   .sa_flags = SA_SIGINFO | SA_ONSTACK};
	stack_t stack = {.ss_sp = cpu->signal_stack, .ss_size = stack_size};

	/* A stack of its own: the accessor's red zone is not to be touched. */
	if (sigaltstack(&stack, NULL) ||
	    sigaction(SIGTRAP, &action, &cpu->before))
		return rt_fail_errno(error, RT_SETUP, errno,
				     "cannot catch SIGTRAP");
	return RT_OK;
}

static uint64_t entry_of(const struct rt_module *module, unsigned width,
			 bool stores)
{
	if (width == 16)
		return stores ? (uint64_t)(uintptr_t)module->store16
			      : (uint64_t)(uintptr_t)module->load16;
	if (width == 32)
		return stores ? (uint64_t)(uintptr_t)module->store32
			      : (uint64_t)(uintptr_t)module->load32;
	return stores ? (uint64_t)(uintptr_t)module->store64
		      : (uint64_t)(uintptr_t)module->load64;
}

static void native_close(struct rt_step_cpu *cpu)
{
	if (!cpu)
		return;
	if (cpu->signal_stack) {
		const stack_t none = {.ss_flags = SS_DISABLE};

		sigaction(SIGTRAP, &cpu->before, NULL);
		sigaltstack(&none, NULL);
	}
	if (cpu->region)
		munmap(cpu->region, field_pages * page);
	free(cpu->signal_stack);
	rt_decoder_close(cpu->decoder);
	rt_module_close(&cpu->module);
	free(cpu);
}

static int set_up(struct rt_step_cpu *cpu, const char *path, const char *symbol,
		  unsigned width, bool stores, struct rt_error *error)
{
	int code = symbol ? rt_module_open_symbols(
				    &cpu->module, path, stores ? NULL : symbol,
				    stores ? symbol : NULL, width, error)
			  : rt_module_open(&cpu->module, path, error);

	if (code)
		return code;
	cpu->entry = entry_of(&cpu->module, width, stores);
	if (!cpu->entry)
		return rt_fail(error, RT_USAGE,
			       "%s has no ringtear_%s%u; choose another width "
			       "or direction",
			       path, stores ? "store" : "load", width);
	code = rt_decoder_open(&cpu->decoder, error);
	if (code)
		return code;
	cpu->region = mmap(NULL, field_pages * page, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (cpu->region == MAP_FAILED) {
		cpu->region = NULL;
		return rt_fail_errno(error, RT_SETUP, errno,
				     "no memory for the field");
	}
	cpu->signal_stack = malloc(stack_size);
	if (!cpu->signal_stack)
		return rt_fail(error, RT_SETUP, "out of memory");
	return catch_traps(cpu, error);
}

static int native_open(struct rt_step_cpu **cpu, const char *path,
		       const char *symbol, unsigned width, bool stores,
		       struct rt_error *error)
{
	struct rt_step_cpu *made = calloc(1, sizeof(*made));
	int code;

	if (!made)
		return rt_fail(error, RT_SETUP, "out of memory");
	code = set_up(made, path, symbol, width, stores, error);
	if (code)
		native_close(made);
	else
		*cpu = made;
	return code;
}

static void write_text(void *cpu, uint64_t pc, char text[RT_STEP_TEXT])
{
	rt_operands_text(((struct rt_step_cpu *)cpu)->decoder, pc, text);
}

static int native_run(struct rt_step_cpu *cpu, const struct rt_step_run *run,
		      struct rt_step_trace *trace, struct rt_error *error)
{
	unsigned char *field = cpu->region + page + run->offset;
	uint64_t result;

	if (run->offset > 2 * page - 8)
		return rt_fail(error, RT_INTERNAL, "no place for the field");
	cpu->recorder = (struct rt_step_recorder){
		.run = run,
		.trace = trace,
		.field = field,
		.address = (uint64_t)(uintptr_t)field,
		.region = (uint64_t)(uintptr_t)cpu->region,
		.region_size = field_pages * page,
		.text = write_text,
		.cpu = cpu,
	};
	cpu->has_last = cpu->finished = false;
	rt_step_record_begin(&cpu->recorder);
	stepping = cpu;
	result = rt_step_call(cpu->entry, field, run->new_value);
	stepping = NULL;
	if (!cpu->finished)
		rt_step_record_blind(&cpu->recorder, RT_STEP_TRAP_LOST,
				     cpu->last_pc);
	rt_step_record_end(&cpu->recorder, result, cpu->last_pc);
	return RT_OK;
}

#else

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

static int native_run(struct rt_step_cpu *cpu, const struct rt_step_run *run,
		      struct rt_step_trace *trace, struct rt_error *error)
{
	(void)cpu;
	(void)run;
	(void)trace;
	return rt_fail(error, RT_INTERNAL, "no CPU was opened");
}

static void native_close(struct rt_step_cpu *cpu)
{
	(void)cpu;
}

#endif

const struct rt_step_cpu_kind rt_step_native = {
	.name = "native",
	.orders_stores = true,
	.open = native_open,
	.run = native_run,
	.close = native_close,
};
