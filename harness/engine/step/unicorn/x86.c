/* SPDX-License-Identifier: GPL-2.0-or-later */
/* System V x86-64 and i386 psABI. */
#include "harness/engine/step/unicorn/machine.h"

const struct rt_emulated rt_emulated_x86_64 = {
	.arch = &rt_arch_x86_64,
};

const struct rt_emulated rt_emulated_i386 = {
	.arch = &rt_arch_i386,
};
