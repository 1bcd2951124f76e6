/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AAPCS64. "ARM" is the Arm Architecture Reference Manual, DDI 0487. */
#include <elf.h>

#include "harness/arch/arch.h"
#include "harness/arch/atomic.h"
#include "harness/arch/capstone.h"
#include "harness/arch/unicorn.h"

static const char *const cpus[] = {"aarch64", NULL};

static const struct rt_target targets[] = {
	{"aarch64-linux-gnu", "libc6-dev-arm64-cross", &rt_arch_aarch64, false},
	{.triplet = NULL},
};

static const struct rt_arch_call call = {
	.argument = 0,
	.stack = 31,
	.link = 30,
	.entry = RT_ARCH_NONE,
	.arguments = 0x1ff,   /* x0 to x8 */
	.clobbered = 0x7ffff, /* x0 to x18 */
	.stack_alignment = 16,
};

static const struct rt_arch_capstone capstone = {
	.arch = CS_ARCH_ARM64,
	.mode = CS_MODE_ARM,
};

static const struct rt_arch_unicorn unicorn = {
	.arch = UC_ARCH_ARM64,
	.mode = UC_MODE_ARM,
	.model = UC_CPU_ARM64_MAX,
	.address = UC_ARM64_REG_X0,
	.value = UC_ARM64_REG_X1,
	.result = UC_ARM64_REG_X0,
	/* 16-byte aligned: an even register and the next, AAPCS64 6.8.2. */
	.wide = {UC_ARM64_REG_X2, UC_ARM64_REG_X3},
	.wide_result = {UC_ARM64_REG_X0, UC_ARM64_REG_X1},
	.stack = UC_ARM64_REG_SP,
	.counter = UC_ARM64_REG_PC,
	.link = UC_ARM64_REG_LR,
	.entry = RT_UNICORN_NONE,
	.thread = UC_ARM64_REG_TPIDR_EL0,
	.system_call = 2, /* EXCP_SWI and EXCP_UDEF */
	.undefined = 1,
};

/*
 * Single-copy atomic by element only: loads and stores of vector structures
 * (ARM B2.2.1 and C4.1.88), scalable vector instructions (op0 is 0b0010), and
 * dc.
 */
static const struct rt_arch_code blocks[] = {
	{0xbe000000, 0x0c000000},
	{0x1e000000, 0x04000000},
	{0xfffff000, 0xd50b7000},
	{.mask = 0},
};

#ifndef R_AARCH64_IRELATIVE /* musl's elf.h has none */
#define R_AARCH64_IRELATIVE 1032
#endif

static const struct rt_arch_relocation relocations[] = {
	{R_AARCH64_RELATIVE, RT_RELOCATE_BASE},
	{R_AARCH64_ABS64, RT_RELOCATE_SYMBOL},
	{R_AARCH64_GLOB_DAT, RT_RELOCATE_SLOT},
	{R_AARCH64_JUMP_SLOT, RT_RELOCATE_SLOT},
	{R_AARCH64_IRELATIVE, RT_RELOCATE_ASK},
	{R_AARCH64_TLS_DTPMOD, RT_RELOCATE_THREAD},
	{R_AARCH64_TLS_DTPREL, RT_RELOCATE_THREAD},
	{R_AARCH64_TLS_TPREL, RT_RELOCATE_THREAD},
	{R_AARCH64_TLSDESC, RT_RELOCATE_CALLED},
	{R_AARCH64_COPY, RT_RELOCATE_COPY},
	{0},
};

/*
 * ARM B2.2.1, "Requirements for single-copy atomicity": by the size of each
 * register, aligned; a 128-bit vector register is two of 64 bits. B2.2.1.1 for
 * what FEAT_LSE2 adds: pairs of general registers, neither vector registers nor
 * STNP.
 */
static const struct rt_arch_atomic atomic[] = {
	{
		.names = "ldr ldrb ldrh ldrsb ldrsh ldrsw ldur ldurb ldurh "
			 "ldursb ldursh ldursw ldtr* str strb strh stur sturb "
			 "sturh sttr* ldp ldpsw ldnp stp stnp",
		.bytes = 8,
		.is_made_of = true,
		.section = "ARM DDI 0487, B2.2.1: aligned, each register",
	},
	{
		.names = "ldar ldarb ldarh ldlar* ldapr* stlr stlrb stlrh "
			 "stllr* ldxr ldxrb ldxrh ldaxr ldaxrb ldaxrh stxr "
			 "stxrb stxrh stlxr stlxrb stlxrh",
		.bytes = 8,
		.section = "ARM DDI 0487, B2.2.1: aligned, one register",
	},
	{
		.names = "ldxp ldaxp",
		.bytes = 16,
		.is_linked = true,
		.section = "ARM DDI 0487, B2.2.1: aligned, both registers "
			   "where the store-exclusive succeeds",
	},
	{
		.names = "stxp stlxp",
		.bytes = 16,
		.is_joined = true,
		.section = "ARM DDI 0487, B2.2.1: aligned, both registers",
	},
	{
		.names = "casp",
		.code = {0xbfa07c00, 0x08207c00},
		.bytes = 16,
		.is_joined = true,
		.section = "ARM DDI 0487, B2.2.1 and C3.2.12: an atomic "
			   "instruction",
	},
	{
		.names = "cas",
		.code = {0x3fa07c00, 0x08a07c00},
		.bytes = 8,
		.section = "ARM DDI 0487, B2.2.1 and C3.2.12: an atomic "
			   "instruction",
	},
	{
		.names = "swp, ldadd or its kin",
		.code = {0x3f200c00, 0x38200000},
		.bytes = 8,
		.section = "ARM DDI 0487, B2.2.1 and C3.2.12: an atomic "
			   "instruction",
	},
	{
		.names = "ldp ldnp stp",
		.bytes = 16,
		.is_joined = true,
		.facility = "lse2",
		.section = "ARM DDI 0487, B2.2.1.1: 16 aligned bytes, with "
			   "FEAT_LSE2",
	},
	{.names = NULL},
};

const struct rt_arch rt_arch_aarch64 = {
	.name = "AArch64",
	.elf = {.machine = EM_AARCH64, .title = "AArch64", .is_64 = true},
	.cpus = cpus,
	.targets = targets,
	.qemu_user = "qemu-aarch64",
	.relocations = relocations,
	.atomic = atomic,
	.call = &call,
	.capstone = &capstone,
	.thread_pointer = "tpidr_el0",
	.unicorn = &unicorn,
	.blocks = blocks,
	.litmus = "AArch64",
};
