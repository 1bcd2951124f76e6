/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/unicorn/machine.h"

const struct rt_variant rt_only_variant[] = {{.name = ""}, {.name = NULL}};

static const struct rt_emulated *const all[] = {
	&rt_emulated_x86_64, &rt_emulated_i386,	   &rt_emulated_aarch64,
	&rt_emulated_arm,    &rt_emulated_riscv64, &rt_emulated_s390x,
	&rt_emulated_mipsel, &rt_emulated_mips,
};

const struct rt_emulated *rt_emulated_of(const struct rt_arch *arch)
{
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (all[i]->arch == arch)
			return all[i];
	return NULL;
}

const struct rt_step_cpu_kind *rt_step_unicorn(const struct rt_arch *arch)
{
	const struct rt_emulated *machine = rt_emulated_of(arch);

	return machine ? &machine->kind : NULL;
}
