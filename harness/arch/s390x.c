/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The s390x ELF ABI. "PoP" is z/Architecture Principles of Operation. Other
 * CPUs see stores in program order: PoP chapter 5.
 */
#include <elf.h>

#include "harness/arch/arch.h"
#include "harness/arch/capstone.h"
#include "harness/arch/unicorn.h"

static const char *const cpus[] = {"s390x", NULL};

static const struct rt_target targets[] = {
	{"s390x-linux-gnu", "libc6-dev-s390x-cross", &rt_arch_s390x},
	{.triplet = NULL},
};

static const struct rt_arch_call call = {
	.argument = 2,
	.stack = 15,
	.link = 14,
	.entry = RT_ARCH_NONE,
	.arguments = 0x7c,     /* r2 to r6 */
	.clobbered = 0xff003f, /* r0 to r5; f0 to f7, bits 16 on */
	.stack_alignment = 8,
};

static const struct rt_arch_capstone capstone = {
	.arch = CS_ARCH_SYSZ,
	.mode = CS_MODE_BIG_ENDIAN,
};

static const struct rt_arch_unicorn unicorn = {
	.arch = UC_ARCH_S390X,
	.mode = UC_MODE_BIG_ENDIAN,
	.model = -1,
	.address = UC_S390X_REG_R2,
	.value = UC_S390X_REG_R3,
	.result = UC_S390X_REG_R2,
	.stack = UC_S390X_REG_R15,
	.counter = UC_S390X_REG_PC,
	.link = UC_S390X_REG_R14,
	.entry = RT_UNICORN_NONE,
	.thread = RT_UNICORN_NONE,
	.system_call = 2, /* EXCP_SVC and EXCP_PGM */
	.undefined = 3,
};

/*
 * Storage-to-storage instructions: other CPUs may see their accesses byte by
 * byte or in blocks (PoP chapter 5, "Block-Concurrent References"). These are
 * the SS formats, whose opcodes begin with 0xd, 0xe1, 0xe2, 0xe8, 0xe9, 0xea,
 * 0xee and 0xef; mvcl and similar; and ex and exrl, which may execute them.
 */
static const struct rt_arch_code blocks[] = {
	{0xf0000000, 0xd0000000},
	{0xff000000, 0x0e000000},
	{0xff000000, 0x0f000000},
	{0xff000000, 0x44000000},
	{0xff000000, 0xa8000000},
	{0xff000000, 0xa9000000},
	{0xff000000, 0xe1000000},
	{0xff000000, 0xe2000000},
	{0xff000000, 0xe8000000},
	{0xff000000, 0xe9000000},
	{0xff000000, 0xea000000},
	{0xff000000, 0xee000000},
	{0xff000000, 0xef000000},
	{0xff0f0000, 0xc6000000},
	{.mask = 0},
};

#ifndef R_390_IRELATIVE /* musl's elf.h has none */
#define R_390_IRELATIVE 61
#endif

static const struct rt_arch_relocation relocations[] = {
	{R_390_RELATIVE, RT_RELOCATE_BASE},
	{R_390_64, RT_RELOCATE_SYMBOL},
	{R_390_GLOB_DAT, RT_RELOCATE_SLOT},
	{R_390_JMP_SLOT, RT_RELOCATE_SLOT},
	{R_390_IRELATIVE, RT_RELOCATE_ASK},
	{R_390_TLS_DTPMOD, RT_RELOCATE_THREAD},
	{R_390_TLS_DTPOFF, RT_RELOCATE_THREAD},
	{R_390_TLS_TPOFF, RT_RELOCATE_THREAD},
	{0},
};

const struct rt_arch rt_arch_s390x = {
	.name = "s390x",
	.elf =
		{
			.machine = EM_S390,
			.title = "s390",
			.is_64 = true,
			.is_big_endian = true,
		},
	.orders_stores = true,
	.cpus = cpus,
	.targets = targets,
	.qemu_user = "qemu-s390x",
	.relocations = relocations,
	.call = &call,
	.capstone = &capstone,
	.unicorn = &unicorn,
	.blocks = blocks,
};
