/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/loaded.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/module/executable.h"
#include "harness/module/stand_in.h"

static const uint64_t page = 4096;

static int damaged(const char *path, struct rt_error *error)
{
	return rt_fail(error, RT_BUILD,
		       "%s is not an ELF shared object, or is damaged; build "
		       "it again",
		       path);
}

static int take_machine(struct rt_loaded *loaded, const char *path,
			struct rt_error *error)
{
	bool is_64, is_big_endian;
	GElf_Ehdr header;
	const char *title;

	if (!loaded->elf || elf_kind(loaded->elf) != ELF_K_ELF ||
	    !gelf_getehdr(loaded->elf, &header) || !rt_module_is(&header))
		return damaged(path, error);
	loaded->bias = loaded->loading.base - rt_module_linked(&header);
	is_64 = header.e_ident[EI_CLASS] == ELFCLASS64;
	is_big_endian = header.e_ident[EI_DATA] == ELFDATA2MSB;
	loaded->arch = rt_module_arch(loaded->elf, &header);
	if (loaded->arch && loaded->arch->relocations)
		return RT_OK;
	if (rt_arch_of_elf(header.e_machine, is_64, is_big_endian) &&
	    !loaded->arch)
		return rt_fail(error, RT_SETUP,
			       "%s is for a profile of its machine that is not "
			       "known here, as ARMv8-M; name another -mcpu",
			       path);
	title = rt_arch_title(header.e_machine);
	return rt_fail(error, RT_SETUP,
		       "%s of %s bits and %s order cannot be loaded here; name "
		       "another toolchain",
		       title ? title : "an unknown machine",
		       is_64 ? "64" : "32",
		       is_big_endian ? "big-endian" : "little-endian");
}

/* The distance of the file's @address from where the object begins. */
static uint64_t in_memory(const struct rt_loaded *loaded, uint64_t address)
{
	return address + loaded->bias - loaded->loading.base;
}

/* The image ends with the last loaded byte; its size is limited. */
static int measure(struct rt_loaded *loaded, const char *path,
		   struct rt_error *error)
{
	size_t count = 0;
	GElf_Phdr segment;
	uint64_t begin;

	elf_getphdrnum(loaded->elf, &count);
	for (size_t i = 0; i < count; i++) {
		if (!gelf_getphdr(loaded->elf, (int)i, &segment) ||
		    segment.p_type != PT_LOAD)
			continue;
		begin = in_memory(loaded, segment.p_vaddr);
		if (segment.p_memsz > RT_LOADED_MOST ||
		    begin > RT_LOADED_MOST - segment.p_memsz)
			return rt_fail(
				error, RT_SETUP,
				"%s takes more than %d MiB of memory, "
				"more than is loaded, or lies at "
				"another address than 0x%llx",
				path, RT_LOADED_MOST >> 20,
				(unsigned long long)loaded->loading.base);
		if (loaded->size < begin + segment.p_memsz)
			loaded->size = begin + segment.p_memsz;
	}
	loaded->size = (loaded->size + page - 1) / page * page;
	return loaded->size ? RT_OK : damaged(path, error);
}

static int copy_segment(struct rt_loaded *loaded, const GElf_Phdr *segment,
			const char *path, struct rt_error *error)
{
	Elf_Data *data;

	if (segment->p_type == PT_TLS)
		loaded->has_thread_data = true;
	if (segment->p_type != PT_LOAD || !segment->p_filesz)
		return RT_OK;
	if (segment->p_filesz > segment->p_memsz)
		return damaged(path, error);
	data = elf_getdata_rawchunk(loaded->elf, (int64_t)segment->p_offset,
				    segment->p_filesz, ELF_T_BYTE);
	if (!data || !data->d_buf || data->d_size < segment->p_filesz)
		return damaged(path, error);
	memcpy(loaded->bytes + in_memory(loaded, segment->p_vaddr), data->d_buf,
	       segment->p_filesz);
	return RT_OK;
}

static int copy_segments(struct rt_loaded *loaded, const char *path,
			 struct rt_error *error)
{
	size_t count = 0;
	GElf_Phdr segment;
	int code = RT_OK;

	loaded->bytes = calloc(1, loaded->size);
	if (!loaded->bytes)
		return rt_no_memory(error);
	elf_getphdrnum(loaded->elf, &count);
	for (size_t i = 0; !code && i < count; i++)
		if (gelf_getphdr(loaded->elf, (int)i, &segment))
			code = copy_segment(loaded, &segment, path, error);
	return code;
}

/* Whether @symbol is the wanted one, which ends the search. */
typedef bool match(const char *name, const GElf_Sym *symbol,
		   const void *wanted);

static bool search_table(const struct rt_loaded *loaded, Elf_Scn *section,
			 const GElf_Shdr *header, match *matches,
			 const void *wanted, const char **name,
			 GElf_Sym *symbol)
{
	Elf_Data *data = elf_getdata(section, NULL);

	for (int i = 0; data && gelf_getsym(data, i, symbol); i++) {
		*name = elf_strptr(loaded->elf, header->sh_link,
				   symbol->st_name);
		if (*name && **name && symbol->st_shndx != SHN_UNDEF &&
		    matches(*name, symbol, wanted))
			return true;
	}
	return false;
}

static bool search(const struct rt_loaded *loaded, match *matches,
		   const void *wanted, const char **name, GElf_Sym *symbol)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(loaded->elf, section)))
		if (gelf_getshdr(section, &header) &&
		    (header.sh_type == SHT_SYMTAB ||
		     header.sh_type == SHT_DYNSYM) &&
		    search_table(loaded, section, &header, matches, wanted,
				 name, symbol))
			return true;
	return false;
}

static bool note_stand_in(const char *name, const GElf_Sym *symbol,
			  const void *wanted)
{
	struct rt_loaded *loaded = *(struct rt_loaded *const *)wanted;
	uint64_t address = loaded->bias + symbol->st_value;

	if (strncmp(name, RT_STAND_IN, strlen(RT_STAND_IN)))
		return false;
	if (!loaded->stand_ins || address < loaded->stand_ins)
		loaded->stand_ins = address;
	if (address >= loaded->stand_ins_end)
		loaded->stand_ins_end = address + 1;
	return false;
}

/* Once, as it is asked of each target of a jump. */
static void find_stand_ins(struct rt_loaded *loaded)
{
	const char *name;
	GElf_Sym symbol;

	search(loaded, note_stand_in, &loaded, &name, &symbol);
}

int rt_loaded_open(struct rt_loaded *loaded, const char *path,
		   const struct rt_loading *loading, struct rt_error *error)
{
	static const struct rt_loading usual = {.base = RT_LOADED_BASE};
	int code;

	*loaded = (struct rt_loaded){.loading = loading ? *loading : usual,
				     .file = -1};
	loaded->file = open(path, O_RDONLY | O_CLOEXEC);
	if (loaded->file < 0 || elf_version(EV_CURRENT) == EV_NONE)
		return damaged(path, error);
	/* Read, not mapped: a file that shrinks meanwhile must not fault. */
	loaded->elf = elf_begin(loaded->file, ELF_C_READ, NULL);
	code = take_machine(loaded, path, error);
	if (!code)
		code = measure(loaded, path, error);
	if (!code)
		code = copy_segments(loaded, path, error);
	if (!code)
		code = rt_loaded_relocate(loaded, path, error);
	if (!code)
		find_stand_ins(loaded);
	return code;
}

void rt_loaded_close(struct rt_loaded *loaded)
{
	elf_end(loaded->elf);
	if (loaded->file >= 0)
		close(loaded->file);
	free(loaded->bytes);
	*loaded = (struct rt_loaded){.file = -1};
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

bool rt_loaded_find(const struct rt_loaded *loaded, const char *name,
		    uint64_t *address, bool *is_resolver)
{
	GElf_Sym symbol;

	if (rt_executable_address(name, address)) {
		*address += loaded->loading.base;
		if (is_resolver)
			*is_resolver = false;
		return *address < loaded->loading.base + loaded->size;
	}
	if (!search(loaded, match_name, name, &name, &symbol))
		return false;
	*address = loaded->bias + symbol.st_value;
	if (is_resolver)
		*is_resolver = GELF_ST_TYPE(symbol.st_info) == STT_GNU_IFUNC;
	return true;
}

const char *rt_loaded_name(const struct rt_loaded *loaded, uint64_t address)
{
	uint64_t wanted = address - loaded->bias;
	const char *name;
	GElf_Sym symbol;

	return search(loaded, match_address, &wanted, &name, &symbol) ? name
								      : "";
}

static bool match_resolver(const char *name, const GElf_Sym *symbol,
			   const void *wanted)
{
	(void)name;
	return GELF_ST_TYPE(symbol->st_info) == STT_GNU_IFUNC &&
	       symbol->st_value == *(const uint64_t *)wanted;
}

const char *rt_loaded_chosen_name(const struct rt_loaded *loaded,
				  uint64_t address)
{
	uint64_t wanted = address - loaded->bias;
	const char *name;
	GElf_Sym symbol;

	return search(loaded, match_resolver, &wanted, &name, &symbol) ? name
								       : "";
}

/* The function around an address, as far as the search has come. */
struct around {
	uint64_t address;
	const char *name; /* of the function that begins last before it */
	uint64_t begin, size;
	uint64_t next; /* where the next function begins */
};

/* The name by which ringtear calls what has a name of its own. */
static bool is_alias(const char *name)
{
	return !strncmp(name, "ringtear_", 9);
}

/* Looks at each function; assembly leaves sizes at 0. */
static bool note_around(const char *name, const GElf_Sym *symbol,
			const void *wanted)
{
	struct around *around = *(struct around *const *)wanted;
	uint64_t begin = symbol->st_value & ~1ull; /* Thumb's bit */

	if (GELF_ST_TYPE(symbol->st_info) != STT_FUNC)
		return false;
	if (begin > around->address) {
		if (begin < around->next)
			around->next = begin;
	} else if (!around->name || begin > around->begin ||
		   (begin == around->begin && !is_alias(name))) {
		around->name = name;
		around->begin = begin;
		around->size = symbol->st_size;
	}
	return false;
}

const char *rt_loaded_around(const struct rt_loaded *loaded, uint64_t address,
			     uint64_t *begin, uint64_t *end)
{
	struct around around = {
		.address = (address & ~1ull) - loaded->bias,
		.next = UINT64_MAX,
	};
	struct around *wanted = &around;
	const char *name;
	GElf_Sym symbol;

	search(loaded, note_around, &wanted, &name, &symbol);
	if (around.size && around.address - around.begin >= around.size)
		return NULL;
	*begin = loaded->bias + around.begin;
	*end = around.size ? *begin + around.size : loaded->bias + around.next;
	return around.name;
}

static bool match_datum(const char *name, const GElf_Sym *symbol,
			const void *wanted)
{
	uint64_t address = *(const uint64_t *)wanted;

	(void)name;
	return GELF_ST_TYPE(symbol->st_info) == STT_OBJECT &&
	       address >= symbol->st_value &&
	       address - symbol->st_value < symbol->st_size;
}

const char *rt_loaded_datum(const struct rt_loaded *loaded, uint64_t address,
			    uint64_t *begin, uint64_t *end)
{
	uint64_t wanted = address - loaded->bias;
	const char *name;
	GElf_Sym symbol;

	if (!search(loaded, match_datum, &wanted, &name, &symbol))
		return NULL;
	*begin = loaded->bias + symbol.st_value;
	*end = *begin + symbol.st_size;
	return name;
}

static bool match_private(const char *name, const GElf_Sym *symbol,
			  const void *wanted)
{
	return GELF_ST_BIND(symbol->st_info) == STB_LOCAL &&
	       match_datum(name, symbol, wanted);
}

static bool match_public(const char *name, const GElf_Sym *symbol,
			 const void *wanted)
{
	return GELF_ST_BIND(symbol->st_info) != STB_LOCAL &&
	       match_datum(name, symbol, wanted);
}

bool rt_loaded_is_private(const struct rt_loaded *loaded, uint64_t address,
			  uint64_t size)
{
	uint64_t wanted = address - loaded->bias;
	const char *name;
	GElf_Sym symbol;

	return !search(loaded, match_public, &wanted, &name, &symbol) &&
	       search(loaded, match_private, &wanted, &name, &symbol) &&
	       wanted - symbol.st_value + size <= symbol.st_size;
}

static bool match_missing(const char *name, const GElf_Sym *symbol,
			  const void *wanted)
{
	return (symbol->st_value & ~1ull) == *(const uint64_t *)wanted &&
	       GELF_ST_BIND(symbol->st_info) != STB_LOCAL &&
	       strncmp(name, RT_STAND_IN, strlen(RT_STAND_IN)) != 0;
}

static const char *stood_in_for(const struct rt_loaded *loaded,
				uint64_t address)
{
	uint64_t wanted = (address & ~1ull) - loaded->bias;
	const char *name;
	GElf_Sym symbol;

	return search(loaded, match_missing, &wanted, &name, &symbol) ? name
								      : NULL;
}

const char *rt_loaded_missing(const struct rt_loaded *loaded, uint64_t address)
{
	uint64_t number =
		(address - RT_LOADED_MISSING) / RT_LOADED_MISSING_STEP;
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	GElf_Sym symbol;

	if (address >= loaded->stand_ins && address < loaded->stand_ins_end)
		return stood_in_for(loaded, address);
	if (address < RT_LOADED_MISSING || number > UINT16_MAX)
		return NULL;
	while ((section = elf_nextscn(loaded->elf, section))) {
		Elf_Data *data;

		if (!gelf_getshdr(section, &header) ||
		    header.sh_type != SHT_DYNSYM)
			continue;
		data = elf_getdata(section, NULL);
		if (data && gelf_getsym(data, (int)number, &symbol))
			return elf_strptr(loaded->elf, header.sh_link,
					  symbol.st_name);
	}
	return NULL;
}
