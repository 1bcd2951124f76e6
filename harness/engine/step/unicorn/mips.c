/* SPDX-License-Identifier: GPL-2.0-or-later */
/* MIPS o32, in both byte orders. */
#include "harness/engine/step/unicorn/machine.h"

const struct rt_emulated rt_emulated_mips = {
	.arch = &rt_arch_mips,
};

const struct rt_emulated rt_emulated_mipsel = {
	.arch = &rt_arch_mipsel,
};
