/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads and stores of AArch64, pairs and atomics included. */
#include <string.h>

#include "harness/engine/codegen/aarch64.h"

static unsigned int access_width(const struct rt_aarch64 *decoder,
				 arm64_reg reg)
{
	if (rt_mnemonic_ends(decoder->insn, "b"))
		return 1;
	if (rt_mnemonic_ends(decoder->insn, "h"))
		return 2;
	return rt_mnemonic_ends(decoder->insn, "sw") ? 4
						     : rt_aarch64_bytes(reg);
}

/* The base moves before the access or after it. */
static void write_back(const struct rt_aarch64 *decoder, unsigned int at,
		       bool is_before)
{
	const cs_arm64 *arm64 = decoder->arm64;
	unsigned int base = rt_aarch64_number(arm64->operands[at].mem.base);
	bool is_after = arm64->op_count > at + 1;
	int64_t by = is_after ? arm64->operands[at + 1].imm
			      : arm64->operands[at].mem.disp;

	if (!arm64->writeback || is_before == is_after)
		return;
	if (is_after && arm64->operands[at + 1].type != ARM64_OP_IMM)
		rt_effects_compute(decoder->effects, base, RT_MIX,
				   rt_operand_register(base),
				   rt_operand_number(0), 8);
	else
		rt_effects_compute(decoder->effects, base, RT_ADD,
				   rt_operand_register(base),
				   rt_operand_number(by), 8);
}

static void one_access(const struct rt_aarch64 *decoder, arm64_reg reg,
		       struct rt_effect_address at, unsigned int width)
{
	struct rt_effect *one;

	if (rt_mnemonic_starts(decoder->insn, "ld")) {
		one = rt_effects_load(decoder->effects, rt_aarch64_number(reg),
				      at, width);
		one->is_signed = rt_mnemonic_starts(decoder->insn, "ldrs") ||
				 rt_mnemonic_starts(decoder->insn, "ldurs") ||
				 rt_mnemonic_starts(decoder->insn, "ldps");
	} else {
		rt_effects_store(decoder->effects, at,
				 rt_operand_register(rt_aarch64_number(reg)),
				 width);
	}
}

static void spoil(const struct rt_aarch64 *decoder, unsigned int reg)
{
	rt_effects_compute(decoder->effects, reg, RT_MIX, rt_operand_number(0),
			   rt_operand_number(0), 8);
}

/* ldr, str and all their kin: registers, then memory. */
static void load_or_store(const struct rt_aarch64 *decoder)
{
	unsigned int last;
	const cs_arm64_op *operand = rt_aarch64_memory(decoder, &last);
	bool is_exclusive_store = rt_mnemonic_starts(decoder->insn, "stx") ||
				  rt_mnemonic_starts(decoder->insn, "stlx");
	unsigned int first = is_exclusive_store ? 1 : 0;
	struct rt_effect_address at;

	if (!operand) {
		/* A constant beside the code: its address is a number. */
		spoil(decoder,
		      rt_aarch64_number(decoder->arm64->operands[0].reg));
		return;
	}
	write_back(decoder, last, true);
	at = rt_aarch64_address(decoder, operand);
	if (decoder->arm64->writeback)
		at.offset = 0;
	for (unsigned int i = first; i < last; i++) {
		arm64_reg reg = decoder->arm64->operands[i].reg;
		unsigned int width = access_width(decoder, reg);

		/* The first of a pair must not move the second's base. */
		if (i == first && last - first > 1)
			rt_effects_compute(decoder->effects,
					   RT_REGISTER_SCRATCH_2, RT_ADD,
					   rt_operand_register(at.base),
					   rt_operand_number(at.offset), 8);
		if (last - first > 1)
			at = rt_effect_at(RT_REGISTER_SCRATCH_2,
					  (i - first) * width);
		one_access(decoder, reg, at, width);
	}
	write_back(decoder, last, false);
	if (is_exclusive_store)
		spoil(decoder,
		      rt_aarch64_number(decoder->arm64->operands[0].reg));
}

/* LSE's atomics: memory is read and written in one access. */
static void atomic(const struct rt_aarch64 *decoder)
{
	unsigned int last;
	const cs_arm64_op *operand = rt_aarch64_memory(decoder, &last);
	struct rt_effect *one;

	if (!operand || rt_mnemonic_ends(decoder->insn, "p")) {
		rt_effects_add(decoder->effects, RT_EFFECT_STRANGE);
		return;
	}
	one = rt_effects_load(
		decoder->effects, RT_REGISTER_SCRATCH,
		rt_aarch64_address(decoder, operand),
		access_width(decoder, decoder->arm64->operands[0].reg));
	one->is_both = true;
	for (unsigned int i = 0; i < last; i++)
		rt_effects_compute(
			decoder->effects,
			rt_aarch64_number(decoder->arm64->operands[i].reg),
			RT_MIX,
			rt_operand_register(rt_aarch64_number(
				decoder->arm64->operands[i].reg)),
			rt_operand_register(RT_REGISTER_SCRATCH), 8);
}

bool rt_aarch64_decode_memory(const struct rt_aarch64 *decoder)
{
	static const char *const atomics[] = {
		"cas", "swp", "ldadd", "ldclr", "ldset", "ldeor", NULL};

	if (rt_mnemonic_is_among(decoder->insn, atomics)) {
		atomic(decoder);
		return true;
	}
	if (strlen(decoder->insn->mnemonic) < 3 ||
	    strpbrk(decoder->insn->mnemonic, "1234") ||
	    rt_mnemonic_starts(decoder->insn, "ldsm") ||
	    rt_mnemonic_starts(decoder->insn, "ldum"))
		return false;
	if (!rt_mnemonic_starts(decoder->insn, "ld") &&
	    !rt_mnemonic_starts(decoder->insn, "st"))
		return false;
	load_or_store(decoder);
	return true;
}
