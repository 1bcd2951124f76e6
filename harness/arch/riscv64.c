/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RV64: the RISC-V ELF psABI. libcapstone 4 has no RISC-V. */
#include <elf.h>

#include "harness/arch/arch.h"
#include "harness/arch/atomic.h"
#include "harness/arch/family.h"
#include "harness/arch/unicorn.h"

static const char *const cpus[] = {"riscv64", NULL};

static const struct rt_target targets[] = {
	{"riscv64-linux-gnu", "libc6-dev-riscv64-cross", &rt_arch_riscv64,
	 false},
	/* For RV32 too, as -march says. */
	{"riscv64-unknown-elf", "picolibc-riscv64-unknown-elf",
	 &rt_arch_riscv64, .is_bare = true},
	{.triplet = NULL},
};

const struct rt_arch_call rt_riscv_call = {
	.argument = 10,
	.stack = 2,
	.link = 1,
	.entry = RT_ARCH_NONE,
	.arguments = 0xff << 10,     /* a0 to a7 */
	.clobbered = 0xf003fce0 | 2, /* t0 to t6, a0 to a7, ra */
	.stack_alignment = 16,
};

static const struct rt_arch_unicorn unicorn = {
	.arch = UC_ARCH_RISCV,
	.mode = UC_MODE_RISCV64,
	.model = -1,
	.address = UC_RISCV_REG_A0,
	.value = UC_RISCV_REG_A1,
	.result = UC_RISCV_REG_A0,
	.wide = {UC_RISCV_REG_A1, UC_RISCV_REG_A2},
	.wide_result = {UC_RISCV_REG_A0, UC_RISCV_REG_A1},
	.is_value_signed = true,
	.stack = UC_RISCV_REG_SP,
	.counter = UC_RISCV_REG_PC,
	.link = UC_RISCV_REG_RA,
	.entry = RT_UNICORN_NONE,
	.thread = UC_RISCV_REG_TP,
	.system_call = 8, /* mcause: Privileged Architecture, table 3.6 */
	.undefined = 2,
};

#ifndef R_RISCV_IRELATIVE /* musl's elf.h has none */
#define R_RISCV_IRELATIVE 58
#endif

static const struct rt_arch_relocation relocations[] = {
	{R_RISCV_RELATIVE, RT_RELOCATE_BASE},
	{R_RISCV_64, RT_RELOCATE_SYMBOL},
	{R_RISCV_JUMP_SLOT, RT_RELOCATE_SLOT},
	{R_RISCV_IRELATIVE, RT_RELOCATE_ASK},
	{R_RISCV_TLS_DTPMOD64, RT_RELOCATE_THREAD},
	{R_RISCV_TLS_DTPREL64, RT_RELOCATE_THREAD},
	{R_RISCV_TLS_TPREL64, RT_RELOCATE_THREAD},
	{R_RISCV_COPY, RT_RELOCATE_COPY},
	{0},
};

/*
 * RISC-V unprivileged ISA, "RVWMO Memory Consistency Model", memory model
 * primitives: an aligned load or store of at most XLEN bits is one memory
 * operation.
 */
static const struct rt_arch_atomic atomic[] = {
	{
		.names = "lb lbu lh lhu lw lwu ld sb sh sw sd flw fld fsw fsd "
			 "lr sc amo*",
		.bytes = 8,
		.section = "RISC-V ISA, RVWMO: aligned, up to XLEN",
	},
	{.names = NULL},
};

/*
 * Privileged Architecture, "Machine-Level CSRs" and "Supervisor-Level CSRs":
 * csrrw and its kin of mstatus, mie, sstatus and sie.
 */
const struct rt_arch_code rt_riscv_masks[] = {
	{0xfff0007f, 0x30000073},
	{0xfff0007f, 0x30400073},
	{0xfff0007f, 0x10000073},
	{0xfff0007f, 0x10400073},
	{.mask = 0},
};

const struct rt_arch rt_arch_riscv64 = {
	.name = "RISC-V",
	.elf = {.machine = EM_RISCV, .title = "RISC-V", .is_64 = true},
	.cpus = cpus,
	.targets = targets,
	.qemu_user = "qemu-riscv64",
	.call = &rt_riscv_call,
	.relocations = relocations,
	.atomic = atomic,
	.unicorn = &unicorn,
	.masks = rt_riscv_masks,
	.thread_pointer = "tp",
};
