/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/codegen/path.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Numbers of x86's registers, as its instructions encode them. */
enum { x86_count = 1, x86_from = 6, x86_to = 7 };

static const struct rt_value unknown = {.kind = RT_VALUE_UNKNOWN};
static const struct rt_value lost = {.kind = RT_VALUE_LOST};

void rt_path_unknown(struct rt_path *path, const char *format, ...)
{
	va_list arguments;

	if (path->unknown[0])
		return;
	va_start(arguments, format);
	vsnprintf(path->unknown, sizeof(path->unknown), format, arguments);
	va_end(arguments);
}

/* What memory outside the stack holds, as far as the file says. */
static struct rt_value constant(const struct rt_walk *walk, uint64_t address,
				unsigned int width)
{
	size_t length;
	const uint8_t *bytes;
	bool is_big = walk->architecture->arch->elf.is_big_endian;
	uint64_t number = 0;

	if (width == walk->facts.pointer_bytes &&
	    rt_image_slot(walk->image, address))
		return rt_value_of(RT_VALUE_EXTERN, (int64_t)address);
	bytes = rt_image_bytes(walk->image, address, &length);
	if (!bytes || length < width || width > 8 ||
	    !rt_image_is_constant(walk->image, address))
		return unknown;
	for (unsigned int i = 0; i < width; i++)
		number = number << 8 | bytes[is_big ? i : width - 1 - i];
	return rt_value_number((int64_t)number);
}

static struct rt_value load_elsewhere(const struct rt_code_machine *machine)
{
	if (machine->field_escaped ||
	    (machine->stack_escaped &&
	     rt_machine_has_field_above(machine, INT64_MIN)))
		return lost;
	return unknown;
}

static struct rt_value load(const struct rt_walk *walk, struct rt_path *path,
			    struct rt_value address, unsigned int width)
{
	struct rt_code_machine *machine = &path->machine;

	switch (address.kind) {
	case RT_VALUE_STACK:
		return rt_machine_load(machine, address.number, width);
	case RT_VALUE_STACK_LOST:
		return rt_machine_has_field_above(machine, INT64_MIN) ? lost
								      : unknown;
	case RT_VALUE_FIELD:
		return unknown;
	case RT_VALUE_MODULE:
	case RT_VALUE_NUMBER:
		address = constant(walk, (uint64_t)address.number, width);
		return address.kind ? address : load_elsewhere(machine);
	default:
		return load_elsewhere(machine);
	}
}

static void store(struct rt_path *path, struct rt_value address, uint64_t width,
		  struct rt_value value)
{
	struct rt_code_machine *machine = &path->machine;

	if (address.kind == RT_VALUE_STACK) {
		rt_machine_store(machine, address.number, width, value);
		return;
	}
	if (address.kind == RT_VALUE_STACK_LOST) {
		rt_machine_forget_stack(machine);
		machine->lost_spills |= rt_value_is_field(value);
		return;
	}
	machine->field_escaped |= rt_value_is_field(value);
	machine->stack_escaped |= value.kind == RT_VALUE_STACK ||
				  value.kind == RT_VALUE_STACK_LOST;
	if (machine->stack_escaped && address.kind != RT_VALUE_FIELD)
		rt_machine_forget_stack(machine);
}

static void do_load(struct rt_walk *walk, struct rt_path *path,
		    const struct rt_effect *effect, const cs_insn *instruction)
{
	struct rt_value address =
		rt_machine_address(&path->machine, &walk->facts, &effect->at);
	struct rt_touch touch = {
		.address = address,
		.width = effect->width,
		.count = 1,
		.is_count_known = true,
		.is_read = true,
		.is_write = effect->is_both,
		.is_string = effect->is_block,
		.is_block = effect->is_block,
	};
	struct rt_value value = load(walk, path, address, effect->width);

	rt_path_touch(walk, path, instruction, &touch);
	if (effect->is_signed && value.kind == RT_VALUE_NUMBER)
		value = rt_value_compute(&walk->facts, RT_SIGN_EXTEND, value,
					 rt_value_number(effect->width), 8);
	rt_machine_write(&path->machine, &walk->facts, effect->to, value,
			 effect->width, effect->keeps_upper);
	if (effect->is_both)
		store(path, address, effect->width,
		      rt_value_is_field(value) ? lost : unknown);
}

static void do_store(struct rt_walk *walk, struct rt_path *path,
		     const struct rt_effect *effect, const cs_insn *instruction)
{
	struct rt_value address =
		rt_machine_address(&path->machine, &walk->facts, &effect->at);
	struct rt_value value = rt_machine_read(&path->machine, effect->a);
	struct rt_touch touch = {
		.address = address,
		.width = effect->width,
		.count = 1,
		.is_count_known = true,
		.is_write = true,
		.is_read = effect->is_both,
		.is_string = effect->is_block,
		.is_block = effect->is_block,
	};

	if (!effect->is_noted)
		rt_path_touch(walk, path, instruction, &touch);
	store(path, address, effect->width,
	      rt_value_compute(&walk->facts, RT_COPY, value, value,
			       effect->width));
}

static void do_compute(const struct rt_walk *walk, struct rt_path *path,
		       const struct rt_effect *effect)
{
	struct rt_code_machine *machine = &path->machine;
	struct rt_value value = rt_value_compute(
		&walk->facts, effect->how, rt_machine_read(machine, effect->a),
		rt_machine_read(machine, effect->b), effect->width);

	rt_machine_write(machine, &walk->facts, effect->to, value,
			 effect->width, effect->keeps_upper);
}

static void do_compare(const struct rt_walk *walk, struct rt_path *path,
		       const struct rt_effect *effect)
{
	struct rt_code_machine *machine = &path->machine;
	struct rt_flags_compared *flags =
		&machine->flags[effect->to % RT_FLAGS];
	struct rt_value left = rt_machine_read(machine, effect->a);
	struct rt_value right = rt_machine_read(machine, effect->b);

	*flags = (struct rt_flags_compared){
		.left = left,
		.right = right,
		.width = effect->width,
		.is_known = effect->how != RT_MIX,
		.is_zero_only = effect->is_zero_only,
	};
	if (effect->how == RT_SUBTRACT)
		return;
	flags->left = rt_value_compute(&walk->facts, effect->how, left, right,
				       effect->width);
	flags->right = rt_value_number(0);
}

static void do_branch(struct rt_path *path, const struct rt_effect *effect)
{
	struct rt_code_machine *machine = &path->machine;
	struct rt_value target = rt_machine_read(machine, effect->a);
	enum rt_answer taken = rt_value_ask(
		&machine->flags[effect->to % RT_FLAGS], effect->condition);

	path->is_forked = taken == RT_PERHAPS;
	path->other = (uint64_t)target.number;
	if (taken == RT_YES)
		path->here = path->other;
}

static void touch_string(struct rt_walk *walk, struct rt_path *path,
			 const struct rt_effect *effect,
			 const cs_insn *instruction, struct rt_value count)
{
	struct rt_touch touch = {
		.address = path->machine.reg[x86_from],
		.width = effect->width,
		.count = count.kind == RT_VALUE_NUMBER ? (uint64_t)count.number
						       : 1,
		.is_count_known = count.kind == RT_VALUE_NUMBER,
		.is_read = true,
		.is_string = true,
		.is_repeated = effect->is_repeated,
	};

	if (effect->reads_source)
		rt_path_touch(walk, path, instruction, &touch);
	touch.address = path->machine.reg[x86_to];
	touch.is_read = false;
	touch.is_write = true;
	if (effect->writes_target)
		rt_path_touch(walk, path, instruction, &touch);
}

static void advance(const struct rt_walk *walk, struct rt_path *path,
		    unsigned int reg, struct rt_value bytes)
{
	path->machine.reg[reg] =
		rt_value_compute(&walk->facts, RT_ADD, path->machine.reg[reg],
				 bytes, walk->facts.pointer_bytes);
}

/* The bytes that a string instruction moves, where they go. */
static void store_string(struct rt_path *path, const struct rt_effect *effect,
			 struct rt_value bytes)
{
	struct rt_code_machine *machine = &path->machine;
	struct rt_value from = machine->reg[x86_from];
	struct rt_value moved = unknown;
	bool is_counted = bytes.kind == RT_VALUE_NUMBER;

	if (effect->reads_source && from.kind == RT_VALUE_STACK_LOST &&
	    rt_machine_has_field_above(machine, INT64_MIN))
		moved = lost;
	if (effect->reads_source && from.kind == RT_VALUE_STACK &&
	    rt_value_is_field(rt_machine_load(
		    machine, from.number,
		    is_counted ? (uint64_t)bytes.number : INT64_MAX)))
		moved = lost;
	if (!is_counted && machine->reg[x86_to].kind == RT_VALUE_STACK)
		rt_machine_forget_stack(machine);
	else
		store(path, machine->reg[x86_to],
		      is_counted ? (uint64_t)bytes.number : 1, moved);
}

static void do_string(struct rt_walk *walk, struct rt_path *path,
		      const struct rt_effect *effect,
		      const cs_insn *instruction)
{
	struct rt_value count = effect->is_repeated
					? path->machine.reg[x86_count]
					: rt_value_number(1);
	struct rt_value bytes = unknown;

	if (path->machine.direction.kind != RT_VALUE_NUMBER ||
	    path->machine.direction.number)
		rt_path_unknown(path,
				"the direction of the string "
				"instruction at 0x%llx is not up",
				(unsigned long long)instruction->address);
	if (count.kind == RT_VALUE_NUMBER)
		bytes = rt_value_number(
			(int64_t)((uint64_t)count.number * effect->width));
	if (effect->is_repeated)
		path->machine.reg[x86_count] = rt_value_number(0);
	if (count.kind == RT_VALUE_NUMBER && !count.number)
		return;
	touch_string(walk, path, effect, instruction, count);
	store_string(path, effect, bytes);
	if (effect->reads_source)
		advance(walk, path, x86_from, bytes);
	if (effect->writes_target)
		advance(walk, path, x86_to, bytes);
}

static void do_one(struct rt_walk *walk, struct rt_path *path,
		   const struct rt_effect *effect, const cs_insn *instruction)
{
	switch (effect->kind) {
	case RT_EFFECT_COMPUTE:
		do_compute(walk, path, effect);
		break;
	case RT_EFFECT_LOAD:
		do_load(walk, path, effect, instruction);
		break;
	case RT_EFFECT_STORE:
		do_store(walk, path, effect, instruction);
		break;
	case RT_EFFECT_COMPARE:
		do_compare(walk, path, effect);
		break;
	case RT_EFFECT_BRANCH:
		do_branch(path, effect);
		break;
	case RT_EFFECT_JUMP:
		rt_path_go(walk, path, instruction,
			   rt_machine_read(&path->machine, effect->a),
			   effect->is_call);
		break;
	case RT_EFFECT_STRING:
		do_string(walk, path, effect, instruction);
		break;
	case RT_EFFECT_DIRECTION:
		path->machine.direction =
			rt_machine_read(&path->machine, effect->a);
		break;
	case RT_EFFECT_KERNEL:
		rt_path_enter_kernel(path, instruction);
		break;
	case RT_EFFECT_TRAP:
		path->is_dropped = true;
		break;
	case RT_EFFECT_STRANGE:
		rt_path_unknown(path, "what %s at 0x%llx does is not known",
				instruction->mnemonic,
				(unsigned long long)instruction->address);
		break;
	}
}

void rt_path_do(struct rt_walk *walk, struct rt_path *path,
		const struct rt_effects *effects, const cs_insn *instruction)
{
	bool has_odd = walk->architecture->arch->capstone->has_odd_mode;
	uint64_t odd = has_odd ? path->here & 1 : 0;

	path->here = (instruction->address + instruction->size) | odd;
	path->is_forked = false;
	if (effects->is_full)
		rt_path_unknown(path, "%s at 0x%llx does too much",
				instruction->mnemonic,
				(unsigned long long)instruction->address);
	for (size_t i = 0; i < effects->count && !path->is_dropped; i++) {
		uint64_t next = path->here;

		do_one(walk, path, &effects->list[i], instruction);
		/* A predicate skips the rest; a fork has its say in walk.c. */
		if (path->here != next)
			break;
	}
}
