/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/unicorn/machine.h"

#define ADDRESS(machine, name) &rt_emulated_##machine,
static const struct rt_emulated *const all[] = {RT_EMULATED_MACHINES(ADDRESS)};

const struct rt_emulated *rt_emulated_of(const struct rt_arch *arch)
{
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (all[i]->arch == arch)
			return all[i];
	return NULL;
}
