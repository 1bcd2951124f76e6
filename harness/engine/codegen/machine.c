/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/codegen/machine.h"

#include <limits.h>
#include <string.h>

static const struct rt_value unknown = {.kind = RT_VALUE_UNKNOWN};
static const struct rt_value lost = {.kind = RT_VALUE_LOST};

void rt_machine_enter(struct rt_code_machine *machine,
		      const struct rt_architecture *architecture,
		      uint64_t entry)
{
	const struct rt_arch_call *call = architecture->arch->call;
	unsigned int word = architecture->arch->elf.is_64 ? 8 : 4;
	struct rt_value field = rt_value_of(RT_VALUE_FIELD, 0);
	struct rt_value out = rt_value_of(RT_VALUE_EXIT, 0);

	memset(machine, 0, sizeof(*machine));
	machine->direction = rt_value_number(0);
	machine->reg[call->stack] = rt_value_of(RT_VALUE_STACK, 0);
	if (call->link == RT_REGISTER_NONE)
		rt_machine_store(machine, 0, word, out);
	else
		machine->reg[call->link] = out;
	if (call->argument == RT_REGISTER_NONE)
		rt_machine_store(machine, word, word, field);
	else
		machine->reg[call->argument] = field;
	if (call->entry != RT_REGISTER_NONE)
		machine->reg[call->entry] =
			rt_value_of(RT_VALUE_MODULE, (int64_t)entry);
}

struct rt_value rt_machine_read(const struct rt_code_machine *machine,
				struct rt_operand operand)
{
	if (operand.kind == RT_OPERAND_NUMBER)
		return rt_value_number(operand.number);
	if (operand.kind == RT_OPERAND_CODE)
		return rt_value_of(RT_VALUE_MODULE, operand.number);
	if (operand.reg == RT_REGISTER_ZERO)
		return rt_value_number(0);
	return operand.reg < RT_REGISTERS ? machine->reg[operand.reg] : unknown;
}

/* The old value with its lowest @width bytes replaced. */
static struct rt_value merge(struct rt_value old, struct rt_value new,
			     unsigned int width)
{
	uint64_t low = width >= 8 ? UINT64_MAX : (1ULL << (8 * width)) - 1;

	if (rt_value_is_field(old) || rt_value_is_field(new))
		return lost;
	if (old.kind == RT_VALUE_NUMBER && new.kind == RT_VALUE_NUMBER)
		return rt_value_number((int64_t)(((uint64_t)old.number & ~low) |
						 ((uint64_t) new.number &low)));
	return unknown;
}

void rt_machine_write(struct rt_code_machine *machine,
		      const struct rt_address_facts *facts, unsigned int reg,
		      struct rt_value value, unsigned int width,
		      bool keeps_upper)
{
	if (reg == RT_REGISTER_ZERO || reg >= RT_REGISTERS)
		return;
	if (reg == RT_REGISTER_VECTOR || reg == RT_REGISTER_OTHER)
		value = rt_value_is_field(value) ||
					rt_value_is_field(machine->reg[reg])
				? lost
				: unknown;
	else if (keeps_upper && width < facts->pointer_bytes)
		value = merge(machine->reg[reg], value, width);
	if (value.kind == RT_VALUE_UNKNOWN || value.kind == RT_VALUE_LOST)
		value.number = 0;
	machine->reg[reg] = value;
}

struct rt_value rt_machine_address(const struct rt_code_machine *machine,
				   const struct rt_address_facts *facts,
				   const struct rt_effect_address *at)
{
	unsigned int word = facts->pointer_bytes;
	struct rt_value address = rt_value_number(at->offset);
	struct rt_value index = rt_value_number(0);

	if (at->is_elsewhere)
		return unknown;
	if (at->base != RT_REGISTER_NONE)
		address = rt_value_compute(
			facts, RT_ADD,
			rt_machine_read(machine, rt_operand_register(at->base)),
			address, word);
	if (at->index != RT_REGISTER_NONE)
		index = rt_machine_read(machine,
					rt_operand_register(at->index));
	if (index.kind == RT_VALUE_NUMBER)
		index.number = (int64_t)((uint64_t)index.number * at->scale);
	else if (at->scale != 1)
		index = rt_value_compute(facts, RT_MIX, index, unknown, word);
	return rt_value_compute(facts, RT_ADD, address, index, word);
}

/* Without overflow, whatever offsets a damaged module computes. */
static bool overlaps(const struct rt_spill *spill, int64_t offset,
		     uint64_t width)
{
	uint64_t ahead = (uint64_t)spill->offset - (uint64_t)offset;
	uint64_t behind = (uint64_t)offset - (uint64_t)spill->offset;

	return ahead < width || behind < spill->width;
}

struct rt_value rt_machine_load(const struct rt_code_machine *machine,
				int64_t offset, uint64_t width)
{
	for (size_t i = 0; i < machine->spills; i++) {
		const struct rt_spill *spill = &machine->spill[i];

		if (!overlaps(spill, offset, width))
			continue;
		if (spill->offset == offset && spill->width == width)
			return spill->value;
		if (rt_value_is_field(spill->value))
			return lost;
	}
	return machine->lost_spills ? lost : unknown;
}

static void remove_spill(struct rt_code_machine *machine, size_t i)
{
	machine->spill[i] = machine->spill[--machine->spills];
}

void rt_machine_store(struct rt_code_machine *machine, int64_t offset,
		      uint64_t width, struct rt_value value)
{
	for (size_t i = 0; i < machine->spills;) {
		struct rt_spill *spill = &machine->spill[i];
		uint64_t into = (uint64_t)spill->offset - (uint64_t)offset;
		bool is_covered = into < width && spill->width <= width - into;

		if (!overlaps(spill, offset, width)) {
			i++;
		} else if (!is_covered && rt_value_is_field(spill->value)) {
			spill->value = lost;
			i++;
		} else {
			remove_spill(machine, i);
		}
	}
	if (value.kind == RT_VALUE_UNKNOWN)
		return;
	if (machine->spills == RT_SPILLS || width > UINT_MAX) {
		machine->lost_spills |= rt_value_is_field(value);
		return;
	}
	machine->spill[machine->spills++] = (struct rt_spill){
		.offset = offset,
		.width = (unsigned int)width,
		.value = value,
	};
}

bool rt_machine_has_field_above(const struct rt_code_machine *machine,
				int64_t offset)
{
	for (size_t i = 0; i < machine->spills; i++)
		if (rt_value_is_field(machine->spill[i].value) &&
		    machine->spill[i].offset >= offset)
			return true;
	return machine->lost_spills;
}

void rt_machine_forget_stack(struct rt_code_machine *machine)
{
	for (size_t i = 0; i < machine->spills;) {
		if (rt_value_is_field(machine->spill[i].value))
			machine->spill[i++].value = lost;
		else
			remove_spill(machine, i);
	}
}

static uint64_t hash_number(uint64_t hash, uint64_t number)
{
	/* FNV-1a's step, a word at a time. */
	return (hash ^ number) * 0x100000001b3;
}

static uint64_t hash_value(uint64_t hash, struct rt_value value)
{
	return hash_number(hash_number(hash, value.kind),
			   (uint64_t)value.number);
}

uint64_t rt_machine_hash(const struct rt_code_machine *machine)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < RT_REGISTERS; i++)
		if (i != RT_REGISTER_SCRATCH && i != RT_REGISTER_SCRATCH_2)
			hash = hash_value(hash, machine->reg[i]);
	for (size_t i = 0; i < machine->spills; i++) {
		hash = hash_number(hash, (uint64_t)machine->spill[i].offset);
		hash = hash_value(hash, machine->spill[i].value);
	}
	for (size_t i = 0; i < RT_FLAGS; i++) {
		const struct rt_flags_compared *flags = &machine->flags[i];

		if (!flags->is_known)
			continue;
		hash = hash_value(hash, flags->left);
		hash = hash_value(hash, flags->right);
	}
	return hash_number(hash_value(hash, machine->direction),
			   machine->field_escaped);
}
