/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls a function as the machine's ABI defines. */
#include <stdio.h>

#include "harness/base/value.h"
#include "harness/engine/step/unicorn/emulator.h"

/* The stack pointer starts in the middle, aligned for every ABI. */
static const uint64_t stack_begin = RT_EMULATED_STACK + RT_EMULATED_AREA / 2;

static unsigned int word_size(const struct rt_step_cpu *cpu)
{
	return cpu->machine->arch->elf.is_64 ? 8 : 4;
}

static uc_err write_register(struct rt_step_cpu *cpu, int name, uint64_t value)
{
	uint32_t narrow = (uint32_t)value;

	if (name == RT_UNICORN_NONE)
		return UC_ERR_OK;
	return uc_reg_write(cpu->engine, name,
			    cpu->machine->arch->elf.is_64 ? (void *)&value
							  : (void *)&narrow);
}

static uc_err push(struct rt_step_cpu *cpu, uint64_t *stack, uint64_t value)
{
	unsigned char bytes[8];

	*stack -= word_size(cpu);
	rt_arch_put(cpu->machine->arch, bytes, word_size(cpu), value);
	return uc_mem_write(cpu->engine, *stack, bytes, word_size(cpu));
}

/* @value as the ABI extends it to a register. */
static uint64_t extend(const struct rt_step_cpu *cpu, uint64_t value,
		       unsigned int width)
{
	if (cpu->machine->arch->unicorn->is_value_signed && width == 32)
		return (uint64_t)(int64_t)(int32_t)value;
	return value;
}

/* A value of two words: its address takes the place of the value itself. */
static bool is_by_address(const struct rt_step_cpu *cpu, unsigned int width)
{
	return width > 8 * word_size(cpu) &&
	       cpu->machine->arch->is_wide_in_memory;
}

/* Where a value lies that the ABI passes by its address: above the frame. */
static uint64_t memory_of(uint64_t stack)
{
	return stack + RT_EMULATED_AREA / 4;
}

/* An argument, or the room for a result, that is passed by its address. */
static uc_err pass_by_address(struct rt_step_cpu *cpu, uint64_t stack,
			      uint64_t address, rt_value value, bool stores)
{
	const struct rt_arch_unicorn *own = cpu->machine->arch->unicorn;
	const struct rt_arch *arch = cpu->machine->arch;
	uint8_t bytes[RT_VALUE_BYTES];
	uc_err code;

	rt_arch_put_value(arch, bytes, stores ? value : 0);
	code = uc_mem_write(cpu->engine, memory_of(stack), bytes,
			    sizeof(bytes));
	if (!code)
		code = write_register(cpu, own->address,
				      stores ? address : memory_of(stack));
	if (!code)
		code = write_register(cpu, own->value,
				      stores ? memory_of(stack) : address);
	return code;
}

static uc_err pass_in_registers(struct rt_step_cpu *cpu, uint64_t address,
				rt_value value, unsigned int width)
{
	const struct rt_arch_unicorn *own = cpu->machine->arch->unicorn;
	unsigned int word = 8 * word_size(cpu);
	uc_err code = write_register(cpu, own->address, address);

	if (!code && width <= word)
		code = write_register(cpu, own->value,
				      extend(cpu, rt_value_low(value), width));
	if (!code && width > word)
		code = write_register(cpu, own->wide[0], rt_value_low(value));
	if (!code && width > word)
		code = write_register(cpu, own->wide[1],
				      rt_value_low(value >> word));
	return code;
}

/* Last argument first, as the stack grows down. */
static uc_err pass_on_stack(struct rt_step_cpu *cpu, uint64_t *stack,
			    uint64_t address, uint64_t value)
{
	uc_err code;

	/* The last one pushed, the first argument, is aligned to 16 bytes. */
	*stack -= word_size(cpu);
	code = push(cpu, stack, value >> 32);
	if (!code)
		code = push(cpu, stack, value);
	if (!code)
		code = push(cpu, stack, address);
	return code;
}

static uc_err prepare(struct rt_step_cpu *cpu, uint64_t function,
		      uint64_t address, rt_value value, unsigned int width)
{
	const struct rt_arch_unicorn *own = cpu->machine->arch->unicorn;
	uint64_t stack = stack_begin;
	uc_err code;

	if (own->address == RT_UNICORN_NONE)
		code = pass_on_stack(cpu, &stack, address, rt_value_low(value));
	else if (is_by_address(cpu, width))
		code = pass_by_address(cpu, stack, address, value,
				       cpu->recorder.run->stores);
	else
		code = pass_in_registers(cpu, address, value, width);
	if (!code && own->link == RT_UNICORN_NONE)
		code = push(cpu, &stack, RT_EMULATED_RETURN);
	else if (!code)
		code = write_register(cpu, own->link,
				      RT_EMULATED_RETURN | own->is_link_odd);
	if (!code)
		code = write_register(cpu, own->stack, stack);
	if (!code)
		code = write_register(cpu, own->entry, function);
	return code;
}

static rt_value take_from_memory(struct rt_step_cpu *cpu)
{
	uint8_t bytes[RT_VALUE_BYTES] = {0};

	uc_mem_read(cpu->engine, memory_of(stack_begin), bytes, sizeof(bytes));
	return rt_arch_value(cpu->machine->arch, bytes);
}

static rt_value take_result(struct rt_step_cpu *cpu, unsigned int width)
{
	const struct rt_arch_unicorn *own = cpu->machine->arch->unicorn;
	unsigned int word = 8 * word_size(cpu);

	if (width <= word)
		return rt_emulator_register(cpu, own->result) & rt_mask(width);
	if (is_by_address(cpu, width))
		return take_from_memory(cpu);
	return rt_emulator_register(cpu, own->wide_result[0]) |
	       (rt_value)rt_emulator_register(cpu, own->wide_result[1]) << word;
}

/* Judges the end of a run for which libunicorn returned @why. */
static int judge_end(struct rt_step_cpu *cpu, uc_err why,
		     struct rt_error *error)
{
	if (cpu->halt == RT_NOT_HALTED && why == UC_ERR_INSN_INVALID)
		rt_emulator_stop_blind(cpu, RT_STEP_NO_INSTRUCTION);
	if (cpu->halt == RT_NOT_HALTED &&
	    (why || rt_emulator_counter(cpu) != RT_EMULATED_RETURN)) {
		cpu->halt = RT_HALT_CRASH;
		snprintf(cpu->fault, sizeof(cpu->fault), "%s",
			 why ? uc_strerror(why) : "it went astray");
	}
	if (cpu->halt != RT_HALT_CRASH)
		return RT_OK;
	return rt_fail(error, RT_CRASH, "the accessor crashed in the %s: %s",
		       "emulator", cpu->fault);
}

int rt_emulator_call(struct rt_step_cpu *cpu, uint64_t function,
		     uint64_t address, rt_value value, unsigned int width,
		     rt_value *result, struct rt_error *error)
{
	uc_err why = prepare(cpu, function, address, value, width);
	int code;

	if (why)
		return rt_emulator_fail(why, "prepare a call", error);
	cpu->halt = RT_NOT_HALTED;
	cpu->pc = 0;
	cpu->announced_count = cpu->parts_left = 0;
	why = uc_emu_start(cpu->engine, function, RT_EMULATED_RETURN, 0, 0);
	code = judge_end(cpu, why, error);
	if (!code && result)
		*result = take_result(cpu, width);
	return code;
}
