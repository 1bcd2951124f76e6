/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/object_open.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/module/relocation.h"

/* The state of one search. */
struct search {
	const struct rt_object_work *work;
	struct rt_symbols object, module;
	struct rt_open_names wanted; /* names without a place */
	struct rt_open_names *names;
	uint64_t accessor;
	struct rt_error *error;
};

static const struct rt_symbol *defined(const struct rt_symbols *symbols,
				       const char *name)
{
	for (size_t i = 0; i < symbols->count; i++)
		if (symbols->list[i].is_defined &&
		    !strcmp(symbols->list[i].name, name))
			return &symbols->list[i];
	return NULL;
}

static const struct rt_open_name *find_wanted(const struct search *search,
					      const char *name)
{
	for (size_t i = 0; i < search->wanted.count; i++)
		if (!strcmp(search->wanted.list[i].name, name))
			return &search->wanted.list[i];
	return NULL;
}

static int want(struct search *search, enum rt_open_why why, const char *name)
{
	if (find_wanted(search, name))
		return RT_OK;
	return rt_open_names_add(&search->wanted, 0, why, name, search->error);
}

static bool is_accessor(const struct search *search, const char *name)
{
	const struct rt_object *object = &search->work->object;

	return (object->load && !strcmp(object->load, name)) ||
	       (object->store && !strcmp(object->store, name));
}

/* Whether the object itself says so, not the libc that was linked to it. */
static bool is_weak_there(const struct search *search, const char *name)
{
	for (size_t i = 0; i < search->object.count; i++) {
		const struct rt_symbol *one = &search->object.list[i];

		if (one->is_defined && one->is_weak && !one->is_merged &&
		    !strcmp(one->name, name))
			return true;
	}
	return false;
}

/* The accessor is what the user named, weak or not. */
static int want_weak(struct search *search)
{
	int code = RT_OK;

	for (size_t i = 0; !code && i < search->module.count; i++) {
		const struct rt_symbol *one = &search->module.list[i];

		if (one->is_defined && one->is_weak && !one->is_local &&
		    !is_accessor(search, one->name) &&
		    is_weak_there(search, one->name))
			code = want(search, RT_OPEN_WEAK, one->name);
	}
	return code;
}

/*
 * What the compiler's own crtbegin.o and crtend.o define, in each program
 * alike: addresses that no code of the user's reads from.
 */
static bool is_startup(const char *name)
{
	return !strcmp(name, "__dso_handle") || !strcmp(name, "__TMC_END__");
}

/* What only may be there is 0 here, and in the user's program perhaps not. */
static int want_missing(struct search *search)
{
	const struct rt_strings *trapped = &search->work->unresolved;
	int code = RT_OK;

	for (size_t i = 0; !code && i < trapped->count; i++)
		if (!is_startup(trapped->word[i]))
			code = want(search, RT_OPEN_MISSING, trapped->word[i]);
	for (size_t i = 0; !code && i < search->object.count; i++) {
		const struct rt_symbol *one = &search->object.list[i];

		if (one->is_weak && !defined(&search->module, one->name) &&
		    rt_object_is_missing(one,
					 search->work->object.toolchain->libc))
			code = want(search, RT_OPEN_MISSING, one->name);
	}
	return code;
}

static int compare_names(const void *a, const void *b)
{
	const struct rt_symbol *one = *(const struct rt_symbol *const *)a;
	const struct rt_symbol *other = *(const struct rt_symbol *const *)b;

	return strcmp(one->name, other->name);
}

/* Of the accessor, which is looked for by its name, weak ones count as well. */
static bool is_rival(const struct search *search, const struct rt_symbol *one)
{
	return one->is_defined && !one->is_local && !one->is_merged &&
	       (!one->is_weak || is_accessor(search, one->name));
}

static int want_rivals(struct search *search)
{
	const struct rt_symbol **rivals =
		calloc(search->object.count + 1, sizeof(*rivals));
	size_t count = 0;
	int code = rivals ? RT_OK : rt_no_memory(search->error);

	for (size_t i = 0; rivals && i < search->object.count; i++)
		if (is_rival(search, &search->object.list[i]))
			rivals[count++] = &search->object.list[i];
	if (rivals)
		qsort(rivals, count, sizeof(*rivals), compare_names);
	for (size_t i = 1; !code && i < count; i++)
		if (rivals[i - 1]->member != rivals[i]->member &&
		    !compare_names(&rivals[i - 1], &rivals[i]))
			code = want(search, RT_OPEN_TWICE, rivals[i]->name);
	free(rivals);
	return code;
}

static uint64_t address_of(const struct search *search, const char *name)
{
	const struct rt_symbol *found =
		name ? defined(&search->module, name) : NULL;

	return found ? found->address : 0;
}

static int want_all(struct search *search)
{
	const struct rt_object *object = &search->work->object;
	int code = want_missing(search);

	search->accessor =
		address_of(search, object->load ? object->load : object->store);
	if (!code)
		code = want_weak(search);
	if (!code && search->object.has_archive)
		code = want_rivals(search);
	return code;
}

/*
 * A pointer in data may be called from anywhere: the place is then what it
 * leads to, or, where that is nothing, the accessor.
 */
static uint64_t place_of_data(const struct search *search, const char *name)
{
	return rt_strings_has(&search->work->unresolved, name)
		       ? address_of(search, name)
		       : search->accessor;
}

/* One reference at @place. */
static int note(struct search *search, const char *name, uint64_t place,
		bool is_code)
{
	const struct rt_open_name *open = find_wanted(search, name);

	if (!open || (!is_code && open->why != RT_OPEN_MISSING))
		return RT_OK;
	if (!is_code)
		place = place_of_data(search, name);
	return rt_open_names_add(search->names, place, open->why, name,
				 search->error);
}

static int read_references(struct search *search, Elf *elf, Elf_Scn *section,
			   const GElf_Shdr *header, bool is_code)
{
	Elf_Scn *table = elf_getscn(elf, header->sh_link);
	Elf_Data *symbols = table ? elf_getdata(table, NULL) : NULL;
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Shdr names;
	GElf_Rela one;
	GElf_Sym symbol;
	int code = RT_OK;

	if (!symbols || !data || !gelf_getshdr(table, &names))
		return RT_OK;
	for (int i = 0; !code && rt_relocation_read(data, header, i, &one);
	     i++) {
		const char *name = NULL;

		if (gelf_getsym(symbols, (int)GELF_R_SYM(one.r_info), &symbol))
			name = elf_strptr(elf, names.sh_link, symbol.st_name);
		if (name)
			code = note(search, name, one.r_offset, is_code);
	}
	return code;
}

/* Only what the linker has kept (--emit-relocs): the rest is loaded. */
static int walk_references(struct search *search, Elf *elf)
{
	Elf_Scn *section = NULL;
	int code = RT_OK;
	GElf_Shdr header, target;

	while (!code && (section = elf_nextscn(elf, section))) {
		Elf_Scn *place;

		if (!gelf_getshdr(section, &header) ||
		    header.sh_flags & SHF_ALLOC ||
		    (header.sh_type != SHT_RELA && header.sh_type != SHT_REL))
			continue;
		place = elf_getscn(elf, header.sh_info);
		if (place && gelf_getshdr(place, &target) &&
		    target.sh_flags & SHF_ALLOC)
			code = read_references(search, elf, section, &header,
					       target.sh_flags & SHF_EXECINSTR);
	}
	return code;
}

static int read_file(struct search *search, const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	Elf *elf = NULL;
	int code = RT_OK;

	if (file >= 0 && elf_version(EV_CURRENT) != EV_NONE)
		elf = elf_begin(file, ELF_C_READ, NULL);
	if (elf)
		code = walk_references(search, elf);
	else
		code = rt_fail(search->error, RT_BUILD,
			       "cannot read what the linker made of %s",
			       search->work->object.path);
	elf_end(elf);
	if (file >= 0)
		close(file);
	return code;
}

/* What has a definition here is reached where that is. */
static int note_definitions(struct search *search)
{
	int code = RT_OK;

	for (size_t i = 0; !code && i < search->wanted.count; i++) {
		const struct rt_open_name *open = &search->wanted.list[i];
		const struct rt_symbol *found =
			defined(&search->module, open->name);

		if (found && open->why != RT_OPEN_MISSING)
			code = rt_open_names_add(search->names, found->address,
						 open->why, open->name,
						 search->error);
	}
	return code;
}

int rt_object_open_find(struct rt_open_names *names,
			const struct rt_object_work *work,
			struct rt_error *error)
{
	struct search search = {.work = work, .names = names, .error = error};
	struct rt_text path = RT_TEXT_INIT;
	int code = rt_symbols_read_all(&search.object, &work->inputs, error);

	rt_text_format(&path, "%s/module.so", rt_text_string(&work->folder));
	if (!code)
		code = rt_symbols_read(&search.module, rt_text_string(&path),
				       error);
	if (!code)
		code = want_all(&search);
	rt_text_free(&path);
	if (!code && search.wanted.count) {
		code = rt_object_link_references(work, &path, error);
		if (!code)
			code = read_file(&search, rt_text_string(&path));
		if (!code)
			code = note_definitions(&search);
	}
	rt_text_free(&path);
	rt_symbols_free(&search.object);
	rt_symbols_free(&search.module);
	rt_open_names_free(&search.wanted);
	return code;
}
