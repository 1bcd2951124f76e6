/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/unicorn/machine.h"

const struct rt_variant rt_only_variant[] = {{.name = ""}, {.name = NULL}};

static const struct rt_emulated *const all[] = {
	&rt_emulated_x86_64, &rt_emulated_i386,	   &rt_emulated_aarch64,
	&rt_emulated_arm,    &rt_emulated_riscv64, &rt_emulated_s390x,
	&rt_emulated_mipsel, &rt_emulated_mips,
};

const struct rt_emulated *rt_emulated_at(size_t number)
{
	return number < sizeof(all) / sizeof(*all) ? all[number] : NULL;
}

const struct rt_emulated *rt_emulated_of(unsigned int elf_machine, bool is_64,
					 bool is_big_endian)
{
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (all[i]->elf_machine == elf_machine &&
		    all[i]->is_64 == is_64 &&
		    all[i]->is_big_endian == is_big_endian)
			return all[i];
	return NULL;
}
