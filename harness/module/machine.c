/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/machine.h"

bool rt_module_is(const GElf_Ehdr *header)
{
	return header->e_type == ET_DYN || header->e_type == ET_EXEC;
}

uint64_t rt_module_linked(const GElf_Ehdr *header)
{
	return header->e_type == ET_EXEC ? RT_MODULE_BASE : 0;
}

const uint8_t *rt_module_attributes(Elf *elf, size_t *count)
{
	enum { attributes = SHT_LOPROC + 3 };
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	*count = 0;
	while ((section = elf_nextscn(elf, section))) {
		Elf_Data *data;

		if (!gelf_getshdr(section, &header) ||
		    header.sh_type != attributes)
			continue;
		data = elf_rawdata(section, NULL);
		if (!data || !data->d_buf)
			continue;
		*count = data->d_size;
		return data->d_buf;
	}
	return NULL;
}

const struct rt_arch *rt_module_arch(Elf *elf, const GElf_Ehdr *header)
{
	const struct rt_arch *arch = rt_arch_of_elf(
		header->e_machine, header->e_ident[EI_CLASS] == ELFCLASS64,
		header->e_ident[EI_DATA] == ELFDATA2MSB);
	const uint8_t *attributes;
	size_t count;

	if (!arch || !arch->variant_of)
		return arch;
	attributes = rt_module_attributes(elf, &count);
	return arch->variant_of(attributes, count);
}
