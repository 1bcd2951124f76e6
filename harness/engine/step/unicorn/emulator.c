/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Helpers for the files of an emulated CPU. Calls go in one direction: from
 * cpu.c to watch.c, variants.c, call.c and this file.
 */
#include "harness/engine/step/unicorn/emulator.h"

#include <stdio.h>

int rt_emulator_fail(uc_err why, const char *doing, struct rt_error *error)
{
	return rt_fail(error, RT_SETUP, "libunicorn cannot %s: %s", doing,
		       uc_strerror(why));
}

static void write_bytes(const uint8_t *code, size_t length,
			char text[RT_STEP_TEXT])
{
	size_t at = 0;

	for (size_t i = 0; i < length; i++)
		at += (size_t)snprintf(text + at, RT_STEP_TEXT - at, "%s%02x",
				       i ? " " : "", code[i]);
}

void rt_emulator_text(void *user, uint64_t pc, char text[RT_STEP_TEXT])
{
	struct rt_step_cpu *cpu = user;
	uint8_t code[16] = {0};
	size_t length = cpu->size < sizeof(code) ? cpu->size : sizeof(code);
	cs_insn *instruction;

	*text = '\0';
	if (uc_mem_read(cpu->engine, pc, code, length))
		return;
	if (cpu->capstone && cpu->machine->text_mode_now)
		cs_option(cpu->capstone, CS_OPT_MODE,
			  cpu->machine->text_mode_now(cpu->engine));
	if (!cpu->capstone ||
	    cs_disasm(cpu->capstone, code, length, pc, 1, &instruction) != 1) {
		if (!cpu->machine->own_text ||
		    !*cpu->machine->own_text(code, text, RT_STEP_TEXT))
			write_bytes(code, length, text);
		return;
	}
	snprintf(text, RT_STEP_TEXT, "%s %.60s", instruction->mnemonic,
		 instruction->op_str);
	cs_free(instruction, 1);
}

void rt_emulator_stop_blind(struct rt_step_cpu *cpu, enum rt_step_blind why)
{
	rt_step_record_blind(&cpu->recorder, why, cpu->pc);
	if (!cpu->halt)
		cpu->halt = RT_HALT_BLIND;
	uc_emu_stop(cpu->engine);
}

uint64_t rt_emulator_register(struct rt_step_cpu *cpu, int name)
{
	uint64_t value = 0;
	uint32_t narrow = 0;

	if (cpu->machine->arch->elf.is_64)
		uc_reg_read(cpu->engine, name, &value);
	else
		uc_reg_read(cpu->engine, name, &narrow);
	return cpu->machine->arch->elf.is_64 ? value : narrow;
}

uint64_t rt_emulator_counter(struct rt_step_cpu *cpu)
{
	return rt_emulator_register(cpu, cpu->machine->arch->unicorn->counter);
}
