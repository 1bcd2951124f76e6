/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The M profile of ARM: Cortex-M0 (ARMv6-M, DDI 0419) and Cortex-M3, M4, M7
 * (ARMv7-M, DDI 0403). Thumb alone; calls as AAPCS32 has them. Their ELF header
 * is that of any ARM, so that the build attributes tell them apart.
 */
#include <elf.h>

#include "harness/arch/arch.h"
#include "harness/arch/atomic.h"
#include "harness/arch/capstone.h"
#include "harness/arch/family.h"
#include "harness/arch/unicorn.h"

static const char *const cpus_v6m[] = {"thumbv6m", NULL};
static const char *const cpus_v7m[] = {"thumbv7m", "thumbv7em", NULL};

/* arm-none-eabi's, which arm.c has. */
static const struct rt_target targets[] = {
	{.triplet = NULL},
};

static const struct rt_arch_capstone capstone = {
	.arch = CS_ARCH_ARM,
	.mode = CS_MODE_THUMB + CS_MODE_MCLASS,
	.odd_mode = CS_MODE_THUMB + CS_MODE_MCLASS,
	.has_odd_mode = true,
};

#define UNICORN(cpu)                                                           \
	{                                                                      \
		.arch = UC_ARCH_ARM, .mode = UC_MODE_THUMB | UC_MODE_MCLASS,   \
		.model = (cpu), .address = UC_ARM_REG_R0,                      \
		.value = UC_ARM_REG_R1,                                        \
		.wide = {UC_ARM_REG_R2, UC_ARM_REG_R3},                        \
		.result = UC_ARM_REG_R0,                                       \
		.wide_result = {UC_ARM_REG_R0, UC_ARM_REG_R1},                 \
		.stack = UC_ARM_REG_SP, .counter = UC_ARM_REG_PC,              \
		.link = UC_ARM_REG_LR, .is_link_odd = true,                    \
		.entry = RT_UNICORN_NONE, .thread = RT_UNICORN_NONE,           \
		.system_call = 2, /* EXCP_SWI and EXCP_UDEF */                 \
			.undefined = 1,                                        \
	}

static const struct rt_arch_unicorn unicorn_v6m = UNICORN(UC_CPU_ARM_CORTEX_M0);
static const struct rt_arch_unicorn unicorn_v7m = UNICORN(UC_CPU_ARM_CORTEX_M4);

/* A fixed image has none, and a shared object those of any ARM. */
static const struct rt_arch_relocation relocations[] = {
	{R_ARM_RELATIVE, RT_RELOCATE_BASE},
	{R_ARM_ABS32, RT_RELOCATE_SYMBOL},
	{R_ARM_GLOB_DAT, RT_RELOCATE_SLOT},
	{R_ARM_JUMP_SLOT, RT_RELOCATE_SLOT},
	{0},
};

/* vldr, vstr and their kin of doublewords, of which words are promised. */
static const struct rt_arch_code blocks[] = {
	{0x0f00ee00, 0x0b00ec00},
	{.mask = 0},
};

/*
 * DDI 0419 and DDI 0403, A3.5.3, "Atomicity in the ARM architecture": bytes,
 * aligned halfwords and words; what moves more is a sequence of words.
 */
#define WORDS "ldr ldrb ldrh ldrsb ldrsh str strb strh"
static const struct rt_arch_atomic atomic_v6m[] = {
	{
		.names = WORDS,
		.bytes = 4,
		.section = "ARMv6-M, DDI 0419, A3.5.3: aligned, up to a word",
	},
	{
		.names = "ldm* stm* push pop",
		.bytes = 4,
		.is_made_of = true,
		.may_restart = true,
		.section = "ARMv6-M, DDI 0419, A3.5.3: a sequence of words, "
			   "B1.5: begun again after an interrupt",
	},
	{.names = NULL},
};

static const struct rt_arch_atomic atomic_v7m[] = {
	{
		.names = WORDS
		" ldrt ldrbt ldrht ldrsbt ldrsht strt strbt strht "
		"ldrex ldrexb ldrexh strex strexb strexh",
		.bytes = 4,
		.section = "ARMv7-M, DDI 0403, A3.5.3: aligned, up to a word",
	},
	{
		.names = "ldm* stm* push pop ldrd strd vldr vstr vldm* vstm* "
			 "vpush vpop",
		.bytes = 4,
		.is_made_of = true,
		.may_restart = true,
		.section = "ARMv7-M, DDI 0403, A3.5.3: a sequence of words, "
			   "B1.5: begun again after an interrupt",
	},
	{.names = NULL},
};

/* DDI 0419, A3.2: it makes no unaligned access at all. */
const struct rt_arch rt_arch_armv6m = {
	.name = "ARMv6-M",
	.elf = {.machine = EM_ARM, .title = "ARM"},
	.faults_unaligned = true,
	.cpus = cpus_v6m,
	.targets = targets,
	.relocations = relocations,
	.atomic = atomic_v6m,
	.call = &rt_arm_call,
	.capstone = &capstone,
	.unicorn = &unicorn_v6m,
	.masks = rt_arm_masks,
};

const struct rt_arch rt_arch_armv7m = {
	.name = "ARMv7-M",
	.elf = {.machine = EM_ARM, .title = "ARM"},
	.cpus = cpus_v7m,
	.targets = targets,
	.relocations = relocations,
	.atomic = atomic_v7m,
	.call = &rt_arm_call,
	.capstone = &capstone,
	.unicorn = &unicorn_v7m,
	.blocks = blocks,
	.masks = rt_arm_masks,
};
