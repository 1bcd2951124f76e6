/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds which functions the libc chooses on different CPUs, by running its
 * resolvers in the emulator as the dynamic linker would.
 */
#include <stdio.h>
#include <string.h>

#include "harness/engine/step/unicorn/emulator.h"

static int put(struct rt_step_cpu *cpu, uint64_t address, unsigned int size,
	       uint64_t value, struct rt_error *error)
{
	unsigned char bytes[8];
	uc_err why;

	rt_arch_put(cpu->machine->arch, bytes, size, value);
	why = uc_mem_write(cpu->engine, address, bytes, size);
	return why ? rt_emulator_fail(why, "write the module's memory", error)
		   : RT_OK;
}

/* Writes the CPU features that the libc would detect when it starts. */
static int preset(struct rt_step_cpu *cpu, const struct rt_variant *variant,
		  struct rt_error *error)
{
	int code = RT_OK;

	for (int i = 0; !code && i < RT_EMULATED_PRESETS; i++) {
		const struct rt_preset *one = &variant->preset[i];
		uint64_t address;

		if (one->symbol &&
		    rt_loaded_find(&cpu->image, one->symbol, &address, NULL))
			code = put(cpu, address + one->offset, one->size,
				   one->value, error);
	}
	return code;
}

/* The second argument, glibc's __ifunc_arg_t, is passed as NULL. */
static int ask(struct rt_step_cpu *cpu, struct rt_choice *choice,
	       struct rt_error *error)
{
	unsigned int width = cpu->machine->arch->elf.is_64 ? 64 : 32;
	int code = preset(cpu, choice->variant, error);

	for (size_t i = 0; !code && i < cpu->image.resolved_count; i++) {
		rt_value target = 0;

		code = rt_emulator_call(cpu, cpu->image.resolved[i].resolver,
					choice->variant->hwcap, 0, width,
					&target, error);
		choice->target[i] = rt_value_low(target);
		if (!code && cpu->halt)
			code = rt_fail(error, RT_SETUP,
				       "a resolver of the libc cannot be "
				       "emulated: which memcpy it would choose "
				       "is not known");
	}
	return code;
}

int rt_emulator_ask_resolvers(struct rt_step_cpu *cpu, struct rt_error *error)
{
	static const struct rt_variant plain[] = {{.name = ""}, {.name = NULL}};
	const struct rt_variant *own = cpu->machine->variants;
	const struct rt_variant *variant = own ? own : plain;
	int code = RT_OK;

	for (; !code && variant->name && cpu->choices < RT_EMULATED_VARIANTS;
	     variant++) {
		struct rt_choice *choice = &cpu->choice[cpu->choices++];

		choice->variant = variant;
		code = ask(cpu, choice, error);
		/* Without resolvers all variants are equal. */
		if (!cpu->image.resolved_count)
			break;
	}
	return code ? code : rt_emulator_choose(cpu, 0, error);
}

int rt_emulator_choose(struct rt_step_cpu *cpu, unsigned int number,
		       struct rt_error *error)
{
	const struct rt_choice *choice = &cpu->choice[number];
	unsigned int size = cpu->machine->arch->elf.is_64 ? 8 : 4;
	int code;

	if (number >= cpu->choices)
		return rt_fail(error, RT_USAGE,
			       "there is no CPU variant %u of this module; "
			       "there are %u, from 0",
			       number, cpu->choices);
	code = preset(cpu, choice->variant, error);
	for (size_t i = 0; !code && i < cpu->image.resolved_count; i++)
		code = put(cpu, cpu->image.resolved[i].slot, size,
			   choice->target[i], error);
	cpu->chosen = number;
	return code;
}

void rt_emulator_note_chosen(struct rt_step_cpu *cpu, uint64_t pc)
{
	struct rt_choice *choice = &cpu->choice[cpu->chosen];

	/* A thumb function's address has bit 0 set, @pc has not. */
	for (size_t i = 0; i < cpu->image.resolved_count; i++)
		if ((choice->target[i] & ~1ull) == pc)
			choice->used[i / 64] |= 1ull << i % 64;
}

static bool is_used(const struct rt_choice *choice, size_t i)
{
	return choice->used[i / 64] >> i % 64 & 1;
}

/* Whether variant @number would run the same code as @before did. */
static bool runs_alike(const struct rt_step_cpu *cpu, int before, int number)
{
	const struct rt_choice *one = &cpu->choice[before];
	const struct rt_choice *other = &cpu->choice[number];

	for (size_t i = 0; i < cpu->image.resolved_count; i++)
		if (is_used(one, i) && one->target[i] != other->target[i])
			return false;
	return true;
}

int rt_emulator_next(const struct rt_step_cpu *cpu, int number)
{
	while (++number < (int)cpu->choices) {
		bool known = false;

		for (int before = 0; before < number; before++)
			known |= runs_alike(cpu, before, number);
		if (!known)
			return number;
	}
	return -1;
}

void rt_emulator_describe(const struct rt_step_cpu *cpu,
			  char text[RT_STEP_TEXT])
{
	const struct rt_choice *choice = &cpu->choice[cpu->chosen];
	const char *name = choice->variant->name;
	size_t length = 0;

	*text = '\0';
	for (size_t i = 0; i < cpu->image.resolved_count; i++)
		if (is_used(choice, i) && length < RT_STEP_TEXT / 2)
			length += (size_t)snprintf(
				text + length, RT_STEP_TEXT - length, "%s%.40s",
				length ? " and " : "",
				rt_loaded_name(&cpu->image, choice->target[i]));
	if (length && *name)
		snprintf(text + length, RT_STEP_TEXT - length, " (%s)", name);
}
