/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/object_code.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <string.h>
#include <unistd.h>

#include "harness/module/relocation.h"

struct object {
	struct rt_hash *hash;
	bool *calls_out;
	Elf *elf;
	size_t names; /* the section with the names of sections */
	GElf_Half type;
};

static void add_number(struct object *object, uint64_t number)
{
	rt_hash_bytes(object->hash, &number, sizeof(number));
}

/* The name of section @index, "" when it has none. */
static const char *name_of(const struct object *object, size_t index)
{
	Elf_Scn *section = elf_getscn(object->elf, index);
	GElf_Shdr header;
	const char *name = NULL;

	if (section && gelf_getshdr(section, &header))
		name = elf_strptr(object->elf, object->names, header.sh_name);
	return name ? name : "";
}

/* True for a loaded section that is neither a note nor an unwind table. */
static bool is_code(const struct object *object, size_t index)
{
	Elf_Scn *section = elf_getscn(object->elf, index);
	GElf_Shdr header;

	return section && gelf_getshdr(section, &header) &&
	       header.sh_flags & SHF_ALLOC && header.sh_type != SHT_NOTE &&
	       strncmp(name_of(object, index), ".eh_frame", 9) != 0;
}

static void hash_bytes(struct object *object, Elf_Scn *section,
		       const GElf_Shdr *header)
{
	Elf_Data *data = elf_rawdata(section, NULL);

	rt_hash_string(object->hash, name_of(object, elf_ndxscn(section)));
	add_number(object, header->sh_type);
	add_number(object, header->sh_flags);
	add_number(object, header->sh_addralign);
	add_number(object, header->sh_size);
	if (header->sh_type != SHT_NOBITS && data && data->d_buf)
		rt_hash_bytes(object->hash, data->d_buf, data->d_size);
}

/* A local symbol counts by its place: its name may be a compiler's counter. */
static void hash_symbol(struct object *object, const GElf_Shdr *table,
			const GElf_Sym *symbol)
{
	const char *name =
		elf_strptr(object->elf, table->sh_link, symbol->st_name);
	bool is_local = GELF_ST_BIND(symbol->st_info) == STB_LOCAL;

	if (!is_local)
		rt_hash_string(object->hash, name ? name : "");
	add_number(object, symbol->st_info);
	add_number(object, symbol->st_other);
	rt_hash_string(object->hash, symbol->st_shndx < SHN_LORESERVE
					     ? name_of(object, symbol->st_shndx)
					     : "");
	add_number(object, symbol->st_shndx == SHN_UNDEF);
	add_number(object, symbol->st_value);
}

/* True for a symbol that another object may define or override. */
static bool is_open(const GElf_Sym *symbol)
{
	return GELF_ST_BIND(symbol->st_info) != STB_LOCAL ||
	       symbol->st_shndx == SHN_UNDEF;
}

/* Adds the symbol @index of the table @link, to which a relocation refers. */
static void hash_target(struct object *object, size_t link, size_t index)
{
	Elf_Scn *section = elf_getscn(object->elf, link);
	Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
	GElf_Shdr table;
	GElf_Sym symbol;

	if (!data || !gelf_getshdr(section, &table) ||
	    !gelf_getsym(data, (int)index, &symbol)) {
		*object->calls_out = true;
		return;
	}
	hash_symbol(object, &table, &symbol);
	if (index && is_open(&symbol))
		*object->calls_out = true;
}

static void hash_relocations(struct object *object, Elf_Scn *section,
			     const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Rela one;

	rt_hash_string(object->hash, name_of(object, header->sh_info));
	for (int i = 0; data && rt_relocation_read(data, header, i, &one);
	     i++) {
		add_number(object, one.r_offset);
		add_number(object, GELF_R_TYPE(one.r_info));
		add_number(object, (uint64_t)one.r_addend);
		hash_target(object, header->sh_link, GELF_R_SYM(one.r_info));
	}
}

/* Hashes the symbols that the module will define or need for others. */
static void hash_names(struct object *object, Elf_Scn *section,
		       const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym symbol;

	for (int i = 1; data && gelf_getsym(data, i, &symbol); i++) {
		if (GELF_ST_BIND(symbol.st_info) == STB_LOCAL)
			continue;
		hash_symbol(object, header, &symbol);
		*object->calls_out |= symbol.st_shndx == SHN_UNDEF;
	}
}

static void hash_section(struct object *object, Elf_Scn *section)
{
	size_t index = elf_ndxscn(section);
	GElf_Shdr header;

	if (!gelf_getshdr(section, &header))
		return;
	/* In a shared object the relocations are in loaded sections. */
	if (is_code(object, index))
		hash_bytes(object, section, &header);
	else if (header.sh_type == SHT_SYMTAB && object->type == ET_REL)
		hash_names(object, section, &header);
	else if ((header.sh_type == SHT_RELA || header.sh_type == SHT_REL) &&
		 is_code(object, header.sh_info))
		hash_relocations(object, section, &header);
}

static bool is_elf(struct object *object)
{
	GElf_Ehdr header;

	if (!object->elf || elf_kind(object->elf) != ELF_K_ELF ||
	    !gelf_getehdr(object->elf, &header) ||
	    elf_getshdrstrndx(object->elf, &object->names))
		return false;
	object->type = header.e_type;
	add_number(object, header.e_machine);
	add_number(object, header.e_flags);
	add_number(object, header.e_ident[EI_CLASS]);
	return true;
}

int rt_object_code_hash(struct rt_hash *hash, bool *calls_out, const char *path,
			struct rt_error *error)
{
	struct object object = {.hash = hash, .calls_out = calls_out};
	int file = open(path, O_RDONLY | O_CLOEXEC);
	Elf_Scn *section = NULL;
	bool is_whole;

	*calls_out = false;
	/* Not mapped: a file that shrinks meanwhile must not fault. */
	if (file >= 0 && elf_version(EV_CURRENT) != EV_NONE)
		object.elf = elf_begin(file, ELF_C_READ, NULL);
	is_whole = is_elf(&object);
	while (is_whole && (section = elf_nextscn(object.elf, section)))
		hash_section(&object, section);
	elf_end(object.elf);
	if (file >= 0)
		close(file);
	if (!is_whole)
		return rt_fail(error, RT_BUILD,
			       "%s is no ELF object, or is damaged; build it "
			       "again",
			       path);
	return RT_OK;
}
