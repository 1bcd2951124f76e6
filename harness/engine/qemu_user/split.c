/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From QEMU 7.2's target/: an aligned access of up to 8 bytes is one access of
 * the host. The instructions listed here may be several accesses, or are done
 * by a helper function. The lists are wider where that is simpler: a wrong
 * entry only means that a true tear is not believed.
 *
 * MIPS is missing because the bytes alone do not tell which of its three
 * encodings an instruction is in.
 */
#include "harness/engine/qemu_user/split.h"

#include <string.h>

static uint32_t little_word(const uint8_t *code)
{
	return (uint32_t)code[0] | (uint32_t)code[1] << 8 |
	       (uint32_t)code[2] << 16 | (uint32_t)code[3] << 24;
}

/*
 * Besides the instructions of rt_arch_is_block(): svc, pairs of 32-bit
 * registers (single-copy atomic if aligned: LSE2), memory copies (MOPS), and
 * all vector loads and stores.
 */
static bool splits_aarch64(const uint8_t *code, size_t length)
{
	uint32_t word;

	if (length < 4 || rt_arch_is_block(&rt_arch_aarch64, code, 4))
		return true;
	word = little_word(code);
	return (word & 0xffe0001f) == 0xd4000001 ||
	       (word & 0xbe000000) == 0x28000000 ||
	       (word & 0x3b200c00) == 0x19000400 ||
	       (word & 0x0e000000) == 0x0c000000;
}

/*
 * Arm or thumb is not known, so a match in either encoding counts. Besides the
 * instructions of rt_arch_is_block(): svc, and, except on the stack, ldrd,
 * strd, ldm and stm, which the architecture may carry out as 64-bit accesses.
 */
static bool splits_arm(const uint8_t *code, size_t length)
{
	uint32_t arm, thumb, half;
	bool on_stack;

	if (length < 4 || rt_arch_is_block(&rt_arch_arm, code, 4))
		return true;
	arm = little_word(code);
	thumb = arm << 16 | arm >> 16;
	half = arm & 0xffff;
	on_stack = (arm >> 16 & 0xf) == 13;
	if ((arm & 0x0f000000) == 0x0f000000 ||
	    (!on_stack && ((arm & 0x0e000000) == 0x08000000 ||
			   (arm & 0x0e1000d0) == 0x000000d0)))
		return true;
	on_stack = (thumb >> 16 & 0xf) == 13;
	return (half & 0xff00) == 0xdf00 || (half & 0xf000) == 0xc000 ||
	       (!on_stack && (thumb & 0xfe000000) == 0xe8000000);
}

/* Vector loads and stores, by their width, cbo.zero, and ecall. */
static bool splits_riscv(const uint8_t *code, size_t length)
{
	unsigned opcode, width;

	if (length < 2)
		return true;
	/* 16-bit instructions, possibly the last of the code, are not split. */
	if ((code[0] & 3) != 3)
		return false;
	if (length < 4)
		return true;
	opcode = code[0] & 0x7f;
	width = code[1] >> 4 & 7;
	if (opcode == 0x07 || opcode == 0x27)
		return width < 1 || width > 4;
	return (opcode == 0x73 && width == 0) || (opcode == 0x0f && width == 2);
}

/* Primary opcode 31: vectors, strings, pairs, dcbz, far atomics. */
static bool splits_ppc_indexed(unsigned extended)
{
	static const unsigned short others[] = {182, 276, 533, 582, 597,
						614, 661, 710, 725, 742,
						774, 902, 1014};
	unsigned low = extended & 31;

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (extended == others[i])
			return true;
	return low == 7 || low == 12 || low == 13;
}

/* Power ISA 3.1: prefixed, vector, pair, multiple and string, and sc. */
static bool splits_ppc64le(const uint8_t *code, size_t length)
{
	uint32_t word;

	if (length < 4)
		return true;
	word = little_word(code);
	switch (word >> 26) {
	case 1:
	case 6:
	case 17:
	case 46:
	case 47:
	case 56:
	case 57:
	case 61:
		return true;
	case 62:
		return (word & 3) == 2;
	case 31:
		return splits_ppc_indexed(word >> 1 & 0x3ff);
	default:
		return false;
	}
}

/* Instructions done by a helper, byte by byte or for the kernel. */
static bool splits_s390x_long(const uint8_t *code)
{
	/* lmh, stmh, lmy, stmy, lamy, stamy, icmh, icmy, stcmh and stcmy. */
	static const uint8_t last[] = {0x96, 0x26, 0x98, 0x90, 0x9a,
				       0x9b, 0x80, 0x81, 0x2c, 0x2d};

	if (code[0] == 0xb2)
		return code[1] != 0x22 && code[1] != 0x4e && code[1] != 0x4f;
	if (code[0] == 0xb9)
		return (code[1] >= 0x28 && code[1] <= 0x2f) ||
		       (code[1] >= 0x90 && code[1] <= 0x93) ||
		       (code[1] >= 0xb0 && code[1] <= 0xb3) || code[1] == 0xbe;
	/* mvcsk and mvcdk. */
	if (code[0] == 0xe5)
		return code[1] == 0x0e || code[1] == 0x0f;
	return code[0] == 0xeb && memchr(last, code[5], sizeof(last));
}

static size_t s390x_length(uint8_t first)
{
	static const uint8_t lengths[] = {2, 4, 4, 6};

	return lengths[first >> 6];
}

/*
 * Besides the instructions of rt_arch_is_block(): svc, lm, stm, lam, stam,
 * stcm, icm, mvcos and similar moves, and vector instructions.
 */
static bool splits_s390x(const uint8_t *code, size_t length)
{
	static const uint8_t opcodes[] = {0x0a, 0x90, 0x98, 0x9a, 0x9b,
					  0xbe, 0xbf, 0xc8, 0xe7};

	uint8_t whole[6] = {0};

	if (!length || length < s390x_length(code[0]))
		return true;
	memcpy(whole, code, s390x_length(code[0]));
	if (rt_arch_is_block(&rt_arch_s390x, whole, sizeof(whole)) ||
	    splits_s390x_long(whole))
		return true;
	for (size_t i = 0; i < sizeof(opcodes); i++)
		if (whole[0] == opcodes[i])
			return true;
	return false;
}

/* The opcodes after 0x0f that are known not to be split. */
static bool is_plain_x86_long(uint8_t opcode)
{
	return (opcode >= 0x40 && opcode <= 0x4f) ||
	       (opcode >= 0x80 && opcode <= 0x9f) || opcode == 0x0b ||
	       opcode == 0x18 || opcode == 0x1e || opcode == 0x1f ||
	       opcode == 0xaf || opcode == 0xb0 || opcode == 0xb1 ||
	       opcode == 0xb6 || opcode == 0xb7 || opcode == 0xbe ||
	       opcode == 0xbf || opcode == 0xc0 || opcode == 0xc1 ||
	       (opcode >= 0xc8 && opcode <= 0xcf);
}

static bool is_x86_prefix(uint8_t byte)
{
	return byte == 0x26 || byte == 0x2e || byte == 0x36 || byte == 0x3e ||
	       (byte >= 0x64 && byte <= 0x67) || byte == 0xf0 || byte == 0xf2 ||
	       byte == 0xf3;
}

/* movs, cmps, stos, lods, scas, ins, outs; 0xa8 and 0xa9 are test. */
static bool is_x86_string(uint8_t opcode)
{
	return (opcode >= 0x6c && opcode <= 0x6f) ||
	       (opcode >= 0xa4 && opcode <= 0xa7) ||
	       (opcode >= 0xaa && opcode <= 0xaf);
}

/*
 * rep, all of x87 and SSE, VEX and EVEX, int, and calls through %gs, which
 * enter the kernel.
 */
static bool splits_i386(const uint8_t *code, size_t length)
{
	bool is_repeated = false, is_by_segment = false;
	size_t at = 0;

	for (; at < length && is_x86_prefix(code[at]); at++) {
		is_repeated |= code[at] == 0xf2 || code[at] == 0xf3;
		is_by_segment |= code[at] == 0x64 || code[at] == 0x65;
	}
	if (at >= length || (code[at] == 0x0f && at + 1 >= length))
		return true;
	if (code[at] == 0x0f)
		return !is_plain_x86_long(code[at + 1]);
	if (is_x86_string(code[at]))
		return is_repeated;
	return (code[at] >= 0xd8 && code[at] <= 0xdf) || code[at] == 0xc4 ||
	       code[at] == 0xc5 || code[at] == 0x62 ||
	       (code[at] >= 0xcc && code[at] <= 0xcf) ||
	       (is_by_segment && code[at] == 0xff);
}

static const struct rt_split splits[] = {
	{&rt_arch_aarch64, splits_aarch64}, {&rt_arch_arm, splits_arm},
	{&rt_arch_riscv64, splits_riscv},   {&rt_arch_ppc64le, splits_ppc64le},
	{&rt_arch_s390x, splits_s390x},	    {&rt_arch_i386, splits_i386},
};

const struct rt_split *rt_split_of(const struct rt_arch *arch)
{
	for (size_t i = 0; i < sizeof(splits) / sizeof(*splits); i++)
		if (splits[i].arch == arch)
			return &splits[i];
	return NULL;
}
