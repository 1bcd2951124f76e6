/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MIPS o32, in both byte orders: the MIPS ABI supplement to System V. */
#include <elf.h>

#include "harness/arch/arch.h"
#include "harness/arch/capstone.h"
#include "harness/arch/unicorn.h"

static const char *const cpus_big[] = {"mips", NULL};
static const char *const cpus_little[] = {"mipsel", NULL};

static const struct rt_target targets_big[] = {
	{"mips-linux-gnu", "libc6-dev-mips-cross", &rt_arch_mips, false},
	{.triplet = NULL},
};

static const struct rt_target targets_little[] = {
	{"mipsel-linux-gnu", "libc6-dev-mipsel-cross", &rt_arch_mipsel, false},
	{.triplet = NULL},
};

static const struct rt_arch_capstone capstone_big = {
	.arch = CS_ARCH_MIPS,
	.mode = (cs_mode)(CS_MODE_MIPS32 | CS_MODE_BIG_ENDIAN),
};

static const struct rt_arch_capstone capstone_little = {
	.arch = CS_ARCH_MIPS,
	.mode = CS_MODE_MIPS32,
};

static const struct rt_arch_unicorn unicorn_big = {
	.arch = UC_ARCH_MIPS,
	.mode = (uc_mode)(UC_MODE_MIPS32 | UC_MODE_BIG_ENDIAN),
	.model = UC_CPU_MIPS32_74KF,
	.address = UC_MIPS_REG_A0,
	.value = UC_MIPS_REG_A1,
	.wide = {UC_MIPS_REG_A3, UC_MIPS_REG_A2},
	.result = UC_MIPS_REG_V0,
	.wide_result = {UC_MIPS_REG_V1, UC_MIPS_REG_V0},
	.stack = UC_MIPS_REG_SP,
	.counter = UC_MIPS_REG_PC,
	.link = UC_MIPS_REG_RA,
	.entry = UC_MIPS_REG_T9,
	.thread = UC_MIPS_REG_CP0_USERLOCAL,
	.system_call = 17, /* EXCP_SYSCALL and EXCP_RI */
	.undefined = 20,
};

static const struct rt_arch_unicorn unicorn_little = {
	.arch = UC_ARCH_MIPS,
	.mode = UC_MODE_MIPS32,
	.model = UC_CPU_MIPS32_74KF,
	.address = UC_MIPS_REG_A0,
	.value = UC_MIPS_REG_A1,
	.wide = {UC_MIPS_REG_A2, UC_MIPS_REG_A3},
	.result = UC_MIPS_REG_V0,
	.wide_result = {UC_MIPS_REG_V0, UC_MIPS_REG_V1},
	.stack = UC_MIPS_REG_SP,
	.counter = UC_MIPS_REG_PC,
	.link = UC_MIPS_REG_RA,
	.entry = UC_MIPS_REG_T9,
	.thread = UC_MIPS_REG_CP0_USERLOCAL,
	.system_call = 17,
	.undefined = 20,
};

/*
 * lwl, lwr, swl, swr: the part of the word that they access depends on the
 * address, but the emulator accesses the whole word, or bytes.
 */
static const struct rt_arch_code blocks[] = {
	{0xfc000000, 0x88000000},
	{0xfc000000, 0x98000000},
	{0xfc000000, 0xa8000000},
	{0xfc000000, 0xb8000000},
	{.mask = 0},
};

static const struct rt_arch_relocation relocations[] = {
	{R_MIPS_REL32, RT_RELOCATE_MIPS},
	{R_MIPS_JUMP_SLOT, RT_RELOCATE_SLOT},
	{R_MIPS_TLS_DTPMOD32, RT_RELOCATE_THREAD},
	{R_MIPS_TLS_DTPREL32, RT_RELOCATE_THREAD},
	{R_MIPS_TLS_TPREL32, RT_RELOCATE_THREAD},
	{R_MIPS_COPY, RT_RELOCATE_COPY},
	{0},
};

const struct rt_arch rt_arch_mips = {
	.name = "mips",
	.elf = {.machine = EM_MIPS, .title = "MIPS", .is_big_endian = true},
	.cpus = cpus_big,
	.targets = targets_big,
	.qemu_user = "qemu-mips",
	.relocations = relocations,
	.capstone = &capstone_big,
	.unicorn = &unicorn_big,
	.blocks = blocks,
};

const struct rt_arch rt_arch_mipsel = {
	.name = "mipsel",
	.elf = {.machine = EM_MIPS, .title = "MIPS"},
	.cpus = cpus_little,
	.targets = targets_little,
	.qemu_user = "qemu-mipsel",
	.relocations = relocations,
	.capstone = &capstone_little,
	.unicorn = &unicorn_little,
	.blocks = blocks,
};
