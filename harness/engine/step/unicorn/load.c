/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/unicorn/load.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const uint64_t page = 4096;

static int damaged(const char *path, struct rt_error *error)
{
	return rt_fail(error, RT_BUILD,
		       "%s is not an ELF shared object, or is damaged; build "
		       "it again",
		       path);
}

static int take_machine(struct rt_emulated_image *image, const char *path,
			struct rt_error *error)
{
	bool is_64, is_big_endian;
	GElf_Ehdr header;
	const char *title;

	if (!image->elf || elf_kind(image->elf) != ELF_K_ELF ||
	    !gelf_getehdr(image->elf, &header) || header.e_type != ET_DYN)
		return damaged(path, error);
	is_64 = header.e_ident[EI_CLASS] == ELFCLASS64;
	is_big_endian = header.e_ident[EI_DATA] == ELFDATA2MSB;
	image->machine = rt_emulated_of(
		rt_arch_of_elf(header.e_machine, is_64, is_big_endian));
	if (image->machine)
		return RT_OK;
	title = rt_arch_title(header.e_machine);
	return rt_fail(error, RT_SETUP,
		       "libunicorn emulates no %s of %s bits and %s order: "
		       "only codegen can look at it here",
		       title ? title : "such machine", is_64 ? "64" : "32",
		       is_big_endian ? "big-endian" : "little-endian");
}

/* The image ends with the last loaded byte; its size is limited. */
static int measure(struct rt_emulated_image *image, const char *path,
		   struct rt_error *error)
{
	size_t count = 0;
	GElf_Phdr segment;

	elf_getphdrnum(image->elf, &count);
	for (size_t i = 0; i < count; i++) {
		if (!gelf_getphdr(image->elf, (int)i, &segment) ||
		    segment.p_type != PT_LOAD)
			continue;
		if (segment.p_memsz > RT_EMULATED_MOST ||
		    segment.p_vaddr > RT_EMULATED_MOST - segment.p_memsz)
			return rt_fail(error, RT_SETUP,
				       "%s takes more than %d MiB of memory, "
				       "more than is emulated",
				       path, RT_EMULATED_MOST >> 20);
		if (image->size < segment.p_vaddr + segment.p_memsz)
			image->size = segment.p_vaddr + segment.p_memsz;
	}
	image->size = (image->size + page - 1) / page * page;
	return image->size ? RT_OK : damaged(path, error);
}

static int copy_segment(struct rt_emulated_image *image,
			const GElf_Phdr *segment, const char *path,
			struct rt_error *error)
{
	Elf_Data *data;

	if (segment->p_type == PT_TLS)
		image->has_thread_data = true;
	if (segment->p_type != PT_LOAD || !segment->p_filesz)
		return RT_OK;
	if (segment->p_filesz > segment->p_memsz)
		return damaged(path, error);
	data = elf_getdata_rawchunk(image->elf, (int64_t)segment->p_offset,
				    segment->p_filesz, ELF_T_BYTE);
	if (!data || !data->d_buf || data->d_size < segment->p_filesz)
		return damaged(path, error);
	memcpy(image->bytes + segment->p_vaddr, data->d_buf, segment->p_filesz);
	return RT_OK;
}

static int copy_segments(struct rt_emulated_image *image, const char *path,
			 struct rt_error *error)
{
	size_t count = 0;
	GElf_Phdr segment;
	int code = RT_OK;

	image->bytes = calloc(1, image->size);
	if (!image->bytes)
		return rt_no_memory(error);
	elf_getphdrnum(image->elf, &count);
	for (size_t i = 0; !code && i < count; i++)
		if (gelf_getphdr(image->elf, (int)i, &segment))
			code = copy_segment(image, &segment, path, error);
	return code;
}

int rt_emulated_load(struct rt_emulated_image *image, const char *path,
		     struct rt_error *error)
{
	int code;

	*image = (struct rt_emulated_image){.file = -1};
	image->file = open(path, O_RDONLY | O_CLOEXEC);
	if (image->file < 0 || elf_version(EV_CURRENT) == EV_NONE)
		return damaged(path, error);
	/* Read, not mapped: a file that shrinks meanwhile must not fault. */
	image->elf = elf_begin(image->file, ELF_C_READ, NULL);
	code = take_machine(image, path, error);
	if (!code)
		code = measure(image, path, error);
	if (!code)
		code = copy_segments(image, path, error);
	if (!code)
		code = rt_emulated_relocate(image, path, error);
	return code;
}

void rt_emulated_unload(struct rt_emulated_image *image)
{
	elf_end(image->elf);
	if (image->file >= 0)
		close(image->file);
	free(image->bytes);
	*image = (struct rt_emulated_image){.file = -1};
}

/* Whether @symbol is the wanted one, which ends the search. */
typedef bool match(const char *name, const GElf_Sym *symbol,
		   const void *wanted);

static bool search_table(const struct rt_emulated_image *image,
			 Elf_Scn *section, const GElf_Shdr *header,
			 match *matches, const void *wanted, const char **name,
			 GElf_Sym *symbol)
{
	Elf_Data *data = elf_getdata(section, NULL);

	for (int i = 0; data && gelf_getsym(data, i, symbol); i++) {
		*name = elf_strptr(image->elf, header->sh_link,
				   symbol->st_name);
		if (*name && **name && symbol->st_shndx != SHN_UNDEF &&
		    matches(*name, symbol, wanted))
			return true;
	}
	return false;
}

static bool search(const struct rt_emulated_image *image, match *matches,
		   const void *wanted, const char **name, GElf_Sym *symbol)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(image->elf, section)))
		if (gelf_getshdr(section, &header) &&
		    (header.sh_type == SHT_SYMTAB ||
		     header.sh_type == SHT_DYNSYM) &&
		    search_table(image, section, &header, matches, wanted, name,
				 symbol))
			return true;
	return false;
}

static bool match_name(const char *name, const GElf_Sym *symbol,
		       const void *wanted)
{
	(void)symbol;
	return !strcmp(name, wanted);
}

static bool match_address(const char *name, const GElf_Sym *symbol,
			  const void *wanted)
{
	(void)name;
	return GELF_ST_TYPE(symbol->st_info) == STT_FUNC &&
	       symbol->st_value == *(const uint64_t *)wanted;
}

bool rt_emulated_find(const struct rt_emulated_image *image, const char *name,
		      uint64_t *address)
{
	GElf_Sym symbol;

	if (!search(image, match_name, name, &name, &symbol))
		return false;
	*address = RT_EMULATED_BASE + symbol.st_value;
	return true;
}

const char *rt_emulated_name(const struct rt_emulated_image *image,
			     uint64_t address)
{
	uint64_t wanted = address - RT_EMULATED_BASE;
	const char *name;
	GElf_Sym symbol;

	return search(image, match_address, &wanted, &name, &symbol) ? name
								     : "";
}
