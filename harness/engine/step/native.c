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
#include <string.h>
#include <sys/mman.h>

#include "harness/base/bytes.h"
#include "harness/build/module.h"
#include "harness/engine/step/operands.h"

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
	const struct rt_step_run *run;
	struct rt_step_trace *trace;
	unsigned char *field;
	struct rt_operands last; /* of the instruction before */
	uint64_t last_pc;
	bool has_last, stored, finished;
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

static void go_blind(struct rt_step_cpu *cpu, enum rt_step_blind why,
		     uint64_t pc)
{
	if (cpu->trace->blind)
		return;
	cpu->trace->blind = why;
	cpu->trace->blind_at = pc;
}

static uint64_t read_field(const struct rt_step_cpu *cpu)
{
	uint64_t value = 0;

	memcpy(&value, cpu->field, cpu->run->width / 8);
	return value;
}

static void write_field(struct rt_step_cpu *cpu, uint64_t value)
{
	memcpy(cpu->field, &value, cpu->run->width / 8);
}

/* Of a store: what another side would read now, if it is something new. */
static void note_value(struct rt_step_cpu *cpu)
{
	struct rt_step_trace *trace = cpu->trace;
	uint64_t value = read_field(cpu);

	if (trace->value_count && trace->value[trace->value_count - 1] == value)
		return;
	if (trace->value_count == RT_STEP_VALUES) {
		go_blind(cpu, RT_STEP_TOO_LONG, cpu->last_pc);
		return;
	}
	trace->value_gap[trace->value_count] = trace->touches;
	trace->value[trace->value_count++] = value;
}

static void other_side_stores(struct rt_step_cpu *cpu)
{
	if (cpu->stored)
		return;
	write_field(cpu, cpu->run->new_value);
	cpu->stored = true;
}

static void fill_access(struct rt_step_cpu *cpu, uint64_t pc,
			const struct rt_operand *memory,
			struct rt_step_access *access)
{
	access->pc = pc;
	access->step = cpu->trace->steps;
	access->offset = (int32_t)((int64_t)memory->address -
				   (int64_t)(uintptr_t)cpu->field);
	access->size = memory->size;
	access->reads = memory->reads;
	access->writes = memory->writes;
	rt_operands_text(cpu->decoder, pc, access->text);
}

static bool overlaps(uint64_t address, uint64_t size, uint64_t other,
		     uint64_t other_size)
{
	return address < other + other_size && other < address + size;
}

/* Notes @memory if it is the field's; true when it is. */
static bool note_access(struct rt_step_cpu *cpu, uint64_t pc,
			const struct rt_operand *memory, bool repeats)
{
	struct rt_step_trace *trace = cpu->trace;
	uint64_t field = (uint64_t)(uintptr_t)cpu->field;
	uint64_t bytes = cpu->run->width / 8;
	bool touches = overlaps(memory->address, memory->size, field, bytes);
	bool contained = memory->address >= field &&
			 memory->address + memory->size <= field + bytes;

	if (!overlaps(memory->address, memory->size,
		      (uint64_t)(uintptr_t)cpu->region, field_pages * page))
		return false;
	if (!contained && !trace->outside) {
		trace->outside = true;
		fill_access(cpu, pc, memory, &trace->stray);
	}
	if (!touches)
		return false;
	if (trace->access_count == RT_STEP_ACCESSES) {
		go_blind(cpu, RT_STEP_TOO_LONG, pc);
		return true;
	}
	trace->access[trace->access_count].repeats = repeats;
	fill_access(cpu, pc, memory, &trace->access[trace->access_count]);
	trace->access_count++;
	return true;
}

/* Whether the instruction before could lead to @pc: else one went unseen. */
static bool follows(const struct rt_step_cpu *cpu, uint64_t pc)
{
	return !cpu->has_last || cpu->last.jumps || pc == cpu->last.next ||
	       (cpu->last.repeats && pc == cpu->last_pc);
}

static void look_at(struct rt_step_cpu *cpu, const ucontext_t *context,
		    uint64_t pc)
{
	struct rt_step_trace *trace = cpu->trace;
	struct rt_operands operands;
	bool touches = false;

	rt_operands_of(cpu->decoder, context, &operands);
	if (operands.blind)
		go_blind(cpu, operands.blind, pc);
	for (unsigned i = 0; i < operands.count; i++)
		touches |= note_access(cpu, pc, &operands.memory[i],
				       operands.repeats);
	if (touches && !cpu->run->stores &&
	    cpu->run->gap == (int)trace->touches)
		other_side_stores(cpu);
	trace->touches += touches;
	trace->path = (trace->path ^ pc) * 0x100000001b3u; /* FNV-1a's prime */
	trace->steps++;
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
		go_blind(cpu, RT_STEP_TRAP_LOST, pc);
	if (cpu->run->stores)
		note_value(cpu);
	if (pc == (uint64_t)(uintptr_t)rt_step_return) {
		cpu->finished = true;
		stop_stepping(context);
		return;
	}
	if (cpu->trace->steps == RT_STEP_LIMIT) {
		go_blind(cpu, RT_STEP_TOO_LONG, pc);
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

static int native_run(struct rt_step_cpu *cpu, const struct rt_step_run *run,
		      struct rt_step_trace *trace, struct rt_error *error)
{
	if (run->offset > 2 * page - 8)
		return rt_fail(error, RT_INTERNAL, "no place for the field");
	/* The text of accesses that are not there is not worth zeroing. */
	trace->blind = RT_STEP_SEEN_ALL;
	trace->blind_at = 0;
	trace->steps = trace->touches = trace->access_count = 0;
	trace->value_count = 0;
	trace->outside = false;
	trace->path = 0xcbf29ce484222325u; /* FNV-1a's beginning */
	cpu->run = run;
	cpu->trace = trace;
	cpu->field = cpu->region + page + run->offset;
	cpu->has_last = cpu->stored = cpu->finished = false;
	write_field(cpu, run->old_value);
	stepping = cpu;
	trace->result = rt_step_call(cpu->entry, cpu->field, run->new_value) &
			rt_mask(run->width);
	stepping = NULL;
	if (!cpu->finished)
		go_blind(cpu, RT_STEP_TRAP_LOST, cpu->last_pc);
	if (run->stores)
		note_value(cpu);
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
	.open = native_open,
	.run = native_run,
	.close = native_close,
};
