/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/dynamic.h"

#include <fcntl.h>
#include <libelf.h>
#include <unistd.h>

static Elf_Data *find_dynamic(Elf *elf)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, &header) &&
		    header.sh_type == SHT_DYNAMIC)
			return elf_getdata(section, NULL);
	return NULL;
}

static bool look_through(Elf *elf, rt_dynamic_change *changes, bool writes)
{
	Elf_Data *data = find_dynamic(elf);
	bool found = false;
	GElf_Dyn one;

	for (int i = 0;
	     data && gelf_getdyn(data, i, &one) && one.d_tag != DT_NULL; i++) {
		if (!changes(&one))
			continue;
		found = true;
		if (!writes)
			continue;
		gelf_update_dyn(data, i, &one);
		elf_flagdata(data, ELF_C_SET, ELF_F_DIRTY);
	}
	return found;
}

/* NULL when @file, which may be -1, is no ELF file. */
static Elf *begin(int file, Elf_Cmd command)
{
	Elf *elf = NULL;

	if (file >= 0 && elf_version(EV_CURRENT) != EV_NONE)
		elf = elf_begin(file, command, NULL);
	if (elf && elf_kind(elf) == ELF_K_ELF)
		return elf;
	elf_end(elf);
	return NULL;
}

static void end(Elf *elf, int file)
{
	elf_end(elf);
	if (file >= 0)
		close(file);
}

bool rt_dynamic_has(const char *path, rt_dynamic_change *changes)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	Elf *elf = begin(file, ELF_C_READ);
	bool found = elf && look_through(elf, changes, false);

	end(elf, file);
	return found;
}

bool rt_dynamic_write(const char *path, rt_dynamic_change *changes)
{
	int file = open(path, O_RDWR | O_CLOEXEC);
	Elf *elf = begin(file, ELF_C_RDWR);
	bool is_done = elf != NULL;

	/* The file's layout is the linker's, and stays. */
	if (elf)
		elf_flagelf(elf, ELF_C_SET, ELF_F_LAYOUT);
	if (elf && look_through(elf, changes, true))
		is_done = elf_update(elf, ELF_C_WRITE) >= 0;
	end(elf, file);
	return is_done;
}
