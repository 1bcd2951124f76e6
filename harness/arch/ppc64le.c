/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * 64-bit little-endian POWER: the ELFv2 ABI. libunicorn 2 does not emulate it.
 * Its blocks are not listed yet, as nothing needs the list.
 */
#include <elf.h>

#include "harness/arch/arch.h"
#include "harness/arch/capstone.h"

static const char *const cpus[] = {"powerpc64le", NULL};

static const struct rt_target targets[] = {
	{"powerpc64le-linux-gnu", "libc6-dev-ppc64el-cross", &rt_arch_ppc64le},
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

const struct rt_arch rt_arch_ppc64le = {
	.name = "ppc64le",
	.elf = {.machine = EM_PPC64, .title = "64-bit POWER", .is_64 = true},
	.cpus = cpus,
	.targets = targets,
	.qemu_user = "qemu-ppc64le",
	.call = &call,
	.capstone = &capstone,
};
