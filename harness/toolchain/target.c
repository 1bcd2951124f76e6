/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/toolchain/target.h"

#include <elf.h>
#include <string.h>

const struct rt_target rt_targets[] = {
	{"aarch64-linux-gnu", EM_AARCH64, "libc6-dev-arm64-cross",
	 "qemu-aarch64"},
	{"arm-linux-gnueabihf", EM_ARM, "libc6-dev-armhf-cross", "qemu-arm"},
	{"arm-linux-gnueabi", EM_ARM, "libc6-dev-armel-cross", "qemu-arm"},
	{"i686-linux-gnu", EM_386, "libc6-dev-i386-cross", "qemu-i386"},
	{"mips-linux-gnu", EM_MIPS, "libc6-dev-mips-cross", "qemu-mips"},
	{"mipsel-linux-gnu", EM_MIPS, "libc6-dev-mipsel-cross", "qemu-mipsel"},
	{"powerpc64le-linux-gnu", EM_PPC64, "libc6-dev-ppc64el-cross",
	 "qemu-ppc64le"},
	{"riscv64-linux-gnu", EM_RISCV, "libc6-dev-riscv64-cross",
	 "qemu-riscv64"},
	{"s390x-linux-gnu", EM_S390, "libc6-dev-s390x-cross", "qemu-s390x"},
	{"x86_64-linux-gnu", EM_X86_64, "libc6-dev-amd64-cross", "qemu-x86_64"},
	{.triplet = NULL},
};

const struct rt_target *rt_target_of_tool(const char *name, const char **tool)
{
	for (const struct rt_target *at = rt_targets; at->triplet; at++) {
		size_t length = strlen(at->triplet);

		if (strncmp(name, at->triplet, length) || name[length] != '-')
			continue;
		*tool = name + length + 1;
		return at;
	}
	return NULL;
}

const struct rt_target *rt_target_of_machine(unsigned int elf_machine)
{
	for (const struct rt_target *at = rt_targets; at->triplet; at++)
		if (at->machine == elf_machine)
			return at;
	return NULL;
}

static const struct {
	unsigned int machine;
	const char *word;
} machines[] = {
	{EM_X86_64, "x86-64"}, {EM_386, "i386"},     {EM_AARCH64, "AArch64"},
	{EM_ARM, "ARM"},       {EM_RISCV, "RISC-V"}, {EM_PPC64, "64-bit POWER"},
	{EM_S390, "s390"},     {EM_MIPS, "MIPS"},
};

const char *rt_machine_word(unsigned int elf_machine)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++)
		if (machines[i].machine == elf_machine)
			return machines[i].word;
	return NULL;
}

unsigned int rt_own_machine(void)
{
#if defined(__x86_64__)
	return EM_X86_64;
#elif defined(__i386__)
	return EM_386;
#elif defined(__aarch64__)
	return EM_AARCH64;
#elif defined(__arm__)
	return EM_ARM;
#elif defined(__powerpc64__)
	return EM_PPC64;
#elif defined(__s390x__)
	return EM_S390;
#elif defined(__riscv)
	return EM_RISCV;
#elif defined(__mips__)
	return EM_MIPS;
#else
	return EM_NONE;
#endif
}
