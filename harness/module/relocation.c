/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/relocation.h"

#include <stddef.h>

bool rt_relocation_read(Elf_Data *data, const GElf_Shdr *header, int i,
			GElf_Rela *one)
{
	GElf_Rel without;

	if (header->sh_type == SHT_RELA)
		return gelf_getrela(data, i, one) != NULL;
	if (!gelf_getrel(data, i, &without))
		return false;
	*one = (GElf_Rela){.r_offset = without.r_offset,
			   .r_info = without.r_info};
	return true;
}
