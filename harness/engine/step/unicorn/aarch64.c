/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AAPCS64. "ARM" is the Arm Architecture Reference Manual, DDI 0487. */
#include "harness/engine/step/unicorn/machine.h"

/*
 * What glibc's resolvers read: MIDR_EL1 (the CPU's part number) and whether SVE
 * is present (glibc, sysdeps/aarch64/multiarch/memcpy.c and
 * sysdeps/unix/sysv/linux/aarch64/cpu-features.h).
 */
static const char features[] = "_dl_aarch64_cpu_features";

#define CPU(midr, sve)                                                         \
	{                                                                      \
		{features, 0, 8, midr},                                        \
		{                                                              \
			features, 14, 1, sve                                   \
		}                                                              \
	}

static const struct rt_variant variants[] = {
	{"", 0, CPU(0, 0)},
	{"Neoverse N1", 0, CPU(0x413fd0c1, 0)},
	{"ThunderX", 0, CPU(0x431f0a11, 0)},
	{"ThunderX2", 0, CPU(0x431f0af1, 0)},
	{"Falkor", 0, CPU(0x510fc000, 0)},
	{"any with SVE", 0, CPU(0, 1)},
	{"A64FX", 0, CPU(0x461f0010, 1)},
	{.name = NULL},
};

/* CPACR_EL1.FPEN and .ZEN: vector instructions do not trap (ARM D17.2.30). */
static uc_err prepare(uc_engine *engine)
{
	uint64_t control = 3u << 20 | 3u << 16;

	return uc_reg_write(engine, UC_ARM64_REG_CPACR_EL1, &control);
}

const struct rt_emulated rt_emulated_aarch64 = {
	.arch = &rt_arch_aarch64,
	.variants = variants,
	.prepare = prepare,
};
