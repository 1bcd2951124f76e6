/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AAPCS32. "ARM" is the Arm Architecture Reference Manual, DDI 0406. */
#include <elf.h>

#include "harness/arch/arch.h"
#include "harness/arch/atomic.h"
#include "harness/arch/arm_attributes.h"
#include "harness/arch/capstone.h"
#include "harness/arch/family.h"
#include "harness/arch/unicorn.h"

static const char *const cpus[] = {"arm", NULL};

static const struct rt_target targets[] = {
	{"arm-linux-gnueabihf", "libc6-dev-armhf-cross", &rt_arch_arm, false},
	{"arm-linux-gnueabi", "libc6-dev-armel-cross", &rt_arch_arm, false},
	/* For the M profile too, as -mcpu says: rt_arm_variant_of(). */
	{"arm-none-eabi", "libnewlib-arm-none-eabi", &rt_arch_arm,
	 .is_bare = true},
	{.triplet = NULL},
};

const struct rt_arch_call rt_arm_call = {
	.argument = 0,
	.stack = 13,
	.link = 14,
	.entry = RT_ARCH_NONE,
	.arguments = 0xf,    /* r0 to r3 */
	.clobbered = 0x100f, /* r0 to r3, r12 */
	.stack_alignment = 8,
};

static const struct rt_arch_capstone capstone = {
	.arch = CS_ARCH_ARM,
	.mode = CS_MODE_ARM,
	.odd_mode = CS_MODE_THUMB,
	.has_odd_mode = true,
};

static const struct rt_arch_unicorn unicorn = {
	.arch = UC_ARCH_ARM,
	.mode = UC_MODE_ARM,
	.model = UC_CPU_ARM_CORTEX_A15,
	.address = UC_ARM_REG_R0,
	.value = UC_ARM_REG_R1,
	.wide = {UC_ARM_REG_R2, UC_ARM_REG_R3},
	.result = UC_ARM_REG_R0,
	.wide_result = {UC_ARM_REG_R0, UC_ARM_REG_R1},
	.stack = UC_ARM_REG_SP,
	.counter = UC_ARM_REG_PC,
	.link = UC_ARM_REG_LR,
	.entry = RT_UNICORN_NONE,
	.thread = UC_ARM_REG_C13_C0_3,
	.system_call = 2, /* EXCP_SWI and EXCP_UDEF */
	.undefined = 1,
};

/*
 * Loads and stores of VFP and NEON registers, whole or by element: the
 * architecture promises single-copy atomic words only (ARM A3.5.3). A Thumb
 * instruction is two halfwords, the first in the lower half of the word here.
 * The Arm and Thumb encodings agree from bit 27 down, except 0xf4 and 0xf9 of
 * the element accesses.
 */
static const struct rt_arch_code blocks[] = {
	{0x0e000e00, 0x0c000a00}, {0xff000000, 0xf4000000},
	{0x0e00ee00, 0x0a00ec00}, /* Thumb */
	{0x0000ff00, 0x0000f900}, {.mask = 0},
};

/*
 * CPS, and MSR of the control field of CPSR (ARM B9.3), of Arm and of Thumb,
 * whose first halfword is in the lower half of the word here. The last one is
 * the M profile's, of PRIMASK, BASEPRI and FAULTMASK (DDI 0403, B5.2; DDI 0419,
 * B4.2).
 */
const struct rt_arch_code rt_arm_masks[] = {
	{0xfff1fe20, 0xf1000000}, {0x0ff1fff0, 0x0121f000},
	{0x0ff1f000, 0x0321f000}, {0xffffffe8, 0x0000b660},
	{0xfc00ffff, 0x8400f3af}, {0xf1fffff0, 0x8100f380},
	{0xf0fcfff0, 0x8010f380}, {.mask = 0},
};

static const struct rt_arch_relocation relocations[] = {
	{R_ARM_RELATIVE, RT_RELOCATE_BASE},
	{R_ARM_ABS32, RT_RELOCATE_SYMBOL},
	{R_ARM_GLOB_DAT, RT_RELOCATE_SLOT},
	{R_ARM_JUMP_SLOT, RT_RELOCATE_SLOT},
	{R_ARM_IRELATIVE, RT_RELOCATE_ASK},
	{R_ARM_TLS_DTPMOD32, RT_RELOCATE_THREAD},
	{R_ARM_TLS_DTPOFF32, RT_RELOCATE_THREAD},
	{R_ARM_TLS_TPOFF32, RT_RELOCATE_THREAD},
	{R_ARM_TLS_DESC, RT_RELOCATE_CALLED},
	{R_ARM_COPY, RT_RELOCATE_COPY},
	{0},
};

/*
 * ARM DDI 0406C, A3.5.3, "Atomicity in the ARM architecture": bytes, aligned
 * halfwords and words; what moves more is a sequence of words, but for
 * exclusive accesses, and, with LPAE, ldrd and strd.
 */
static const struct rt_arch_atomic atomic[] = {
	{
		.names = "ldr ldrb ldrh ldrsb ldrsh ldrt ldrbt ldrht ldrsbt "
			 "ldrsht str strb strh strt strbt strht swp swpb ldrex "
			 "ldrexb ldrexh strex strexb strexh lda ldab ldah stl "
			 "stlb stlh ldaex ldaexb ldaexh stlex stlexb stlexh",
		.bytes = 4,
		.section = "ARM DDI 0406, A3.5.3: aligned, up to a word",
	},
	{
		.names = "ldm* stm* push pop ldrd strd vldr vstr vldm* vstm* "
			 "vpush vpop",
		.bytes = 4,
		.is_made_of = true,
		.section = "ARM DDI 0406, A3.5.3: a sequence of words",
	},
	{
		.names = "ldrexd strexd ldaexd stlexd",
		.bytes = 8,
		.section = "ARM DDI 0406, A3.5.3: an exclusive doubleword",
	},
	{
		.names = "ldrd strd",
		.bytes = 8,
		.is_joined = true,
		.facility = "lpae",
		.section = "ARM DDI 0406, A3.5.3: an aligned doubleword, with "
			   "LPAE",
	},
	{.names = NULL},
};

const struct rt_arch rt_arch_arm = {
	.name = "arm",
	.elf = {.machine = EM_ARM, .title = "ARM"},
	.cpus = cpus,
	.targets = targets,
	.qemu_user = "qemu-arm",
	.relocations = relocations,
	.atomic = atomic,
	.built_for = rt_arm_built_for,
	.variant_of = rt_arm_variant_of,
	.call = &rt_arm_call,
	.capstone = &capstone,
	.thread_pointer = "c13, c0",
	.unicorn = &unicorn,
	.blocks = blocks,
	.masks = rt_arm_masks,
};
