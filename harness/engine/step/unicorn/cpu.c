/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The emulated CPUs as rows of struct rt_step_cpu_kind. */
#include <stdio.h>
#include <stdlib.h>

#include "harness/engine/step/unicorn/emulator.h"

static void unicorn_close(struct rt_step_cpu *cpu)
{
	if (!cpu)
		return;
	if (cpu->engine)
		uc_close(cpu->engine);
	if (cpu->capstone)
		cs_close(&cpu->capstone);
	rt_loaded_close(&cpu->image);
	free(cpu);
}

static int find_machine(struct rt_step_cpu *cpu, struct rt_error *error)
{
	cpu->machine = rt_emulated_of(cpu->image.arch);
	if (cpu->machine)
		return RT_OK;
	return rt_fail(error, RT_SETUP,
		       "libunicorn emulates no %s: only codegen can examine it "
		       "here",
		       cpu->image.arch->name);
}

static int find_entry(struct rt_step_cpu *cpu, const char *path,
		      const char *symbol, unsigned width, bool stores,
		      struct rt_error *error)
{
	char name[32];

	snprintf(name, sizeof(name), "ringtear_%s%u", stores ? "store" : "load",
		 width);
	if (rt_loaded_find(&cpu->image, symbol ? symbol : name, &cpu->entry,
			   NULL))
		return RT_OK;
	return rt_fail(error, RT_SUBJECT,
		       "%s has no %s; choose another width or direction", path,
		       symbol ? symbol : name);
}

static uc_err map(struct rt_step_cpu *cpu, uint64_t address, uint64_t size)
{
	return uc_mem_map(cpu->engine, address, size, UC_PROT_ALL);
}

static uc_err set_thread(struct rt_step_cpu *cpu)
{
	const struct rt_arch *arch = cpu->machine->arch;
	uint64_t middle = RT_EMULATED_THREAD + RT_EMULATED_AREA / 2;
	uint32_t narrow = (uint32_t)middle;

	if (cpu->machine->set_thread)
		return cpu->machine->set_thread(cpu->engine, middle);
	if (arch->unicorn->thread == RT_UNICORN_NONE)
		return UC_ERR_OK;
	return uc_reg_write(cpu->engine, arch->unicorn->thread,
			    arch->elf.is_64 ? (void *)&middle
					    : (void *)&narrow);
}

static uc_err fill_memory(struct rt_step_cpu *cpu)
{
	uc_err code = map(cpu, RT_LOADED_BASE, cpu->image.size);

	if (!code)
		code = uc_mem_write(cpu->engine, RT_LOADED_BASE,
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
	const struct rt_arch_unicorn *own = machine->arch->unicorn;
	uc_err code = uc_open(own->arch, own->mode, &cpu->engine);

	if (!code && own->model >= 0)
		code = uc_ctl_set_cpu_model(cpu->engine, own->model);
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
	const struct rt_arch *arch = cpu->machine->arch;
	const struct rt_arch_capstone *own = arch->capstone;

	if (!own || cs_open(own->arch, own->mode, &cpu->capstone))
		cpu->capstone = 0;
	if (cpu->capstone && arch->is_x86)
		cs_option(cpu->capstone, CS_OPT_SYNTAX, CS_OPT_SYNTAX_ATT);
}

static int set_up(struct rt_step_cpu *cpu, const char *path, const char *symbol,
		  unsigned width, bool stores, struct rt_error *error)
{
	int code = rt_loaded_open(&cpu->image, path, NULL, error);
	uc_err why;

	if (!code)
		code = find_machine(cpu, error);
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
	uint64_t place = RT_EMULATED_PAGE + run->offset;
	rt_value result = 0;
	int code = RT_OK;

	if (run->offset > 2 * RT_EMULATED_PAGE - RT_VALUE_BYTES)
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
		.is_big_endian = cpu->machine->arch->elf.is_big_endian,
		.text = rt_emulator_text,
		.cpu = cpu,
	};
	cpu->recorder.ground[0] = (struct rt_step_ground){
		.begin = RT_LOADED_BASE,
		.end = RT_LOADED_BASE + cpu->image.size,
		.accounted = RT_LOADED_BASE,
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

#define KIND(machine, word)                                                    \
	{                                                                      \
		.name = "unicorn " word,                                       \
		.arch = &rt_arch_##machine,                                    \
		.open = unicorn_open,                                          \
		.run = unicorn_run,                                            \
		.close = unicorn_close,                                        \
		.next = rt_emulator_next,                                      \
		.describe = rt_emulator_describe,                              \
	},
static const struct rt_step_cpu_kind kinds[] = {RT_EMULATED_MACHINES(KIND)};

const struct rt_step_cpu_kind *rt_step_unicorn(const struct rt_arch *arch)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (kinds[i].arch == arch)
			return &kinds[i];
	return NULL;
}
