/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hooks of a run: each instruction, each access to the field. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "harness/engine/step/unicorn/emulator.h"
#include "harness/engine/string.h"

void rt_emulator_end_instruction(struct rt_step_cpu *cpu)
{
	if (!cpu->pc)
		return;
	rt_step_record_instruction(&cpu->recorder, cpu->pc, NULL, 0);
	rt_step_record_value(&cpu->recorder, cpu->pc);
	if (cpu->parts_left)
		rt_step_record_blind(&cpu->recorder, RT_STEP_HIDDEN_OPERAND,
				     cpu->pc);
	cpu->pc = 0;
	cpu->announced_count = cpu->parts_left = 0;
}

/* Reads the present instruction's code; returns its length, 0 on failure. */
static size_t read_code(const struct rt_step_cpu *cpu, uint8_t code[16])
{
	size_t length = cpu->size < 16 ? cpu->size : 16;

	return uc_mem_read(cpu->engine, cpu->pc, code, length) ? 0 : length;
}

/* What follows may be what no interrupt comes into. */
static void note_mask(struct rt_step_cpu *cpu)
{
	const struct rt_arch *arch = cpu->machine->arch;
	uint8_t code[16];

	if (arch->masks && rt_arch_is_mask(arch, code, read_code(cpu, code)))
		rt_step_record_mask(&cpu->recorder, cpu->pc);
}

static void on_instruction(uc_engine *engine, uint64_t address, uint32_t size,
			   void *user_data)
{
	struct rt_step_cpu *cpu = user_data;

	(void)engine;
	if (!cpu->recording)
		return;
	rt_emulator_end_instruction(cpu);
	/* The return address is no instruction of the accessor. */
	if (address == RT_EMULATED_RETURN)
		return;
	cpu->pc = address;
	cpu->size = size;
	rt_step_record_log(&cpu->recorder, address);
	if (cpu->recorder.trace->steps == RT_STEP_LIMIT)
		rt_emulator_stop_blind(cpu, RT_STEP_TOO_LONG);
	note_mask(cpu);
	rt_emulator_note_chosen(cpu, address);
}

static bool is_rep(const uint8_t *code, size_t length)
{
	for (size_t i = 0; i < length && i < 4; i++)
		if (code[i] == 0xf2 || code[i] == 0xf3)
			return rt_string_round(code, length) != 0;
	return false;
}

/* Sets what depends on the instruction, not on the access. */
static void take_code(struct rt_step_cpu *cpu, struct rt_step_operand *operand)
{
	const struct rt_arch *arch = cpu->machine->arch;
	char text[RT_STEP_TEXT];
	uint8_t code[16];
	size_t length = read_code(cpu, code);

	if (rt_arch_is_block(arch, code, length))
		rt_step_record_blind(&cpu->recorder, RT_STEP_PIECES, cpu->pc);
	if (!arch->is_x86)
		return;
	operand->repeats = is_rep(code, length);
	rt_emulator_text(cpu, cpu->pc, text);
	operand->weak = strstr(text, "movnt");
}

/*
 * Whether this is one of the two aligned reads that the emulator makes for a
 * misaligned read that was announced; both must come, in order.
 */
static bool is_part(struct rt_step_cpu *cpu, uint64_t address,
		    unsigned int size)
{
	if (!cpu->parts_left)
		return false;
	if (address != cpu->part.address || size != cpu->part.size) {
		rt_step_record_blind(&cpu->recorder, RT_STEP_HIDDEN_OPERAND,
				     cpu->pc);
		return false;
	}
	cpu->part.address += size;
	cpu->parts_left--;
	return true;
}

static void announce(struct rt_step_cpu *cpu, uint64_t address,
		     unsigned int size)
{
	if (cpu->announced_count == RT_EMULATED_ACCESSES)
		rt_step_record_blind(&cpu->recorder, RT_STEP_TOO_LONG, cpu->pc);
	else
		cpu->announced[cpu->announced_count++] =
			(struct rt_announced){address, size};
}

/* libunicorn 2 makes it where the CPU would not. */
static void fault_unaligned(struct rt_step_cpu *cpu, uint64_t address)
{
	if (!cpu->halt) {
		cpu->halt = RT_HALT_CRASH;
		snprintf(cpu->fault, sizeof(cpu->fault),
			 "an access of 0x%" PRIx64
			 ", which is not aligned: %s faults",
			 address, cpu->machine->arch->name);
	}
	uc_emu_stop(cpu->engine);
}

static void on_access(uc_engine *engine, uc_mem_type type, uint64_t address,
		      int size, int64_t value, void *user_data)
{
	struct rt_step_cpu *cpu = user_data;
	struct rt_step_operand operand = {
		.address = address,
		.size = (uint16_t)size,
		.reads = type == UC_MEM_READ,
		.writes = type == UC_MEM_WRITE,
	};
	unsigned int bytes = (unsigned int)size;

	(void)engine;
	(void)value;
	if (!cpu->recording)
		return;
	announce(cpu, address, bytes);
	if (operand.reads && is_part(cpu, address, bytes))
		return;
	if (address % bytes && cpu->machine->arch->faults_unaligned) {
		fault_unaligned(cpu, address);
		return;
	}
	if (operand.reads && address % bytes) {
		cpu->parts_left = 2;
		cpu->part =
			(struct rt_announced){address & ~(bytes - 1ull), bytes};
	}
	take_code(cpu, &operand);
	rt_step_record_operand(&cpu->recorder, cpu->pc, &operand);
}

/* Thread-local data would have to be set up by the dynamic linker. */
static void on_thread_access(uc_engine *engine, uc_mem_type type,
			     uint64_t address, int size, int64_t value,
			     void *user_data)
{
	struct rt_step_cpu *cpu = user_data;

	(void)engine;
	(void)type;
	(void)address;
	(void)size;
	(void)value;
	if (cpu->recording && cpu->image.has_thread_data)
		rt_emulator_stop_blind(cpu, RT_STEP_NOT_EMULATED);
}

static bool was_announced(const struct rt_step_cpu *cpu, uint64_t offset,
			  unsigned int size)
{
	uint64_t address = RT_EMULATED_FIELD + offset;

	for (unsigned int i = 0; i < cpu->announced_count; i++)
		if (address >= cpu->announced[i].address &&
		    address + size <=
			    cpu->announced[i].address + cpu->announced[i].size)
			return true;
	return false;
}

/* If no hook has reported an access, its width is not known. */
static void check_announced(struct rt_step_cpu *cpu, uint64_t offset,
			    unsigned int size)
{
	if (cpu->recording && !was_announced(cpu, offset, size))
		rt_step_record_blind(&cpu->recorder, RT_STEP_HIDDEN_OPERAND,
				     cpu->pc);
}

static uint64_t read_field(uc_engine *engine, uint64_t offset,
			   unsigned int size, void *user_data)
{
	struct rt_step_cpu *cpu = user_data;

	(void)engine;
	if (offset > sizeof(cpu->region) - size)
		return 0;
	check_announced(cpu, offset, size);
	return rt_arch_number(cpu->machine->arch, cpu->region + offset, size);
}

static void write_field(uc_engine *engine, uint64_t offset, unsigned int size,
			uint64_t value, void *user_data)
{
	struct rt_step_cpu *cpu = user_data;

	(void)engine;
	if (offset > sizeof(cpu->region) - size)
		return;
	check_announced(cpu, offset, size);
	rt_arch_put(cpu->machine->arch, cpu->region + offset, size, value);
}

static void on_interrupt(uc_engine *engine, uint32_t number, void *user_data)
{
	struct rt_step_cpu *cpu = user_data;
	const struct rt_arch_unicorn *own = cpu->machine->arch->unicorn;

	/* s390x' emulation raises an interrupt at the end of a run. */
	if (rt_emulator_counter(cpu) == RT_EMULATED_RETURN) {
		uc_emu_stop(engine);
	} else if (number == own->system_call) {
		rt_emulator_stop_blind(cpu, RT_STEP_KERNEL);
	} else if (number == own->undefined) {
		rt_emulator_stop_blind(cpu, RT_STEP_NO_INSTRUCTION);
	} else if (!cpu->halt) {
		cpu->halt = RT_HALT_CRASH;
		snprintf(cpu->fault, sizeof(cpu->fault),
			 "exception %" PRIu32 " at 0x%" PRIx64, number,
			 cpu->pc);
	}
	uc_emu_stop(engine);
}

static void on_system_call(uc_engine *engine, void *user_data)
{
	(void)engine;
	rt_emulator_stop_blind(user_data, RT_STEP_KERNEL);
}

static uc_err watch_system_calls(struct rt_step_cpu *cpu)
{
	static const int instructions[] = {UC_X86_INS_SYSCALL,
					   UC_X86_INS_SYSENTER};
	uc_err code = UC_ERR_OK;
	uc_hook hook;

	for (int i = 0; !code && cpu->machine->arch->is_x86 && i < 2; i++)
		code = uc_hook_add(cpu->engine, &hook, UC_HOOK_INSN,
				   (void *)on_system_call, cpu, 1, 0,
				   instructions[i]);
	return code;
}

/* Handles an access to unmapped memory. */
static bool on_unmapped(uc_engine *engine, uc_mem_type type, uint64_t address,
			int size, int64_t value, void *user_data)
{
	struct rt_step_cpu *cpu = user_data;
	const char *doing = type == UC_MEM_FETCH_UNMAPPED  ? "a jump to"
			    : type == UC_MEM_READ_UNMAPPED ? "a read of"
							   : "a write of";

	(void)engine;
	(void)size;
	(void)value;
	if (type == UC_MEM_FETCH_UNMAPPED && address >= RT_LOADED_MISSING &&
	    address < RT_EMULATED_FIELD) {
		rt_emulator_stop_blind(cpu, RT_STEP_NOT_THERE);
	} else if (cpu->machine->arch->unicorn->thread == RT_UNICORN_NONE &&
		   !cpu->machine->set_thread && address < RT_EMULATED_PAGE) {
		/* i386: %gs has base 0, as no segment is set up. */
		rt_emulator_stop_blind(cpu, RT_STEP_NOT_EMULATED);
	} else if (!cpu->halt) {
		cpu->halt = RT_HALT_CRASH;
		snprintf(cpu->fault, sizeof(cpu->fault),
			 "%s 0x%" PRIx64 ", where nothing is", doing, address);
	}
	return false;
}

static uc_err watch_memory(struct rt_step_cpu *cpu)
{
	const uint64_t field_end = RT_EMULATED_FIELD + sizeof(cpu->region) - 1;
	const uint64_t thread_end = RT_EMULATED_THREAD + RT_EMULATED_AREA - 1;
	const int accesses = UC_HOOK_MEM_READ | UC_HOOK_MEM_WRITE;
	uc_hook hook;
	uc_err code =
		uc_mmio_map(cpu->engine, RT_EMULATED_FIELD, sizeof(cpu->region),
			    read_field, cpu, write_field, cpu);

	if (!code)
		code = uc_hook_add(cpu->engine, &hook, accesses,
				   (void *)on_access, cpu, RT_EMULATED_FIELD,
				   field_end);
	if (!code)
		code = uc_hook_add(cpu->engine, &hook, accesses,
				   (void *)on_thread_access, cpu,
				   RT_EMULATED_THREAD, thread_end);
	if (!code)
		code = uc_hook_add(cpu->engine, &hook, UC_HOOK_MEM_UNMAPPED,
				   (void *)on_unmapped, cpu, 1, 0);
	return code;
}

uc_err rt_emulator_watch(struct rt_step_cpu *cpu)
{
	uc_hook hook;
	uc_err code = uc_hook_add(cpu->engine, &hook, UC_HOOK_CODE,
				  (void *)on_instruction, cpu, 1, 0);

	if (!code)
		code = uc_hook_add(cpu->engine, &hook, UC_HOOK_INTR,
				   (void *)on_interrupt, cpu, 1, 0);
	if (!code)
		code = watch_system_calls(cpu);
	if (!code)
		code = watch_memory(cpu);
	return code;
}
