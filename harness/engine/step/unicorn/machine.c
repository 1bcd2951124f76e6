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

uint64_t rt_emulated_number(const struct rt_emulated *machine,
			    const unsigned char *bytes, unsigned int size)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < size; i++)
		value = value << 8 |
			bytes[machine->arch->elf.is_big_endian ? i
							       : size - 1 - i];
	return value;
}

void rt_emulated_put(const struct rt_emulated *machine, unsigned char *bytes,
		     unsigned int size, uint64_t value)
{
	for (unsigned int i = 0; i < size; i++) {
		bytes[machine->arch->elf.is_big_endian ? size - 1 - i : i] =
			(unsigned char)value;
		value >>= 8;
	}
}
