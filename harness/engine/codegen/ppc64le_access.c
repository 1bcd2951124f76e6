/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads and stores of ppc64le: Power ISA 3.0, book I, 3.3. */
#include "harness/engine/codegen/ppc64le.h"

enum shape {
	shape_load,
	shape_store,
	shape_load_signed,
	shape_load_mixed, /* the bytes are swapped */
};

static const struct {
	const char *name;
	enum shape shape;
	unsigned int width;
	bool is_indexed;
} accesses[] = {
	{"lbz", shape_load, 1, false},
	{"lhz", shape_load, 2, false},
	{"lwz", shape_load, 4, false},
	{"ld", shape_load, 8, false},
	{"lha", shape_load_signed, 2, false},
	{"lwa", shape_load_signed, 4, false},
	{"lbzx", shape_load, 1, true},
	{"lhzx", shape_load, 2, true},
	{"lwzx", shape_load, 4, true},
	{"ldx", shape_load, 8, true},
	{"lhax", shape_load_signed, 2, true},
	{"lwax", shape_load_signed, 4, true},
	{"lbarx", shape_load, 1, true},
	{"lharx", shape_load, 2, true},
	{"lwarx", shape_load, 4, true},
	{"ldarx", shape_load, 8, true},
	{"lhbrx", shape_load_mixed, 2, true},
	{"lwbrx", shape_load_mixed, 4, true},
	{"ldbrx", shape_load_mixed, 8, true},
	{"stb", shape_store, 1, false},
	{"sth", shape_store, 2, false},
	{"stw", shape_store, 4, false},
	{"std", shape_store, 8, false},
	{"stbu", shape_store, 1, false},
	{"sthu", shape_store, 2, false},
	{"stwu", shape_store, 4, false},
	{"stdu", shape_store, 8, false},
	{"stbx", shape_store, 1, true},
	{"sthx", shape_store, 2, true},
	{"stwx", shape_store, 4, true},
	{"stdx", shape_store, 8, true},
	{"sthbrx", shape_store, 2, true},
	{"stwbrx", shape_store, 4, true},
	{"stdbrx", shape_store, 8, true},
};

/* As a base, register 0 is the number 0. */
static unsigned int base_of(unsigned int reg)
{
	return reg == 0 || reg >= RT_REGISTER_ZERO ? RT_REGISTER_NONE : reg;
}

static bool address_of(const struct rt_ppc *decoder, bool is_indexed,
		       struct rt_effect_address *at)
{
	const cs_ppc *ppc = decoder->ppc;
	const cs_ppc_op *second = &ppc->operands[1];

	*at = rt_effect_at(RT_REGISTER_NONE, 0);
	if (!is_indexed && second->type == PPC_OP_MEM) {
		at->base = base_of(rt_ppc_number(second->mem.base));
		at->offset = second->mem.disp;
		return true;
	}
	if (!is_indexed || ppc->op_count != 3 ||
	    ppc->operands[2].type != PPC_OP_REG)
		return false;
	if (second->type == PPC_OP_REG)
		at->base = base_of(rt_ppc_register(decoder, 1));
	at->index = rt_ppc_register(decoder, 2);
	return true;
}

static void one_access(const struct rt_ppc *decoder, size_t i)
{
	enum shape shape = accesses[i].shape;
	unsigned int width = accesses[i].width;
	struct rt_effect_address at;
	struct rt_effect *one;
	unsigned int reg = rt_ppc_register(decoder, 0);

	if (!address_of(decoder, accesses[i].is_indexed, &at)) {
		rt_ppc_strange(decoder);
		return;
	}
	if (shape == shape_store) {
		rt_effects_store(decoder->effects, at, rt_operand_register(reg),
				 width);
	} else {
		one = rt_effects_load(decoder->effects, reg, at, width);
		one->is_signed = shape == shape_load_signed;
	}
	if (shape == shape_load_mixed)
		rt_effects_mix_in(decoder->effects, reg, rt_operand_number(0),
				  8);
	if (shape == shape_store && rt_mnemonic_ends(decoder->insn, "u"))
		rt_effects_compute(decoder->effects, at.base, RT_ADD,
				   rt_operand_register(at.base),
				   rt_operand_number(at.offset), 8);
}

bool rt_ppc_decode_access(const struct rt_ppc *decoder)
{
	for (size_t i = 0; i < sizeof(accesses) / sizeof(*accesses); i++)
		if (rt_mnemonic_is(decoder->insn, accesses[i].name)) {
			one_access(decoder, i);
			return true;
		}
	return false;
}
