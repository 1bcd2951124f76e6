/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/toolchain/archive.h"

#include <capstone/capstone.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "harness/arch/arch.h"
#include "harness/arch/capstone.h"

enum { bytes_that_identify = 48, shortest_function = 16 };

struct symbol {
	const char *name;
	const unsigned char *bytes;
	size_t size; /* st_size, or up to the end of the section if 0 */
	bool is_function;
};

/* Called for each defined symbol with bytes; false ends the search. */
typedef bool visitor(void *context, const struct symbol *symbol);

/* Fills in @symbol from @entry; false when the file has no bytes of it. */
static bool symbol_resolve(struct symbol *symbol, Elf *member,
			   const GElf_Sym *entry)
{
	Elf_Scn *section;
	Elf_Data *data;

	if (entry->st_shndx == SHN_UNDEF || entry->st_shndx >= SHN_LORESERVE)
		return false;
	section = elf_getscn(member, entry->st_shndx);
	data = section ? elf_getdata(section, NULL) : NULL;
	if (!data || !data->d_buf || entry->st_value >= data->d_size)
		return false;
	symbol->bytes = (unsigned char *)data->d_buf + entry->st_value;
	symbol->size = data->d_size - entry->st_value;
	if (entry->st_size && entry->st_size < symbol->size)
		symbol->size = entry->st_size;
	symbol->is_function = GELF_ST_TYPE(entry->st_info) == STT_FUNC;
	return true;
}

static bool walk_table(Elf *member, Elf_Scn *section, const GElf_Shdr *header,
		       visitor *visit, void *context)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym entry;
	bool more = true;

	for (int i = 0; more && data && gelf_getsym(data, i, &entry); i++) {
		struct symbol symbol = {.name = elf_strptr(member,
							   header->sh_link,
							   entry.st_name)};

		if (symbol.name && symbol_resolve(&symbol, member, &entry))
			more = visit(context, &symbol);
	}
	return more;
}

static bool walk_member(Elf *member, visitor *visit, void *context)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	bool more = true;

	while (more && (section = elf_nextscn(member, section)))
		if (gelf_getshdr(section, &header) &&
		    header.sh_type == SHT_SYMTAB)
			more = walk_table(member, section, &header, visit,
					  context);
	return more;
}

static void walk_archive(Elf *archive, int file, visitor *visit, void *context)
{
	Elf_Cmd command = ELF_C_READ_MMAP;
	bool more = true;
	Elf *member;

	while (more && (member = elf_begin(file, command, archive))) {
		if (elf_kind(member) == ELF_K_ELF)
			more = walk_member(member, visit, context);
		command = elf_next(member);
		elf_end(member);
	}
}

static int walk(const char *path, visitor *visit, void *context,
		struct rt_error *error)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	Elf *archive = NULL;
	bool readable;

	if (file >= 0 && elf_version(EV_CURRENT) != EV_NONE)
		archive = elf_begin(file, ELF_C_READ_MMAP, NULL);
	readable = archive && elf_kind(archive) == ELF_K_AR;
	if (readable)
		walk_archive(archive, file, visit, context);
	elf_end(archive);
	if (file >= 0)
		close(file);
	if (!readable)
		return rt_fail(error, RT_SETUP,
			       "cannot read the static library %s; reinstall "
			       "the package that it belongs to",
			       path);
	return RT_OK;
}

struct symbol_search {
	const char *name;
	struct rt_text *bytes;
	bool found;
};

static bool visit_named(void *context, const struct symbol *symbol)
{
	struct symbol_search *search = context;

	if (strcmp(symbol->name, search->name))
		return true;
	rt_text_append(search->bytes, (const char *)symbol->bytes,
		       symbol->size);
	search->found = true;
	return false;
}

int rt_archive_symbol(struct rt_text *bytes, const char *path, const char *name,
		      struct rt_error *error)
{
	struct symbol_search search = {.name = name, .bytes = bytes};
	int code = walk(path, visit_named, &search, error);

	if (!code && !search.found)
		return rt_fail(error, RT_USAGE, "%s has no symbol %s", path,
			       name);
	return code;
}

struct code_search {
	const unsigned char *code;
	size_t length;
	csh capstone;  /* 0: bytes are compared */
	size_t agreed; /* bytes of the best match so far */
	struct rt_text best;
};

static size_t common_bytes(const unsigned char *a, const unsigned char *b,
			   size_t length)
{
	size_t same = 0;

	while (same < length && a[same] == b[same])
		same++;
	return same;
}

/* The bytes of the instruction at @code up to the displacement of a branch. */
static size_t fixed_bytes(csh capstone, const unsigned char *code,
			  size_t length, size_t *size)
{
	const size_t displacement = 4;
	size_t fixed = 0;
	cs_insn *one;

	if (cs_disasm(capstone, code, length, 0, 1, &one) != 1)
		return 0;
	*size = fixed = one->size;
	if (fixed > displacement &&
	    cs_insn_group(capstone, one, CS_GRP_BRANCH_RELATIVE))
		fixed -= displacement;
	cs_free(one, 1);
	return fixed;
}

/*
 * How many bytes of two functions agree. libc.a and the shared libc have the
 * same instructions, but other distances between functions: glibc's
 * __memmove_avx_unaligned jumps into its _erms variant.
 */
static size_t common_code(csh capstone, const unsigned char *a,
			  const unsigned char *b, size_t length)
{
	size_t same = common_bytes(a, b, length), at = 0, size = 0;

	if (!capstone)
		return same;
	while (at < length) {
		size_t fixed =
			fixed_bytes(capstone, a + at, length - at, &size);

		if (!fixed || common_bytes(a + at, b + at, fixed) < fixed)
			break;
		at += size;
	}
	return at > same ? at : same;
}

/* Prefers memmove, as glibc's memcpy and memmove share one body. */
static bool is_better_name(const char *name, const char *best)
{
	bool moves = !strncmp(name, "__memmove", 9);
	bool best_moves = !strncmp(best, "__memmove", 9);

	if (moves != best_moves)
		return moves;
	return strcmp(name, best) < 0;
}

static bool visit_code(void *context, const struct symbol *symbol)
{
	struct code_search *search = context;
	size_t most =
		symbol->size < search->length ? symbol->size : search->length;
	size_t same;

	if (!symbol->is_function || strncmp(symbol->name, "__mem", 5))
		return true;
	same = common_code(search->capstone, symbol->bytes, search->code, most);
	if (same < bytes_that_identify && same < symbol->size)
		return true;
	if (same < shortest_function || same < search->agreed ||
	    (same == search->agreed &&
	     !is_better_name(symbol->name, rt_text_string(&search->best))))
		return true;
	search->agreed = same;
	rt_text_free(&search->best);
	rt_text_add(&search->best, symbol->name);
	return true;
}

/*
 * 0 for other machines: fixed_bytes() only knows the displacements of x86-64.
 */
static csh open_capstone(void)
{
	const struct rt_arch_capstone *own = rt_arch_x86_64.capstone;
	csh capstone = 0;

	if (rt_arch_own() != &rt_arch_x86_64 ||
	    cs_open(own->arch, own->mode, &capstone) ||
	    cs_option(capstone, CS_OPT_DETAIL, CS_OPT_ON))
		return 0;
	return capstone;
}

int rt_archive_match(struct rt_text *name, const char *path,
		     const unsigned char *code, size_t length,
		     struct rt_error *error)
{
	struct code_search search = {
		.code = code,
		.length = length,
		.capstone = open_capstone(),
	};
	int result = walk(path, visit_code, &search, error);

	if (search.capstone)
		cs_close(&search.capstone);
	if (!result && !search.agreed)
		result = rt_fail(error, RT_USAGE,
				 "no function of %s has this code", path);
	rt_text_add(name, rt_text_string(&search.best));
	rt_text_free(&search.best);
	return result;
}
