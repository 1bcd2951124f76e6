/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/binding.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "harness/arch/arch.h"
#include "harness/module/relocation.h"

/* A place that the dynamic linker fills in with the address of a symbol. */
struct reference {
	uint64_t place; /* before loading */
	const char *name;
};

/* Returns true to end the walk. */
typedef bool visit(const struct reference *reference, void *data);

/*
 * A symbol that only the dynamic linker binds: defined here and replaceable.
 * An ifunc's place has what its resolver chose, a variable of a thread's has no
 * address.
 */
static bool is_replaceable(const GElf_Sym *symbol)
{
	int type = GELF_ST_TYPE(symbol->st_info);

	return symbol->st_shndx != SHN_UNDEF && symbol->st_shndx != SHN_ABS &&
	       GELF_ST_BIND(symbol->st_info) != STB_LOCAL &&
	       GELF_ST_VISIBILITY(symbol->st_other) == STV_DEFAULT &&
	       type != STT_TLS && type != STT_GNU_IFUNC;
}

/* An executable's copy of a library's variable, which holds no address. */
static bool is_copy(const GElf_Rela *one)
{
	const struct rt_arch *own = rt_arch_own();
	const struct rt_arch_relocation *at = own ? own->relocations : NULL;

	for (; at && at->type; at++)
		if (at->what == RT_RELOCATE_COPY &&
		    at->type == GELF_R_TYPE(one->r_info))
			return true;
	return false;
}

static bool walk_section(Elf *elf, Elf_Scn *section, const GElf_Shdr *header,
			 visit *visits, void *data)
{
	Elf_Scn *table = elf_getscn(elf, header->sh_link);
	Elf_Data *symbols = table ? elf_getdata(table, NULL) : NULL;
	Elf_Data *relocations = elf_getdata(section, NULL);
	struct reference reference;
	GElf_Shdr names;
	GElf_Rela one;
	GElf_Sym symbol;

	if (!symbols || !relocations || !gelf_getshdr(table, &names))
		return false;
	for (int i = 0; rt_relocation_read(relocations, header, i, &one); i++) {
		uint64_t index = GELF_R_SYM(one.r_info);

		if (!index || index > INT32_MAX ||
		    !gelf_getsym(symbols, (int)index, &symbol) ||
		    !is_replaceable(&symbol) || is_copy(&one))
			continue;
		reference.place = one.r_offset;
		reference.name = elf_strptr(elf, names.sh_link, symbol.st_name);
		if (reference.name && visits(&reference, data))
			return true;
	}
	return false;
}

/* What is looked for in an open file. */
typedef bool look(Elf *elf, visit *visits, void *data);

static bool look_at(const char *path, look *looks, visit *visits, void *data)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool found = false;
	Elf *elf = NULL;

	if (file >= 0 && elf_version(EV_CURRENT) != EV_NONE)
		elf = elf_begin(file, ELF_C_READ, NULL);
	if (elf)
		found = looks(elf, visits, data);
	elf_end(elf);
	if (file >= 0)
		close(file);
	return found;
}

/* Only relocations that are loaded are the dynamic linker's. */
static bool walk(Elf *elf, visit *visits, void *data)
{
	Elf_Scn *section = NULL;
	bool is_over = false;
	GElf_Shdr header;

	while (!is_over && (section = elf_nextscn(elf, section)))
		is_over = gelf_getshdr(section, &header) &&
			  header.sh_flags & SHF_ALLOC &&
			  (header.sh_type == SHT_RELA ||
			   header.sh_type == SHT_REL) &&
			  walk_section(elf, section, &header, visits, data);
	return is_over;
}

/* The libraries that this process has too, and that come last everywhere. */
static bool is_usual(const char *library)
{
	static const char *const names[] = {"libc.",  "libm.",	"libpthread.",
					    "libdl.", "librt.", "libgcc_s.",
					    "ld-"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strncmp(library, names[i], strlen(names[i])))
			return true;
	return false;
}

/* Whether the object is linked with a library of the user's. */
static bool needs_library(Elf *elf, visit *visits, void *data)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	GElf_Dyn one;

	(void)visits;
	(void)data;
	while ((section = elf_nextscn(elf, section))) {
		Elf_Data *list = elf_getdata(section, NULL);

		if (!gelf_getshdr(section, &header) ||
		    header.sh_type != SHT_DYNAMIC)
			continue;
		for (int i = 0; list && gelf_getdyn(list, i, &one); i++) {
			const char *name =
				one.d_tag == DT_NEEDED
					? elf_strptr(elf, header.sh_link,
						     one.d_un.d_val)
					: NULL;

			if (name && !is_usual(name))
				return true;
		}
	}
	return false;
}

static bool is_contested(const struct reference *reference, void *data)
{
	(void)data;
	return dlsym(RTLD_DEFAULT, reference->name) != NULL;
}

bool rt_binding_is_contested(const char *path)
{
	return look_at(path, walk, is_contested, NULL) ||
	       look_at(path, needs_library, NULL, NULL);
}

struct losses {
	struct rt_text *names;
	const struct link_map *map;
	struct rt_strings seen;
};

/*
 * A place in the object still, as that of a function that is bound when it is
 * first called, is not lost: what will be found then is what others found.
 */
static bool note_lost(const struct reference *reference, void *data)
{
	struct losses *losses = data;
	const void *const *place =
		(const void *const *)(losses->map->l_addr + reference->place);
	Dl_info bound;
	Dl_info own;

	if (!is_contested(reference, NULL) ||
	    rt_strings_has(&losses->seen, reference->name))
		return false;
	if (!dladdr(losses->map->l_ld, &own))
		return true;
	if (dladdr(*place, &bound) && bound.dli_fbase == own.dli_fbase)
		return false;
	rt_strings_add(&losses->seen, reference->name);
	rt_text_format(losses->names, "%s%s", losses->names->length ? ", " : "",
		       reference->name);
	return false;
}

void rt_binding_lost(struct rt_text *names, const char *path, void *handle)
{
	struct losses losses = {.names = names, .seen = RT_STRINGS_INIT};
	struct link_map *map = NULL;

	if (dlinfo(handle, RTLD_DI_LINKMAP, &map) || !map)
		return;
	losses.map = map;
	look_at(path, walk, note_lost, &losses);
	rt_strings_free(&losses.seen);
}
