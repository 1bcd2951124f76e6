/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RV32: the RISC-V ELF psABI, ILP32. libcapstone 4 has no RISC-V. */
#include <elf.h>

#include "harness/arch/arch.h"
#include "harness/arch/atomic.h"
#include "harness/arch/family.h"
#include "harness/arch/unicorn.h"

static const char *const cpus[] = {"riscv32", NULL};

/* riscv64-unknown-elf's, with -march=rv32imac: riscv64.c has it. */
static const struct rt_target targets[] = {
	{.triplet = NULL},
};

static const struct rt_arch_unicorn unicorn = {
	.arch = UC_ARCH_RISCV,
	.mode = UC_MODE_RISCV32,
	.model = -1,
	.address = UC_RISCV_REG_A0,
	.value = UC_RISCV_REG_A1,
	/* The psABI aligns pairs of registers for variadic arguments only. */
	.wide = {UC_RISCV_REG_A1, UC_RISCV_REG_A2},
	.result = UC_RISCV_REG_A0,
	.wide_result = {UC_RISCV_REG_A0, UC_RISCV_REG_A1},
	.stack = UC_RISCV_REG_SP,
	.counter = UC_RISCV_REG_PC,
	.link = UC_RISCV_REG_RA,
	.entry = RT_UNICORN_NONE,
	.thread = UC_RISCV_REG_TP,
	.system_call = 8, /* mcause: Privileged Architecture, table 3.6 */
	.undefined = 2,
};

static const struct rt_arch_relocation relocations[] = {
	{R_RISCV_RELATIVE, RT_RELOCATE_BASE},
	{R_RISCV_32, RT_RELOCATE_SYMBOL},
	{R_RISCV_JUMP_SLOT, RT_RELOCATE_SLOT},
	{0},
};

/*
 * RISC-V unprivileged ISA, "RVWMO Memory Consistency Model", memory model
 * primitives: an aligned load or store of at most XLEN bits is one memory
 * operation; fld and fsd of RV32 may be several.
 */
static const struct rt_arch_atomic atomic[] = {
	{
		.names = "lb lbu lh lhu lw sb sh sw flw fsw lr sc amo*",
		.bytes = 4,
		.section = "RISC-V ISA, RVWMO: aligned, up to XLEN",
	},
	{
		.names = "fld fsd",
		.bytes = 4,
		.is_made_of = true,
		.section = "RISC-V ISA, RVWMO: XLEN at a time",
	},
	{.names = NULL},
};

/* fld and fsd, then the compressed ones: the manual, chapters "D" and "C". */
static const struct rt_arch_code blocks[] = {
	{0x707f, 0x3007}, {0x707f, 0x3027}, {0xe003, 0x2000}, {0xe003, 0xa000},
	{0xe003, 0x2002}, {0xe003, 0xa002}, {.mask = 0},
};

const struct rt_arch rt_arch_riscv32 = {
	.name = "RV32",
	.elf = {.machine = EM_RISCV, .title = "RISC-V"},
	.cpus = cpus,
	.targets = targets,
	.call = &rt_riscv_call,
	.relocations = relocations,
	.atomic = atomic,
	.unicorn = &unicorn,
	.blocks = blocks,
	.masks = rt_riscv_masks,
};
