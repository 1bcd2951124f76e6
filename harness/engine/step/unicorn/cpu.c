/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The emulated CPUs, as the exploration knows a CPU. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/step/unicorn/emulator.h"

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
		write_bytes(code, length, text);
		return;
	}
	snprintf(text, RT_STEP_TEXT, "%s %.60s", instruction->mnemonic,
		 instruction->op_str);
	cs_free(instruction, 1);
}

static void unicorn_close(struct rt_step_cpu *cpu)
{
	if (!cpu)
		return;
	if (cpu->engine)
		uc_close(cpu->engine);
	if (cpu->capstone)
		cs_close(&cpu->capstone);
	rt_emulated_unload(&cpu->image);
	free(cpu);
}

static int find_entry(struct rt_step_cpu *cpu, const char *path,
		      const char *symbol, unsigned width, bool stores,
		      struct rt_error *error)
{
	char name[32];

	snprintf(name, sizeof(name), "ringtear_%s%u", stores ? "store" : "load",
		 width);
	if (rt_emulated_find(&cpu->image, symbol ? symbol : name, &cpu->entry))
		return RT_OK;
	return rt_fail(error, RT_USAGE,
		       "%s has no %s; choose another width or direction", path,
		       symbol ? symbol : name);
}

static uc_err map(struct rt_step_cpu *cpu, uint64_t address, uint64_t size)
{
	return uc_mem_map(cpu->engine, address, size, UC_PROT_ALL);
}

static uc_err set_thread(struct rt_step_cpu *cpu)
{
	uint64_t middle = RT_EMULATED_THREAD + RT_EMULATED_AREA / 2;
	uint32_t narrow = (uint32_t)middle;

	if (cpu->machine->set_thread)
		return cpu->machine->set_thread(cpu->engine, middle);
	if (cpu->machine->thread == RT_NO_REGISTER)
		return UC_ERR_OK;
	return uc_reg_write(cpu->engine, cpu->machine->thread,
			    cpu->machine->is_64 ? (void *)&middle
						: (void *)&narrow);
}

static uc_err fill_memory(struct rt_step_cpu *cpu)
{
	uc_err code = map(cpu, RT_EMULATED_BASE, cpu->image.size);

	if (!code)
		code = uc_mem_write(cpu->engine, RT_EMULATED_BASE,
				    cpu->image.bytes, cpu->image.size);
	if (!code)
		code = map(cpu, RT_EMULATED_STACK, RT_EMULATED_AREA);
	if (!code)
		code = map(cpu, RT_EMULATED_THREAD, RT_EMULATED_AREA);
	if (!code)
		code = map(cpu, RT_EMULATED_RETURN, RT_EMULATED_PAGE);
	return code;
}

static uc_err power_on(struct rt_step_cpu *cpu)
{
	const struct rt_emulated *machine = cpu->machine;
	uc_err code = uc_open(machine->arch, machine->mode, &cpu->engine);

	if (!code && machine->model >= 0)
		code = uc_ctl_set_cpu_model(cpu->engine, machine->model);
	if (!code)
		code = fill_memory(cpu);
	if (!code && machine->prepare)
		code = machine->prepare(cpu->engine);
	if (!code)
		code = set_thread(cpu);
	if (!code)
		code = rt_emulator_watch(cpu);
	return code;
}

static void open_text(struct rt_step_cpu *cpu)
{
	const struct rt_emulated *machine = cpu->machine;

	if (!machine->has_text ||
	    cs_open(machine->text_arch, machine->text_mode, &cpu->capstone))
		cpu->capstone = 0;
	if (cpu->capstone && machine->arch == UC_ARCH_X86)
		cs_option(cpu->capstone, CS_OPT_SYNTAX, CS_OPT_SYNTAX_ATT);
}

static int set_up(struct rt_step_cpu *cpu, const char *path, const char *symbol,
		  unsigned width, bool stores, struct rt_error *error)
{
	int code = rt_emulated_load(&cpu->image, path, error);
	uc_err why;

	cpu->machine = cpu->image.machine;
	if (!code)
		code = find_entry(cpu, path, symbol, width, stores, error);
	if (code)
		return code;
	why = power_on(cpu);
	if (why)
		return rt_emulator_fail(why, "set up an emulated CPU", error);
	open_text(cpu);
	return rt_emulator_ask_resolvers(cpu, error);
}

static int unicorn_open(struct rt_step_cpu **cpu, const char *path,
			const char *symbol, unsigned width, bool stores,
			struct rt_error *error)
{
	struct rt_step_cpu *made = calloc(1, sizeof(*made));
	int code;

	if (!made)
		return rt_no_memory(error);
	made->image.file = -1;
	code = set_up(made, path, symbol, width, stores, error);
	if (code)
		unicorn_close(made);
	else
		*cpu = made;
	return code;
}

static int unicorn_run(struct rt_step_cpu *cpu, const struct rt_step_run *run,
		       struct rt_step_trace *trace, struct rt_error *error)
{
	uint64_t place = RT_EMULATED_PAGE + run->offset, result = 0;
	int code = RT_OK;

	if (run->offset > 2 * RT_EMULATED_PAGE - 8)
		return rt_fail(error, RT_INTERNAL, "no place for the field");
	if (run->variant != cpu->chosen)
		code = rt_emulator_choose(cpu, run->variant, error);
	if (code)
		return code;
	cpu->recorder = (struct rt_step_recorder){
		.run = run,
		.trace = trace,
		.field = cpu->region + place,
		.address = RT_EMULATED_FIELD + place,
		.region = RT_EMULATED_FIELD,
		.region_size = sizeof(cpu->region),
		.is_big_endian = cpu->machine->is_big_endian,
		.text = rt_emulator_text,
		.cpu = cpu,
	};
	rt_step_record_begin(&cpu->recorder);
	cpu->recording = true;
	code = rt_emulator_call(cpu, cpu->entry, RT_EMULATED_FIELD + place,
				run->new_value, run->width, &result, error);
	rt_emulator_end_instruction(cpu);
	cpu->recording = false;
	rt_step_record_end(&cpu->recorder, result, cpu->entry);
	return code;
}

#define UNICORN(machine, ordered)                                              \
	{                                                                      \
		.name = "unicorn " machine, .orders_stores = (ordered),        \
		.open = unicorn_open, .run = unicorn_run,                      \
		.close = unicorn_close, .next = rt_emulator_next,              \
		.describe = rt_emulator_describe,                              \
	}

/* In the order of rt_emulated_at(); x86 and s390x keep stores in order. */
static const struct rt_step_cpu_kind kinds[] = {
	UNICORN("x86-64", true),   UNICORN("i386", true),
	UNICORN("aarch64", false), UNICORN("arm", false),
	UNICORN("riscv64", false), UNICORN("s390x", true),
	UNICORN("mipsel", false),  UNICORN("mips", false),
};

const struct rt_step_cpu_kind *rt_step_unicorn(unsigned int elf_machine,
					       bool is_64, bool is_big_endian)
{
	const struct rt_emulated *wanted =
		rt_emulated_of(elf_machine, is_64, is_big_endian);

	for (size_t i = 0; wanted && i < sizeof(kinds) / sizeof(*kinds); i++)
		if (rt_emulated_at(i) == wanted)
			return &kinds[i];
	return NULL;
}
