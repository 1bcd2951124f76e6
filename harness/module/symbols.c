/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/symbols.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/near.h"
#include "harness/module/machine.h"

enum { most_suggestions = 5, most_symbols = 1 << 24 };

void rt_symbols_free(struct rt_symbols *symbols)
{
	for (size_t i = 0; i < symbols->count; i++)
		free(symbols->list[i].name);
	free(symbols->list);
	*symbols = (struct rt_symbols){.list = NULL};
}

/* The state of reading one file. */
struct reader {
	struct rt_symbols *symbols;
	size_t capacity;
	const char *path;
	struct rt_error *error;
	size_t objects;	 /* seen so far */
	bool is_further; /* behind the first of several files */
};

/* Makes room for one more symbol, up to most_symbols whatever the file says. */
static bool reserve(struct reader *reader)
{
	struct rt_symbols *symbols = reader->symbols;
	size_t wanted = reader->capacity ? 2 * reader->capacity : 256;
	struct rt_symbol *grown;

	if (symbols->count < reader->capacity)
		return true;
	if (wanted > most_symbols)
		return false;
	grown = realloc(symbols->list, wanted * sizeof(*grown));
	if (!grown)
		return false;
	symbols->list = grown;
	reader->capacity = wanted;
	return true;
}

static bool is_merged(Elf *elf, const GElf_Sym *entry)
{
	Elf_Scn *section = entry->st_shndx < SHN_LORESERVE
				   ? elf_getscn(elf, entry->st_shndx)
				   : NULL;
	GElf_Shdr header;

	return entry->st_shndx == SHN_COMMON ||
	       (section && gelf_getshdr(section, &header) &&
		header.sh_flags & SHF_GROUP);
}

static int add_symbol(struct reader *reader, Elf *elf, const char *name,
		      const GElf_Sym *entry, bool is_dynamic)
{
	int type = GELF_ST_TYPE(entry->st_info);
	int binding = GELF_ST_BIND(entry->st_info);
	int visibility = GELF_ST_VISIBILITY(entry->st_other);
	char *copy;

	if (!reserve(reader))
		return rt_no_memory(reader->error);
	/* The linker's name of a versioned symbol is "name@@VERSION". */
	copy = strndup(name, strcspn(name, "@"));
	if (!copy)
		return rt_no_memory(reader->error);
	reader->symbols->list[reader->symbols->count++] = (struct rt_symbol){
		.name = copy,
		.address = entry->st_value,
		.is_defined = entry->st_shndx != SHN_UNDEF,
		.is_function = type == STT_FUNC || type == STT_GNU_IFUNC ||
			       type == STT_NOTYPE,
		.is_local = binding == STB_LOCAL,
		.is_hidden =
			visibility == STV_HIDDEN || visibility == STV_INTERNAL,
		.is_dynamic = is_dynamic,
		.is_weak = binding == STB_WEAK,
		.is_merged = is_merged(elf, entry),
		.member = reader->objects,
	};
	return RT_OK;
}

static int read_table(struct reader *reader, Elf *elf, Elf_Scn *section,
		      const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym entry;
	int code = RT_OK;

	for (int i = 0; !code && data && gelf_getsym(data, i, &entry); i++) {
		int type = GELF_ST_TYPE(entry.st_info);
		const char *name =
			elf_strptr(elf, header->sh_link, entry.st_name);

		if (name && *name && type != STT_SECTION && type != STT_FILE)
			code = add_symbol(reader, elf, name, &entry,
					  header->sh_type == SHT_DYNSYM);
	}
	return code;
}

static void note_lto(struct reader *reader, Elf *elf, size_t names,
		     const GElf_Shdr *header)
{
	const char *name = elf_strptr(elf, names, header->sh_name);

	if (name && !strncmp(name, ".gnu.lto_", 9))
		reader->symbols->is_lto = true;
}

static int read_sections(struct reader *reader, Elf *elf)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	size_t names = 0;
	int code = RT_OK;

	elf_getshdrstrndx(elf, &names);
	while (!code && (section = elf_nextscn(elf, section))) {
		if (!gelf_getshdr(section, &header))
			continue;
		note_lto(reader, elf, names, &header);
		if (header.sh_type == SHT_SYMTAB ||
		    header.sh_type == SHT_DYNSYM)
			code = read_table(reader, elf, section, &header);
	}
	return code;
}

static int refuse_fixed(const struct reader *reader)
{
	return rt_fail(reader->error, RT_SUBJECT,
		       "%s is linked to a fixed address, and a module must be "
		       "position independent; link it with -pie, or name the "
		       ".o or .a that the function is in",
		       reader->path);
}

static int refuse(const struct reader *reader)
{
	return rt_fail(reader->error, RT_SUBJECT,
		       "%s is no object file (.o), static library (.a) or "
		       "shared object (.so); name one",
		       reader->path);
}

static int refuse_shared(const struct reader *reader)
{
	return rt_fail(reader->error, RT_USAGE,
		       "%s is a shared object, which is loaded as it is and "
		       "not linked; name it alone, or the .o or .a that the "
		       "function is in",
		       reader->path);
}

static int refuse_machine(const struct reader *reader)
{
	return rt_fail(reader->error, RT_USAGE,
		       "%s is for another machine than the objects before it; "
		       "leave it out",
		       reader->path);
}

/* A module of a bare machine, as this program links it. */
static bool is_own_image(Elf *elf, const GElf_Ehdr *header)
{
	uint64_t lowest = UINT64_MAX;
	GElf_Phdr segment;

	for (size_t i = 0; i < header->e_phnum; i++)
		if (gelf_getphdr(elf, (int)i, &segment) &&
		    segment.p_type == PT_LOAD && segment.p_vaddr < lowest)
			lowest = segment.p_vaddr;
	return header->e_type == ET_EXEC && lowest == RT_MODULE_BASE;
}

/* One object, by itself or as a member of an archive. */
static int read_object(struct reader *reader, Elf *elf)
{
	GElf_Ehdr header;
	bool is_linked;

	if (!gelf_getehdr(elf, &header))
		return refuse(reader);
	is_linked = header.e_type == ET_DYN || is_own_image(elf, &header);
	if (header.e_type == ET_EXEC && !is_linked)
		return refuse_fixed(reader);
	if (header.e_type != ET_REL && !is_linked)
		return refuse(reader);
	if (reader->is_further && is_linked)
		return refuse_shared(reader);
	if (reader->is_further && header.e_machine != reader->symbols->machine)
		return refuse_machine(reader);
	reader->symbols->machine = header.e_machine;
	reader->objects++;
	if (reader->is_further)
		return read_sections(reader, elf);
	if (reader->symbols->kind != RT_OBJECT_ARCHIVE)
		reader->symbols->kind =
			is_linked ? RT_OBJECT_SHARED : RT_OBJECT_RELOCATABLE;
	return read_sections(reader, elf);
}

static int read_members(struct reader *reader, Elf *archive, int file)
{
	Elf_Cmd command = ELF_C_READ;
	int code = RT_OK;
	Elf *member;

	reader->symbols->has_archive = true;
	if (!reader->is_further)
		reader->symbols->kind = RT_OBJECT_ARCHIVE;
	while (!code && (member = elf_begin(file, command, archive))) {
		if (elf_kind(member) == ELF_K_ELF)
			code = read_object(reader, member);
		command = elf_next(member);
		elf_end(member);
	}
	if (!code && !reader->objects)
		code = rt_fail(reader->error, RT_SUBJECT,
			       "the static library %s holds no ELF object; "
			       "was it built with -flto by clang? Build it "
			       "without",
			       reader->path);
	return code;
}

/* libelf cannot read thin archives, which only name their members. */
static bool is_thin_archive(int file)
{
	char start[8];

	return pread(file, start, sizeof(start), 0) == sizeof(start) &&
	       !memcmp(start, "!<thin>\n", sizeof(start));
}

static int read_file(struct reader *reader, int file)
{
	Elf *elf = NULL;
	int code;

	if (is_thin_archive(file))
		return rt_fail(reader->error, RT_SUBJECT,
			       "%s is a thin archive, which only names its "
			       "members; name the .o that defines the "
			       "function (nm -A finds it)",
			       reader->path);
	if (elf_version(EV_CURRENT) != EV_NONE)
		elf = elf_begin(file, ELF_C_READ, NULL);
	if (elf && elf_kind(elf) == ELF_K_ELF)
		code = read_object(reader, elf);
	else if (elf && elf_kind(elf) == ELF_K_AR)
		code = read_members(reader, elf, file);
	else
		code = refuse(reader);
	elf_end(elf);
	return code;
}

static int read_path(struct reader *reader, const char *path)
{
	/* Without O_NONBLOCK, opening a FIFO waits for its writer. */
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int code;

	reader->path = path;
	if (file < 0)
		return rt_fail(reader->error, RT_SUBJECT,
			       "cannot read the object %s; check the name",
			       path);
	code = read_file(reader, file);
	close(file);
	return code;
}

int rt_symbols_read(struct rt_symbols *symbols, const char *path,
		    struct rt_error *error)
{
	struct reader reader = {.symbols = symbols, .error = error};

	*symbols = (struct rt_symbols){.list = NULL};
	return read_path(&reader, path);
}

int rt_symbols_read_all(struct rt_symbols *symbols,
			const struct rt_strings *paths, struct rt_error *error)
{
	struct reader reader = {.symbols = symbols, .error = error};
	int code = RT_OK;

	*symbols = (struct rt_symbols){.list = NULL};
	for (size_t i = 0; !code && i < paths->count; i++) {
		code = read_path(&reader, paths->word[i]);
		if (!code && i && symbols->kind == RT_OBJECT_SHARED) {
			reader.path = paths->word[0];
			code = refuse_shared(&reader);
		}
		reader.is_further = true;
	}
	return code;
}

static bool is_within_reach(const struct rt_symbol *symbol)
{
	return symbol->is_defined && symbol->is_function && !symbol->is_local &&
	       !symbol->is_hidden;
}

static void suggest(struct rt_text *near, const struct rt_symbols *symbols,
		    const char *name)
{
	const char **names = calloc(symbols->count + 1, sizeof(*names));
	size_t count = 0;

	for (size_t i = 0; names && i < symbols->count; i++) {
		const struct rt_symbol *one = &symbols->list[i];

		if (is_within_reach(one))
			names[count++] = one->name;
	}
	if (names)
		rt_near_names(near, names, count, name, most_suggestions);
	free(names);
}

static void fail_missing(const struct rt_symbols *symbols, const char *path,
			 const char *name, struct rt_error *error)
{
	struct rt_text near = RT_TEXT_INIT;

	suggest(&near, symbols, name);
	if (near.length)
		rt_fail(error, RT_SUBJECT,
			"%s defines no function %s; did you mean %s?", path,
			name, rt_text_string(&near));
	else if (symbols->is_lto)
		rt_fail(error, RT_SUBJECT,
			"%s defines no function %s: it was built with -flto; "
			"build it without, or with -ffat-lto-objects",
			path, name);
	else
		rt_fail(error, RT_SUBJECT,
			"%s defines no function %s, nor any with a name like "
			"it; `nm %s` lists those it has",
			path, name, path);
	rt_text_free(&near);
}

static void fail_found(const struct rt_symbols *symbols,
		       const struct rt_symbol *found, const char *path,
		       struct rt_error *error)
{
	if (!found->is_defined)
		rt_fail(error, RT_SUBJECT,
			"%s calls %s but does not define it; name the object "
			"that does",
			path, found->name);
	else if (!found->is_function)
		rt_fail(error, RT_SUBJECT,
			"%s in %s is data, not a function; name a function",
			found->name, path);
	else if (found->is_hidden && !found->is_local)
		rt_fail(error, RT_SUBJECT,
			"%s is hidden in %s, so a module cannot give it away; "
			"build the object with -fvisibility=default",
			found->name, path);
	else if (symbols->kind == RT_OBJECT_SHARED)
		rt_fail(error, RT_SUBJECT,
			"%s is local in %s: static, or hidden by -fvisibility "
			"or a version script; export it, or name the .o that "
			"it comes from",
			found->name, path);
	else
		rt_fail(error, RT_SUBJECT,
			"%s is local (static) in %s and cannot be reached; "
			"remove the static, or `objcopy --globalize-symbol=%s` "
			"a copy of the object",
			found->name, path, found->name);
}

/* Among unfit symbols of this name the error prefers a defined one. */
const struct rt_symbol *rt_symbols_function(const struct rt_symbols *symbols,
					    const char *path, const char *name,
					    struct rt_error *error)
{
	const struct rt_symbol *unfit = NULL;

	for (size_t i = 0; i < symbols->count; i++) {
		const struct rt_symbol *one = &symbols->list[i];

		if (strcmp(one->name, name))
			continue;
		if (is_within_reach(one))
			return one;
		if (!unfit || one->is_defined)
			unfit = one;
	}
	if (unfit)
		fail_found(symbols, unfit, path, error);
	else
		fail_missing(symbols, path, name, error);
	return NULL;
}
