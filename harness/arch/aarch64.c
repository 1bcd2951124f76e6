/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AAPCS64. "ARM" is the Arm Architecture Reference Manual, DDI 0487. */
#include <elf.h>

#include "harness/arch/arch.h"
#include "harness/arch/capstone.h"
#include "harness/arch/unicorn.h"

static const char *const cpus[] = {"aarch64", NULL};

static const struct rt_target targets[] = {
	{"aarch64-linux-gnu", "libc6-dev-arm64-cross", &rt_arch_aarch64},
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
	{0},
};

const struct rt_arch rt_arch_aarch64 = {
	.name = "AArch64",
	.elf = {.machine = EM_AARCH64, .title = "AArch64", .is_64 = true},
	.cpus = cpus,
	.targets = targets,
	.qemu_user = "qemu-aarch64",
	.relocations = relocations,
	.call = &call,
	.capstone = &capstone,
	.unicorn = &unicorn,
	.blocks = blocks,
	.litmus = "AArch64",
};
