/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * 64-bit little-endian POWER: the ELFv2 ABI. libunicorn 2 does not emulate it.
 * Its blocks are not listed yet, as nothing needs the list.
 */
#include <elf.h>

#include "harness/arch/arch.h"
#include "harness/arch/atomic.h"
#include "harness/arch/capstone.h"

static const char *const cpus[] = {"powerpc64le", NULL};

static const struct rt_target targets[] = {
	{"powerpc64le-linux-gnu", "libc6-dev-ppc64el-cross", &rt_arch_ppc64le,
	 false},
	{.triplet = NULL},
};

static const struct rt_arch_call call = {
	.argument = 3,
	.stack = 1,
	.link = RT_ARCH_LINK,
	.entry = 12,
	.arguments = 0x7f8,  /* r3 to r10 */
	.clobbered = 0x1ff9, /* r0, r3 to r12 */
	.stack_alignment = 16,
};

static const struct rt_arch_capstone capstone = {
	.arch = CS_ARCH_PPC,
	.mode = CS_MODE_64,
};

static const struct rt_arch_relocation relocations[] = {
	{R_PPC64_RELATIVE, RT_RELOCATE_BASE},
	{R_PPC64_ADDR64, RT_RELOCATE_SYMBOL},
	{R_PPC64_GLOB_DAT, RT_RELOCATE_SLOT},
	{R_PPC64_JMP_SLOT, RT_RELOCATE_SLOT},
	{R_PPC64_IRELATIVE, RT_RELOCATE_ASK},
	{R_PPC64_DTPMOD64, RT_RELOCATE_THREAD},
	{R_PPC64_DTPREL64, RT_RELOCATE_THREAD},
	{R_PPC64_TPREL64, RT_RELOCATE_THREAD},
	{R_PPC64_COPY, RT_RELOCATE_COPY},
	{0},
};

/*
 * Power ISA 3.1, book II, 1.4, "Single-Copy Atomicity": aligned bytes to
 * doublewords of one register; quadwords of lq and stq.
 */
#define QUADWORD "Power ISA, book II, 1.4: an aligned quadword"

static const struct rt_arch_atomic atomic[] = {
	{
		.names = "lbz* lhz* lha* lwz* lwa* ld ldu ldx ldux ldbrx ldarx "
			 "lhbrx lwbrx lbarx lharx stb* sth* stw* std stdu stdx "
			 "stdux stdbrx stdcx* lfs* lfd lfdu lfdx lfdux lfiwax "
			 "lfiwzx stfs* stfd stfdu stfdx stfdux stfiwx lxsdx "
			 "lxsd lxsiwax lxsiwzx stxsdx stxsd stxsiwx lxsibzx "
			 "lxsihzx stxsibx stxsihx",
		.bytes = 8,
		.section = "Power ISA, book II, 1.4: aligned, up to a "
			   "doubleword",
	},
	{
		.names = "lq stq lqarx stqcx*",
		.bytes = 16,
		.is_joined = true,
		.section = QUADWORD,
	},
	/* The same by their codes: libcapstone 4 knows none of them. */
	{
		.names = "lq",
		.code = {0xfc000000, 0xe0000000},
		.bytes = 16,
		.is_joined = true,
		.section = QUADWORD,
	},
	{
		.names = "stq",
		.code = {0xfc000003, 0xf8000002},
		.bytes = 16,
		.is_joined = true,
		.section = QUADWORD,
	},
	{
		.names = "lqarx",
		.code = {0xfc0007fe, 0x7c000228},
		.bytes = 16,
		.is_joined = true,
		.section = QUADWORD,
	},
	{
		.names = "stqcx.",
		.code = {0xfc0007ff, 0x7c00016d},
		.bytes = 16,
		.is_joined = true,
		.section = QUADWORD,
	},
	{.names = NULL},
};

const struct rt_arch rt_arch_ppc64le = {
	.name = "ppc64le",
	.elf = {.machine = EM_PPC64, .title = "64-bit POWER", .is_64 = true},
	.cpus = cpus,
	.targets = targets,
	.qemu_user = "qemu-ppc64le",
	.relocations = relocations,
	.atomic = atomic,
	.call = &call,
	.capstone = &capstone,
};
