/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/image.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/module/machine.h"
#include "harness/module/relocation.h"
#include "harness/module/executable.h"

struct rt_image {
	Elf *elf;
	int file;
	GElf_Ehdr header;
};

static bool is_module(struct rt_image *image)
{
	return image->elf && elf_kind(image->elf) == ELF_K_ELF &&
	       gelf_getehdr(image->elf, &image->header) &&
	       rt_module_is(&image->header);
}

int rt_image_open(struct rt_image **image, const char *path,
		  struct rt_error *error)
{
	struct rt_image *one = calloc(1, sizeof(*one));

	*image = NULL;
	if (!one)
		return rt_no_memory(error);
	one->file = open(path, O_RDONLY | O_CLOEXEC);
	/* Not mapped: a file that shrinks meanwhile must not fault. */
	if (one->file >= 0 && elf_version(EV_CURRENT) != EV_NONE)
		one->elf = elf_begin(one->file, ELF_C_READ, NULL);
	if (!is_module(one)) {
		rt_image_close(one);
		return rt_fail(error, RT_BUILD,
			       "%s is not an ELF shared object, or is "
			       "damaged; build it again",
			       path);
	}
	*image = one;
	return RT_OK;
}

void rt_image_close(struct rt_image *image)
{
	if (!image)
		return;
	elf_end(image->elf);
	if (image->file >= 0)
		close(image->file);
	free(image);
}

unsigned int rt_image_machine(const struct rt_image *image)
{
	return image->header.e_machine;
}

const struct rt_arch *rt_image_arch(const struct rt_image *image)
{
	return rt_module_arch(image->elf, &image->header);
}

/* True when @symbol is the one wanted, which ends the search. */
typedef bool match(const struct rt_image_symbol *symbol, void *wanted);

static void describe(const struct rt_image *image, const GElf_Sym *entry,
		     struct rt_image_symbol *symbol)
{
	symbol->address = entry->st_value - rt_module_linked(&image->header);
	symbol->size = entry->st_size;
	symbol->is_defined = entry->st_shndx != SHN_UNDEF;
	symbol->is_function = GELF_ST_TYPE(entry->st_info) != STT_NOTYPE;
	symbol->is_resolver = GELF_ST_TYPE(entry->st_info) == STT_GNU_IFUNC;
	symbol->is_local = GELF_ST_BIND(entry->st_info) == STB_LOCAL ||
			   GELF_ST_VISIBILITY(entry->st_other) == STV_HIDDEN;
}

/* Functions, and symbols without a type: undefined ones, or labels. */
static bool is_code(const GElf_Sym *entry)
{
	int type = GELF_ST_TYPE(entry->st_info);

	return type == STT_FUNC || type == STT_GNU_IFUNC ||
	       (type == STT_NOTYPE && entry->st_name);
}

static bool search_table(const struct rt_image *image, Elf_Scn *section,
			 const GElf_Shdr *header, match *matches, void *wanted,
			 struct rt_image_symbol *symbol)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym entry;

	for (int i = 0; data && gelf_getsym(data, i, &entry); i++) {
		if (!is_code(&entry))
			continue;
		symbol->name =
			elf_strptr(image->elf, header->sh_link, entry.st_name);
		describe(image, &entry, symbol);
		if (symbol->name && matches(symbol, wanted))
			return true;
	}
	return false;
}

static bool search(const struct rt_image *image, match *matches, void *wanted,
		   struct rt_image_symbol *symbol)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(image->elf, section)))
		if (gelf_getshdr(section, &header) &&
		    (header.sh_type == SHT_SYMTAB ||
		     header.sh_type == SHT_DYNSYM) &&
		    search_table(image, section, &header, matches, wanted,
				 symbol))
			return true;
	return false;
}

/* The linker's name of a versioned symbol is "memcpy@GLIBC_2.14". */
static bool same_name(const char *name, const char *wanted)
{
	size_t length = strlen(wanted);

	return !strncmp(name, wanted, length) &&
	       (!name[length] || name[length] == '@');
}

static bool match_defined(const struct rt_image_symbol *symbol, void *wanted)
{
	return symbol->is_defined && same_name(symbol->name, wanted);
}

static bool match_name(const struct rt_image_symbol *symbol, void *wanted)
{
	return same_name(symbol->name, wanted);
}

static bool match_address(const struct rt_image_symbol *symbol, void *wanted)
{
	return symbol->is_defined && symbol->name[0] &&
	       symbol->address == *(const uint64_t *)wanted;
}

static bool match_function(const struct rt_image_symbol *symbol, void *wanted)
{
	return symbol->is_function && match_address(symbol, wanted);
}

static bool match_around(const struct rt_image_symbol *symbol, void *wanted)
{
	uint64_t address = *(const uint64_t *)wanted;

	return symbol->is_defined && symbol->is_function && symbol->name[0] &&
	       address >= symbol->address &&
	       address - symbol->address < symbol->size;
}

struct following {
	uint64_t after;
	uint64_t nearest;
};

/* Keeps the nearest; false, so that the search sees all symbols. */
static bool match_following(const struct rt_image_symbol *symbol, void *wanted)
{
	struct following *following = wanted;

	if (symbol->is_defined && symbol->is_function &&
	    symbol->address > following->after &&
	    symbol->address < following->nearest)
		following->nearest = symbol->address;
	return false;
}

/* The function whose name is its address: @name is borrowed. */
static bool find_address(const struct rt_image *image, const char *name,
			 struct rt_image_symbol *symbol)
{
	uint64_t begin, end, address;

	if (!rt_executable_address(name, &address))
		return false;
	*symbol = (struct rt_image_symbol){
		.name = name,
		.address = address,
		.is_defined = true,
		.is_function = true,
		.is_local = true,
	};
	if (rt_executable_around(image->elf, address, &begin, &end) &&
	    begin == address)
		symbol->size = end - begin;
	return true;
}

bool rt_image_find(const struct rt_image *image, const char *name,
		   struct rt_image_symbol *symbol)
{
	if (find_address(image, name, symbol))
		return true;
	return search(image, match_defined, (void *)name, symbol) ||
	       search(image, match_name, (void *)name, symbol);
}

bool rt_image_function_at(const struct rt_image *image, uint64_t address,
			  struct rt_image_symbol *symbol)
{
	return search(image, match_function, &address, symbol) ||
	       search(image, match_address, &address, symbol);
}

/*
 * For functions without a size, as in assembly: the last one that begins
 * before.
 */
struct preceding {
	uint64_t address;
	uint64_t nearest;
};

static bool match_preceding(const struct rt_image_symbol *symbol, void *wanted)
{
	struct preceding *preceding = wanted;

	if (symbol->is_defined && symbol->is_function && !symbol->size &&
	    symbol->address <= preceding->address &&
	    symbol->address >= preceding->nearest)
		preceding->nearest = symbol->address;
	return false;
}

bool rt_image_function_around(const struct rt_image *image, uint64_t address,
			      struct rt_image_symbol *symbol)
{
	struct preceding preceding = {address, 0};

	if (search(image, match_around, &address, symbol))
		return true;
	search(image, match_preceding, &preceding, symbol);
	return preceding.nearest &&
	       search(image, match_function, &preceding.nearest, symbol);
}

uint64_t rt_image_function_end(const struct rt_image *image,
			       const struct rt_image_symbol *symbol)
{
	struct following following = {symbol->address, UINT64_MAX};
	struct rt_image_symbol scratch;

	if (symbol->size && symbol->size <= UINT64_MAX - symbol->address)
		return symbol->address + symbol->size;
	search(image, match_following, &following, &scratch);
	return following.nearest;
}

/* The section that holds @address, with bytes in the file. */
static Elf_Scn *section_at(const struct rt_image *image, uint64_t address,
			   GElf_Shdr *header)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(image->elf, section))) {
		if (!gelf_getshdr(section, header))
			continue;
		header->sh_addr -= rt_module_linked(&image->header);
		if (header->sh_flags & SHF_ALLOC &&
		    header->sh_type != SHT_NOBITS &&
		    address >= header->sh_addr &&
		    address - header->sh_addr < header->sh_size)
			return section;
	}
	return NULL;
}

const uint8_t *rt_image_bytes(const struct rt_image *image, uint64_t address,
			      size_t *length)
{
	GElf_Shdr header;
	Elf_Scn *section = section_at(image, address, &header);
	Elf_Data *data = section ? elf_rawdata(section, NULL) : NULL;
	uint64_t offset;

	*length = 0;
	if (!data || !data->d_buf)
		return NULL;
	offset = address - header.sh_addr;
	if (offset >= data->d_size)
		return NULL;
	*length = data->d_size - offset;
	return (const uint8_t *)data->d_buf + offset;
}

/* The name of symbol @index in the table that @relocations is linked to. */
static const char *symbol_name(const struct rt_image *image,
			       const GElf_Shdr *relocations, uint64_t index)
{
	Elf_Scn *section = elf_getscn(image->elf, relocations->sh_link);
	Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
	GElf_Shdr header;
	GElf_Sym entry;

	if (!data || index > INT32_MAX || !gelf_getshdr(section, &header) ||
	    !gelf_getsym(data, (int)index, &entry))
		return NULL;
	return elf_strptr(image->elf, header.sh_link, entry.st_name);
}

static const char *slot_in(const struct rt_image *image, Elf_Scn *section,
			   const GElf_Shdr *header, uint64_t address)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Rela entry;

	for (int i = 0; data && rt_relocation_read(data, header, i, &entry);
	     i++)
		if (entry.r_offset == address && GELF_R_SYM(entry.r_info))
			return symbol_name(image, header,
					   GELF_R_SYM(entry.r_info));
	return NULL;
}

const char *rt_image_slot(const struct rt_image *image, uint64_t address)
{
	Elf_Scn *section = NULL;
	const char *name = NULL;
	GElf_Shdr header;

	while (!name && (section = elf_nextscn(image->elf, section)))
		if (gelf_getshdr(section, &header) &&
		    (header.sh_type == SHT_RELA || header.sh_type == SHT_REL))
			name = slot_in(image, section, &header, address);
	return name;
}
