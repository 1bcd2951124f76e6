/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does what the dynamic linker does to a module before its code runs. */
#include "harness/module/loaded.h"
#include "harness/module/version.h"

/* A relocation, with its addend here (RELA) or in its place (REL). */
struct place {
	uint64_t offset;
	unsigned int type;
	unsigned int symbol;
	int64_t addend;
	bool has_addend;
};

static unsigned int word_size(const struct rt_loaded *loaded)
{
	return loaded->arch->elf.is_64 ? 8 : 4;
}

static unsigned char *word_at(const struct rt_loaded *loaded, uint64_t offset)
{
	unsigned int size = word_size(loaded);

	return offset <= loaded->size - size ? loaded->bytes + offset : NULL;
}

static bool take_place(Elf_Data *data, const GElf_Shdr *header, int i,
		       struct place *place)
{
	GElf_Rela with;
	GElf_Rel without;

	*place = (struct place){.has_addend = header->sh_type == SHT_RELA};
	if (place->has_addend && gelf_getrela(data, i, &with)) {
		place->offset = with.r_offset;
		place->addend = with.r_addend;
		place->type = (unsigned int)GELF_R_TYPE(with.r_info);
		place->symbol = (unsigned int)GELF_R_SYM(with.r_info);
		return true;
	}
	if (place->has_addend || !gelf_getrel(data, i, &without))
		return false;
	place->offset = without.r_offset;
	place->type = (unsigned int)GELF_R_TYPE(without.r_info);
	place->symbol = (unsigned int)GELF_R_SYM(without.r_info);
	return true;
}

static enum rt_relocation meaning_of(const struct rt_loaded *loaded,
				     unsigned int type, bool *known)
{
	const struct rt_arch_relocation *at = loaded->arch->relocations;

	*known = true;
	if (!type) /* R_*_NONE on every machine */
		return RT_RELOCATE_NOTHING;
	for (; at->type; at++)
		if (at->type == type)
			return at->what;
	*known = false;
	return RT_RELOCATE_NOTHING;
}

/* Of a symbol; one that nothing defines gets an unmapped address. */
static uint64_t address_of(const struct rt_loaded *loaded,
			   const GElf_Shdr *symbols, const GElf_Sym *symbol,
			   unsigned int number)
{
	const struct rt_loading *loading = &loaded->loading;
	const char *name =
		elf_strptr(loaded->elf, symbols->sh_link, symbol->st_name);
	uint64_t address;

	if (symbol->st_shndx != SHN_UNDEF)
		return loading->base + symbol->st_value;
	if (loading->resolve && name &&
	    loading->resolve(loading->data, name,
			     rt_version_wanted(loaded->elf, number), &address))
		return address;
	if (GELF_ST_BIND(symbol->st_info) == STB_WEAK)
		return 0;
	return RT_LOADED_MISSING +
	       (uint64_t)(number & 0xffff) * RT_LOADED_MISSING_STEP;
}

/* Symbol @number of the table that the relocations of @header name. */
static bool take_symbol(const struct rt_loaded *loaded, const GElf_Shdr *header,
			unsigned int number, GElf_Shdr *symbols,
			GElf_Sym *symbol)
{
	Elf_Scn *section = elf_getscn(loaded->elf, header->sh_link);
	Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;

	return data && number <= INT32_MAX && gelf_getshdr(section, symbols) &&
	       gelf_getsym(data, (int)number, symbol);
}

static bool remember_resolver(struct rt_loaded *loaded, uint64_t slot,
			      uint64_t resolver)
{
	if (loaded->resolved_count == RT_LOADED_RESOLVERS)
		return false;
	loaded->resolved[loaded->resolved_count++] = (struct rt_resolved){
		.slot = loaded->loading.base + slot, .resolver = resolver};
	return true;
}

static int unknown(const struct place *place, const char *path,
		   struct rt_error *error)
{
	return rt_fail(error, RT_SETUP,
		       "%s has a relocation of type %u at 0x%llx that is not "
		       "known here; build it in another way",
		       path, place->type, (unsigned long long)place->offset);
}

/* The value to write, once the symbol's address is known. */
static uint64_t value_of(const struct place *place, enum rt_relocation what,
			 uint64_t base, uint64_t symbol)
{
	uint64_t addend = (uint64_t)place->addend;

	switch (what) {
	case RT_RELOCATE_BASE:
	case RT_RELOCATE_ASK:
		return base + addend;
	case RT_RELOCATE_SLOT:
		return symbol;
	case RT_RELOCATE_CALLED:
		return RT_LOADED_MISSING;
	case RT_RELOCATE_PC:
		return symbol + addend - base - place->offset;
	case RT_RELOCATE_MIPS:
		return place->symbol ? symbol + addend : base + addend;
	default:
		return symbol + addend;
	}
}

/* Whether the memory stays writable, so that no content of it is believed. */
static bool is_left_writable(const struct rt_loaded *loaded,
			     const struct place *place)
{
	size_t count = 0;
	GElf_Phdr segment;

	elf_getphdrnum(loaded->elf, &count);
	for (size_t i = 0; i < count; i++)
		if (gelf_getphdr(loaded->elf, (int)i, &segment) &&
		    (segment.p_type == PT_GNU_RELRO ||
		     (segment.p_type == PT_LOAD &&
		      !(segment.p_flags & PF_W))) &&
		    place->offset >= segment.p_vaddr &&
		    place->offset - segment.p_vaddr < segment.p_memsz)
			return false;
	return true;
}

static int apply(struct rt_loaded *loaded, const GElf_Shdr *header,
		 struct place *place, const char *path, struct rt_error *error)
{
	bool known, is_resolver = false;
	enum rt_relocation what = meaning_of(loaded, place->type, &known);
	unsigned char *word = word_at(loaded, place->offset);
	uint64_t symbol = 0, value;
	GElf_Shdr symbols;
	GElf_Sym entry;

	if (what == RT_RELOCATE_THREAD || what == RT_RELOCATE_CALLED)
		loaded->has_thread_data = true;
	if (what == RT_RELOCATE_COPY && !is_left_writable(loaded, place))
		loaded->has_constant_copy = true;
	if (known && (what == RT_RELOCATE_NOTHING ||
		      what == RT_RELOCATE_THREAD || what == RT_RELOCATE_COPY))
		return RT_OK;
	if (!known || !word)
		return unknown(place, path, error);
	if (!place->has_addend)
		place->addend = (int64_t)rt_arch_number(loaded->arch, word,
							word_size(loaded));
	if (place->symbol) {
		if (!take_symbol(loaded, header, place->symbol, &symbols,
				 &entry))
			return unknown(place, path, error);
		symbol = address_of(loaded, &symbols, &entry, place->symbol);
		is_resolver = GELF_ST_TYPE(entry.st_info) == STT_GNU_IFUNC &&
			      entry.st_shndx != SHN_UNDEF;
	}
	value = value_of(place, what, loaded->loading.base, symbol);
	if ((what == RT_RELOCATE_ASK || is_resolver) &&
	    !remember_resolver(loaded, place->offset, value))
		return unknown(place, path, error);
	rt_arch_put(loaded->arch, word, word_size(loaded), value);
	return RT_OK;
}

static int relocate_section(struct rt_loaded *loaded, Elf_Scn *section,
			    const GElf_Shdr *header, const char *path,
			    struct rt_error *error)
{
	Elf_Data *data = elf_getdata(section, NULL);
	struct place place;
	int code = RT_OK;

	for (int i = 0; !code && data && take_place(data, header, i, &place);
	     i++)
		code = apply(loaded, header, &place, path, error);
	return code;
}

/* The value of @tag in the dynamic section, or 0. */
static uint64_t dynamic_word(Elf_Data *dynamic, int64_t tag)
{
	GElf_Dyn entry;

	for (int i = 0; dynamic && gelf_getdyn(dynamic, i, &entry); i++)
		if (entry.d_tag == tag)
			return entry.d_un.d_val;
	return 0;
}

static void add_base(struct rt_loaded *loaded, uint64_t offset)
{
	unsigned char *word = word_at(loaded, offset);

	if (word)
		rt_arch_put(loaded->arch, word, 4,
			    loaded->loading.base +
				    rt_arch_number(loaded->arch, word, 4));
}

/*
 * MIPS relocates its GOT without relocation entries (System V ABI MIPS
 * supplement, chapter 5, "Global Offset Table"): first local words, then a word
 * for each symbol from DT_MIPS_GOTSYM on.
 */
static int relocate_got(struct rt_loaded *loaded, Elf_Scn *section,
			const GElf_Shdr *header, const char *path,
			struct rt_error *error)
{
	Elf_Data *data = elf_getdata(section, NULL);
	uint64_t at = dynamic_word(data, DT_PLTGOT);
	uint64_t local = dynamic_word(data, DT_MIPS_LOCAL_GOTNO);
	uint64_t first = dynamic_word(data, DT_MIPS_GOTSYM);
	uint64_t end = dynamic_word(data, DT_MIPS_SYMTABNO);
	Elf_Scn *symbols = NULL;
	GElf_Shdr symbols_header;
	GElf_Sym entry;

	(void)header;
	if (!at || local > loaded->size / 4 || end > loaded->size / 4)
		return RT_OK;
	/* The first two words belong to the dynamic linker. */
	for (uint64_t i = 2; i < local; i++)
		add_base(loaded, at + 4 * i);
	while ((symbols = elf_nextscn(loaded->elf, symbols)))
		if (gelf_getshdr(symbols, &symbols_header) &&
		    symbols_header.sh_type == SHT_DYNSYM)
			break;
	for (uint64_t i = first; i < end; i++) {
		unsigned char *word =
			word_at(loaded, at + 4 * (local + i - first));

		if (!symbols || !word ||
		    !gelf_getsym(elf_getdata(symbols, NULL), (int)i, &entry))
			return rt_fail(error, RT_BUILD,
				       "%s is damaged: its GOT has no symbols; "
				       "build it again",
				       path);
		rt_arch_put(loaded->arch, word, 4,
			    address_of(loaded, &symbols_header, &entry,
				       (unsigned int)i));
	}
	return RT_OK;
}

int rt_loaded_relocate(struct rt_loaded *loaded, const char *path,
		       struct rt_error *error)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	int code = RT_OK;

	while (!code && (section = elf_nextscn(loaded->elf, section))) {
		if (!gelf_getshdr(section, &header) ||
		    !(header.sh_flags & SHF_ALLOC))
			continue;
		if (header.sh_type == SHT_RELA || header.sh_type == SHT_REL)
			code = relocate_section(loaded, section, &header, path,
						error);
		else if (header.sh_type == SHT_DYNAMIC &&
			 loaded->arch->elf.machine == EM_MIPS)
			code = relocate_got(loaded, section, &header, path,
					    error);
	}
	return code;
}
