/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/engine/codegen/path.h"

/* How many words above the return address may be arguments: i386. */
enum { stack_arguments = 6, most_calls = 256 };

static const struct rt_value lost = {.kind = RT_VALUE_LOST};

/* Calls that do not return: what they do to the field does not matter. */
static const char *const endings[] = {
	"__stack_chk_fail", "abort", "__assert_fail", "__chk_fail",
	"__fortify_fail",   "_exit", "exit",
};

static bool is_ending(const char *name)
{
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (!strcmp(endings[i], name))
			return true;
	return false;
}

static void note_call(struct rt_walk *walk, const cs_insn *instruction,
		      const char *name, bool is_followed, bool has_field)
{
	struct rt_codegen *codegen = walk->codegen;
	size_t count = codegen->call_count;
	struct rt_codegen_call call = {
		.address = instruction->address,
		.is_followed = is_followed,
		.has_field = has_field,
	};
	struct rt_codegen_call *list;

	snprintf(call.name, sizeof(call.name), "%s", name);
	for (size_t i = 0; i < count; i++)
		if (codegen->calls[i].address == call.address &&
		    !strcmp(codegen->calls[i].name, call.name))
			return;
	if (count == most_calls)
		return;
	list = realloc(codegen->calls, (count + 1) * sizeof(*list));
	if (!list) {
		walk->no_memory = true;
		return;
	}
	list[count] = call;
	codegen->calls = list;
	codegen->call_count++;
}

static bool hands_over(const struct rt_code_machine *machine,
		       struct rt_value value)
{
	return rt_value_is_field(value) ||
	       (value.kind == RT_VALUE_STACK_LOST &&
		rt_machine_has_field_above(machine, INT64_MIN)) ||
	       (value.kind == RT_VALUE_STACK &&
		rt_machine_has_field_above(machine, value.number));
}

/* True when what is called now can get at the field's address. */
static bool passes_field(const struct rt_walk *walk,
			 const struct rt_code_machine *machine)
{
	const struct rt_arch_call *call = walk->architecture->arch->call;
	struct rt_value stack = machine->reg[call->stack];
	unsigned int word = walk->facts.pointer_bytes;
	bool passes = machine->field_escaped ||
		      (machine->stack_escaped &&
		       rt_machine_has_field_above(machine, INT64_MIN)) ||
		      rt_value_is_field(machine->reg[RT_REGISTER_VECTOR]);

	for (unsigned int i = 0; i < RT_ARCH_GENERAL; i++)
		if (call->arguments >> i & 1)
			passes |= hands_over(machine, machine->reg[i]);
	if (call->argument != RT_REGISTER_NONE)
		return passes;
	for (int64_t i = 1; i <= stack_arguments; i++)
		passes |= hands_over(machine,
				     rt_machine_load(machine,
						     stack.number + i * word,
						     word));
	return passes || stack.kind != RT_VALUE_STACK;
}

/* Registers a call may change hold anything that it could get at. */
static void clobber(const struct rt_walk *walk, struct rt_code_machine *machine,
		    bool has_field)
{
	uint64_t clobbered = walk->architecture->arch->call->clobbered;
	struct rt_value left = {.kind = RT_VALUE_UNKNOWN};

	if (has_field)
		left = lost;
	for (unsigned int i = 0; i < RT_ARCH_GENERAL; i++)
		if (clobbered >> i & 1)
			machine->reg[i] = left;
	memset(machine->flags, 0, sizeof(machine->flags));
	machine->field_escaped |= has_field;
	if (has_field || machine->stack_escaped)
		rt_machine_forget_stack(machine);
}

/* As the return instruction of what was called would. */
static void come_back(struct rt_walk *walk, struct rt_path *path,
		      const cs_insn *instruction)
{
	const struct rt_arch_call *call = walk->architecture->arch->call;
	struct rt_code_machine *machine = &path->machine;
	struct rt_value *stack = &machine->reg[call->stack];
	unsigned int word = walk->facts.pointer_bytes;
	struct rt_value back = {.kind = RT_VALUE_UNKNOWN};

	if (call->link != RT_REGISTER_NONE) {
		back = machine->reg[call->link];
	} else if (stack->kind == RT_VALUE_STACK) {
		back = rt_machine_load(machine, stack->number, word);
		stack->number += word;
	}
	if (back.kind == RT_VALUE_MODULE || back.kind == RT_VALUE_EXIT) {
		rt_path_go(walk, path, instruction, back, false);
		return;
	}
	rt_path_unknown(path, "where the call at 0x%llx returns to was lost",
			(unsigned long long)instruction->address);
	path->is_ended = true;
}

static void leave(struct rt_walk *walk, struct rt_path *path,
		  const cs_insn *instruction, const char *name)
{
	bool has_field = passes_field(walk, &path->machine);
	size_t length = strcspn(name, "@");
	char plain[128];

	snprintf(plain, sizeof(plain), "%.*s", (int)length, name);
	if (is_ending(plain)) {
		path->is_dropped = true;
		return;
	}
	note_call(walk, instruction, plain, false, has_field);
	if (!name[0])
		rt_path_unknown(path,
				"the call at 0x%llx goes to an address that is "
				"not known here",
				(unsigned long long)instruction->address);
	else if (has_field)
		rt_path_unknown(path,
				"called out of line: %s; what it does is "
				"unknown here",
				plain);
	clobber(walk, &path->machine, has_field);
	come_back(walk, path, instruction);
}

/* Code of the module: a function, a stub or a place in the same function. */
static void enter(struct rt_walk *walk, struct rt_path *path,
		  const cs_insn *instruction, uint64_t address, bool is_call)
{
	unsigned int entry = walk->architecture->arch->call->entry;
	struct rt_image_symbol symbol;
	bool is_function =
		rt_image_function_at(walk->image, address, &symbol) &&
		symbol.is_function;

	if (is_function && symbol.is_resolver) {
		leave(walk, path, instruction, symbol.name);
		return;
	}
	if (is_function && is_call)
		note_call(walk, instruction, symbol.name, true,
			  passes_field(walk, &path->machine));
	path->here = address;
	if (entry != RT_REGISTER_NONE && is_call)
		path->machine.reg[entry] =
			rt_value_of(RT_VALUE_MODULE, (int64_t)address);
}

static void go_through_slot(struct rt_walk *walk, struct rt_path *path,
			    const cs_insn *instruction, uint64_t slot)
{
	const char *name = rt_image_slot(walk->image, slot);
	struct rt_image_symbol symbol;

	if (name && name[0] && rt_image_find(walk->image, name, &symbol) &&
	    symbol.is_defined)
		enter(walk, path, instruction, symbol.address, true);
	else
		leave(walk, path, instruction, name ? name : "");
}

void rt_path_go(struct rt_walk *walk, struct rt_path *path,
		const cs_insn *instruction, struct rt_value target,
		bool is_call)
{
	if (target.kind == RT_VALUE_EXIT) {
		path->is_ended = true;
	} else if (target.kind == RT_VALUE_MODULE) {
		enter(walk, path, instruction, (uint64_t)target.number,
		      is_call);
	} else if (target.kind == RT_VALUE_EXTERN) {
		go_through_slot(walk, path, instruction,
				(uint64_t)target.number);
	} else if (is_call) {
		leave(walk, path, instruction, "");
	} else {
		rt_path_unknown(path,
				"the jump at 0x%llx goes to an address that is "
				"not known here",
				(unsigned long long)instruction->address);
		path->is_ended = true;
	}
}

void rt_path_enter_kernel(struct rt_path *path, const cs_insn *instruction)
{
	for (unsigned int i = 0; i < RT_ARCH_GENERAL; i++)
		if (hands_over(&path->machine, path->machine.reg[i]) ||
		    path->machine.field_escaped)
			rt_path_unknown(
				path,
				"the system call at 0x%llx may get the "
				"field's address; what it does is unknown here",
				(unsigned long long)instruction->address);
	/* The kernel gives back its result, and on x86 changes two more. */
	memset(path->machine.flags, 0, sizeof(path->machine.flags));
	for (unsigned int i = 0; i < 16; i++)
		if (path->machine.reg[i].kind == RT_VALUE_NUMBER)
			path->machine.reg[i] = rt_value_of(RT_VALUE_UNKNOWN, 0);
}
