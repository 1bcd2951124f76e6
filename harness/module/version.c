/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/version.h"

#include <stdint.h>
#include <string.h>

enum {
	/* In an entry of the version table, beside the version's number. */
	hidden = 0x8000,
	/* 0 stands for local, 1 for the file's own name. */
	first_version = 2,
	most_records = 4096, /* whatever the file says */
};

/* The place @by bytes behind @at; -1, which no function takes, past the end. */
static int behind(int at, GElf_Word by)
{
	return by <= (GElf_Word)(INT32_MAX - at) ? at + (int)by : -1;
}

/* A section with its header and content. */
struct table {
	Elf_Data *data;
	GElf_Shdr header;
};

/* False without a section of @type. */
static bool find_table(Elf *elf, GElf_Word type, struct table *table)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, &table->header) &&
		    table->header.sh_type == type) {
			table->data = elf_getdata(section, NULL);
			return table->data != NULL;
		}
	return false;
}

/* The entry of the version table for symbol @number; 0 without one. */
static unsigned entry_of(const struct table *versions, unsigned number)
{
	GElf_Versym entry;

	return number <= INT32_MAX && gelf_getversym(versions->data,
						     (int)number, &entry)
		       ? entry
		       : 0;
}

/* The version @number among those that one file is to provide. */
static const char *find_in_file(Elf *elf, const struct table *needs, int at,
				const GElf_Verneed *file, unsigned number)
{
	GElf_Vernaux version;

	at = behind(at, file->vn_aux);
	for (int i = 0; at >= 0 && i < file->vn_cnt && i < most_records; i++) {
		if (!gelf_getvernaux(needs->data, at, &version))
			return NULL;
		if ((version.vna_other & ~hidden) == number)
			return elf_strptr(elf, needs->header.sh_link,
					  version.vna_name);
		if (!version.vna_next)
			return NULL;
		at = behind(at, version.vna_next);
	}
	return NULL;
}

const char *rt_version_wanted(Elf *elf, unsigned number)
{
	struct table versions, needs;
	GElf_Verneed file;
	unsigned wanted;
	int at = 0;

	if (!find_table(elf, SHT_GNU_versym, &versions) ||
	    !find_table(elf, SHT_GNU_verneed, &needs))
		return NULL;
	wanted = entry_of(&versions, number) & ~(unsigned)hidden;
	if (wanted < first_version)
		return NULL;
	for (int i = 0; i < most_records; i++) {
		const char *name;

		if (!gelf_getverneed(needs.data, at, &file))
			return NULL;
		name = find_in_file(elf, &needs, at, &file, wanted);
		if (name || !file.vn_next)
			return name;
		at = behind(at, file.vn_next);
	}
	return NULL;
}

/* The name of the version @number that the file defines. */
static const char *defined_version(Elf *elf, unsigned number)
{
	struct table definitions;
	GElf_Verdef version;
	GElf_Verdaux name;
	int at = 0;

	if (!find_table(elf, SHT_GNU_verdef, &definitions))
		return NULL;
	for (int i = 0; i < most_records; i++) {
		if (!gelf_getverdef(definitions.data, at, &version))
			return NULL;
		if (version.vd_ndx == number)
			return gelf_getverdaux(definitions.data,
					       behind(at, version.vd_aux),
					       &name)
				       ? elf_strptr(elf,
						    definitions.header.sh_link,
						    name.vda_name)
				       : NULL;
		if (!version.vd_next)
			return NULL;
		at = behind(at, version.vd_next);
	}
	return NULL;
}

/* The definitions of one name: the next one from symbol @i on, or -1. */
static int next_definition(Elf *elf, const struct table *symbols,
			   const char *name, int i)
{
	GElf_Sym symbol;

	for (; gelf_getsym(symbols->data, i, &symbol); i++) {
		const char *has;

		if (symbol.st_shndx == SHN_UNDEF)
			continue;
		has = elf_strptr(elf, symbols->header.sh_link, symbol.st_name);
		if (has && !strcmp(has, name))
			return i;
	}
	return -1;
}

const char *rt_version_oldest(Elf *elf, const char *name)
{
	struct table versions, symbols;

	if (!find_table(elf, SHT_GNU_versym, &versions) ||
	    !find_table(elf, SHT_DYNSYM, &symbols))
		return NULL;
	for (int i = next_definition(elf, &symbols, name, 0); i >= 0;
	     i = next_definition(elf, &symbols, name, i + 1))
		if ((entry_of(&versions, (unsigned)i) & ~(unsigned)hidden) ==
		    first_version)
			return defined_version(elf, first_version);
	return NULL;
}

bool rt_version_find(Elf *elf, const char *name, const char *version,
		     GElf_Sym *symbol, bool *is_old)
{
	struct table versions, symbols;

	if (!find_table(elf, SHT_DYNSYM, &symbols))
		return false;
	if (!find_table(elf, SHT_GNU_versym, &versions))
		versions.data = NULL;
	for (int i = next_definition(elf, &symbols, name, 0); i >= 0;
	     i = next_definition(elf, &symbols, name, i + 1)) {
		unsigned entry =
			versions.data ? entry_of(&versions, (unsigned)i) : 0;
		const char *has = NULL;

		*is_old = entry & hidden;
		if (version)
			has = defined_version(elf, entry & ~(unsigned)hidden);
		if ((version ? has && !strcmp(has, version) : !*is_old) &&
		    gelf_getsym(symbols.data, i, symbol))
			return true;
	}
	return false;
}
