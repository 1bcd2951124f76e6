/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/codegen/architecture.h"

#include <stdio.h>

static const struct rt_architecture *const all[] = {
	&rt_x86_64, &rt_i386, &rt_aarch64, &rt_arm, &rt_ppc64le, &rt_s390x,
};

const struct rt_architecture *rt_architecture_of(const struct rt_image *image)
{
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (all[i]->arch == rt_image_arch(image))
			return all[i];
	return NULL;
}

const char *rt_machine_name(unsigned int elf_machine, char *buffer, size_t size)
{
	const struct rt_arch *arch = rt_arch_of_machine(elf_machine);

	if (arch)
		return arch->name;
	snprintf(buffer, size, "machine %u", elf_machine);
	return buffer;
}

bool rt_architecture_open(const struct rt_architecture *architecture,
			  csh *capstone)
{
	const struct rt_arch_capstone *own = architecture->arch->capstone;

	if (cs_open(own->arch, own->mode, capstone) != CS_ERR_OK)
		return false;
	if (cs_option(*capstone, CS_OPT_DETAIL, CS_OPT_ON) == CS_ERR_OK)
		return true;
	cs_close(capstone);
	return false;
}
