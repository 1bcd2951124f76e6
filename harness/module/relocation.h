/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Relocations of both kinds, read as one. Thread-safe like its libelf data. */
#ifndef RT_MODULE_RELOCATION_H
#define RT_MODULE_RELOCATION_H

#include <gelf.h>
#include <stdbool.h>

/*
 * Reads relocation @i of the section @header, SHT_RELA or SHT_REL, whose
 * content is @data; the addend of the latter is 0. False behind the last.
 */
bool rt_relocation_read(Elf_Data *data, const GElf_Shdr *header, int i,
			GElf_Rela *one);

#endif
