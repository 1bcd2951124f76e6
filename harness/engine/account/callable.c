/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The functions of the module that others than its own code can call: those
 * that it exports, those that the dynamic linker calls, and those whose address
 * others get from its code or from data that they can read.
 *
 * Data that nothing refers to but code that is never called, as much of a libc
 * that was linked in, gives nobody an address.
 */
#include "harness/engine/account/survey.h"

static void note(struct rt_walk *walk, uint64_t address)
{
	struct rt_survey *survey = &walk->survey;

	if (rt_space_object(walk->space, address) ||
	    !rt_space_is_code(walk->space, address))
		return;
	for (size_t i = 0; i < survey->functions; i++)
		if (survey->function[i] == address)
			return;
	if (survey->functions == RT_SURVEY_FUNCTIONS)
		survey->failed = true;
	else
		survey->function[survey->functions++] = address;
}

/* The functions whose addresses are in memory from @begin to @end. */
static void note_words(struct rt_walk *walk, uint64_t begin, uint64_t end)
{
	unsigned word = walk->fold.pointer_bytes;

	begin = (begin + word - 1) / word * word;
	for (; begin + word <= end; begin += word) {
		const uint8_t *bytes = rt_space_bytes(walk->space, begin, word);

		if (bytes)
			note(walk,
			     rt_arch_number(walk->space->arch, bytes, word));
	}
}

/* The variable around @address; without a name, all of its memory. */
static bool find_data(const struct rt_walk *walk, uint64_t address,
		      struct rt_space_range *data)
{
	const struct rt_space_object *module = &walk->space->object[0];
	char name[RT_ACCOUNT_NAME];

	if (!rt_space_bytes(walk->space, address, 1) ||
	    rt_space_object(walk->space, address) ||
	    rt_space_is_code(walk->space, address))
		return false;
	if (!rt_space_datum(walk->space, address, &data->begin, &data->end,
			    name) &&
	    !rt_space_constant(walk->space, address, data))
		*data = (struct rt_space_range){module->loaded.loading.base,
						module->end};
	return true;
}

void rt_survey_give(struct rt_walk *walk, uint64_t number)
{
	struct rt_space_range data;

	if (rt_space_is_code(walk->space, number))
		note(walk, number);
	else if (find_data(walk, number, &data))
		note_words(walk, data.begin, data.end);
}

void rt_survey_read(struct rt_walk *walk, uint64_t number)
{
	struct rt_space_range data;

	/* Of constant data the walk knows what is read. */
	if (!rt_space_is_constant(walk->space, number, 1) &&
	    find_data(walk, number, &data))
		note_words(walk, data.begin, data.end);
}

/* A symbol that the linker, or the dynamic linker, binds others to. */
static void note_exported(struct rt_walk *walk, const GElf_Sym *symbol)
{
	uint64_t bias = walk->space->object[0].loaded.bias;
	uint64_t begin = bias + symbol->st_value;

	if (symbol->st_shndx == SHN_UNDEF ||
	    GELF_ST_BIND(symbol->st_info) == STB_LOCAL)
		return;
	switch (GELF_ST_TYPE(symbol->st_info)) {
	case STT_FUNC:
	case STT_GNU_IFUNC:
		note(walk, begin);
		break;
	case STT_OBJECT:
		note_words(walk, begin, begin + symbol->st_size);
		break;
	default:
		break;
	}
}

/* DT_INIT and DT_FINI are addresses of functions. */
static void note_dynamic(struct rt_walk *walk, const GElf_Dyn *entry)
{
	uint64_t bias = walk->space->object[0].loaded.bias;

	if (entry->d_tag == DT_INIT || entry->d_tag == DT_FINI)
		note(walk, bias + entry->d_un.d_ptr);
}

static void note_section(struct rt_walk *walk, Elf_Scn *section,
			 const GElf_Shdr *header)
{
	uint64_t begin = walk->space->object[0].loaded.bias + header->sh_addr;
	Elf_Data *data = elf_getdata(section, NULL);
	size_t count =
		header->sh_entsize ? header->sh_size / header->sh_entsize : 0;
	GElf_Sym symbol;
	GElf_Dyn entry;

	switch (header->sh_type) {
	case SHT_SYMTAB:
		/* What is not local to its source, in a fixed image. */
		if (walk->space->object[0].loaded.bias)
			break;
		/* fallthrough */
	case SHT_DYNSYM:
		for (size_t i = 0; data && i < count; i++)
			if (gelf_getsym(data, (int)i, &symbol))
				note_exported(walk, &symbol);
		break;
	case SHT_DYNAMIC:
		for (size_t i = 0; data && i < count; i++)
			if (gelf_getdyn(data, (int)i, &entry))
				note_dynamic(walk, &entry);
		break;
	case SHT_INIT_ARRAY:
	case SHT_FINI_ARRAY:
	case SHT_PREINIT_ARRAY:
		note_words(walk, begin, begin + header->sh_size);
		break;
	default:
		break;
	}
}

void rt_survey_callable(struct rt_walk *walk)
{
	Elf *elf = walk->space->object[0].loaded.elf;
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	walk->survey.functions = 0;
	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, &header))
			note_section(walk, section, &header);
}
