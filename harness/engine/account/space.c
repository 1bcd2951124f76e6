/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/account/space.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "harness/engine/account/account.h"
#include "harness/module/version.h"

/* Where the libc is loaded: behind the module and what is missing. */
static const uint64_t libc_base = RT_ACCOUNT_LIBC;

static void add_range(struct rt_space_range *range, size_t *count,
		      uint64_t begin, uint64_t size)
{
	/* One too many is taken for memory that changes: less is known. */
	if (*count < RT_SPACE_RANGES && size)
		range[(*count)++] =
			(struct rt_space_range){begin, begin + size};
}

static void take_segments(struct rt_space_object *object)
{
	uint64_t bias = object->loaded.bias;
	size_t count = 0;
	GElf_Phdr segment;

	elf_getphdrnum(object->loaded.elf, &count);
	for (size_t i = 0; i < count; i++) {
		if (!gelf_getphdr(object->loaded.elf, (int)i, &segment))
			continue;
		if ((segment.p_type == PT_LOAD && !(segment.p_flags & PF_W)) ||
		    (segment.p_type == PT_GNU_RELRO &&
		     !object->loaded.has_constant_copy))
			add_range(object->constant, &object->constants,
				  bias + segment.p_vaddr, segment.p_memsz);
		if (segment.p_type == PT_LOAD && segment.p_flags & PF_X)
			add_range(object->code, &object->codes,
				  bias + segment.p_vaddr, segment.p_memsz);
	}
}

/* What only the dynamic linker writes, though the segment is writable. */
static bool is_linkers(const char *section)
{
	static const char *const names[] = {".got",	  ".got.plt",
					    ".plt",	  ".data.rel.ro",
					    ".branch_lt", ".opd"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(section, names[i]))
			return true;
	return false;
}

static void take_sections(struct rt_space_object *object)
{
	Elf *elf = object->loaded.elf;
	uint64_t bias = object->loaded.bias;
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return;
	while ((section = elf_nextscn(elf, section))) {
		const char *name;

		if (!gelf_getshdr(section, &header))
			continue;
		name = elf_strptr(elf, names, header.sh_name);
		if (name && header.sh_flags & SHF_ALLOC && is_linkers(name) &&
		    (!object->loaded.has_constant_copy ||
		     strcmp(name, ".data.rel.ro") != 0))
			add_range(object->constant, &object->constants,
				  bias + header.sh_addr, header.sh_size);
	}
}

/* Puts the object where its code believes to be. */
static int place(struct rt_space_object *object, struct rt_error *error)
{
	struct rt_loaded *loaded = &object->loaded;
	void *wanted = (void *)(uintptr_t)loaded->loading.base;
	void *got = mmap(
		wanted, loaded->size + RT_SPACE_MARGIN, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

	if (got == MAP_FAILED)
		return rt_fail_errno(error, RT_SETUP, errno,
				     "cannot load a module at 0x%llx",
				     (unsigned long long)loaded->loading.base);
	object->end = loaded->loading.base + loaded->size;
	memcpy(got, loaded->bytes, loaded->size);
	return RT_OK;
}

static int add(struct rt_space *space, const char *path,
	       const struct rt_loading *loading, struct rt_error *error)
{
	struct rt_space_object *object = &space->object[space->objects];
	int code = rt_loaded_open(&object->loaded, path, loading, error);

	space->objects++;
	if (!code)
		code = place(object, error);
	if (code)
		return code;
	take_segments(object);
	take_sections(object);
	return RT_OK;
}

/* Loads the file from which this process has its libc. */
static bool open_libc(struct rt_space *space)
{
	const struct rt_loading loading = {.base = libc_base};
	struct rt_space_object *object = &space->object[1];
	struct link_map *map;
	void *handle;

	if (space->libc)
		return object->end != 0;
	space->libc = 1;
	handle = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
	if (!handle || dlinfo(handle, RTLD_DI_LINKMAP, &map))
		return false;
	space->libc = map->l_addr;
	if (rt_loaded_open(&object->loaded, map->l_name, &loading,
			   &space->libc_error))
		return false;
	if (object->loaded.arch != rt_arch_own() ||
	    place(object, &space->libc_error))
		return false;
	take_segments(object);
	take_sections(object);
	return true;
}

/* A function of the libc's, of the @version that was asked for, or NULL. */
static void bind(struct rt_space *space, const char *name, const char *version,
		 uint64_t address)
{
	struct rt_space_binding *binding = &space->binding[space->bindings];
	bool is_old = false, is_found;
	GElf_Sym symbol;

	if (space->bindings == RT_SPACE_BINDINGS)
		return;
	space->bindings++;
	is_found = rt_version_find(space->object[1].loaded.elf, name, version,
				   &symbol, &is_old);
	*binding = (struct rt_space_binding){
		.address = address,
		.is_chosen = is_found &&
			     GELF_ST_TYPE(symbol.st_info) == STT_GNU_IFUNC,
		.is_old = is_found && is_old,
	};
	snprintf(binding->name, sizeof(binding->name), "%s", name);
	snprintf(binding->version, sizeof(binding->version), "%s",
		 version ? version : "");
}

/*
 * The address of @name in @version as the dynamic linker binds it, 0 without
 * one. Without a version, dlsym(3) would give the newest one, and the dynamic
 * linker gives the oldest.
 */
static uint64_t look_up(const struct rt_space *space, void *handle,
			const char *name, const char **version)
{
#ifdef __GLIBC__
	if (!*version)
		*version = rt_version_oldest(space->object[1].loaded.elf, name);
	if (*version)
		return (uint64_t)(uintptr_t)dlvsym(handle, name, *version);
#else
	(void)space;
	*version = NULL;
#endif
	return (uint64_t)(uintptr_t)dlsym(handle, name);
}

/*
 * What the dynamic linker finds in this process's libc, and the function that a
 * resolver chose on this CPU. Its code lies in the same file, and so at the
 * same distance from its beginning.
 */
static bool resolve(void *data, const char *name, const char *version,
		    uint64_t *address)
{
	struct rt_space *space = data;
	const struct rt_loaded *libc = &space->object[1].loaded;
	void *handle = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
	uint64_t found;

	if (space->object[0].loaded.arch != rt_arch_own() || !handle ||
	    !open_libc(space))
		return false;
	found = look_up(space, handle, name, &version);
	if (found < space->libc || found - space->libc >= libc->size)
		return false;
	*address = libc_base + found - space->libc;
	bind(space, name, version, *address);
	return true;
}

/* The libc's own slots have what this process's libc has in them. */
static void take_slots(struct rt_space *space)
{
	struct rt_loaded *libc = &space->object[1].loaded;
	unsigned size = libc->arch->elf.is_64 ? 8 : 4;

	for (size_t i = 0; i < libc->resolved_count; i++) {
		uint64_t offset = libc->resolved[i].slot - libc_base;
		uint64_t chosen = 0;

		memcpy(&chosen, (const char *)(uintptr_t)space->libc + offset,
		       size);
		rt_arch_put(libc->arch,
			    (uint8_t *)(uintptr_t)libc->resolved[i].slot, size,
			    libc_base + chosen - space->libc);
		bind(space,
		     rt_loaded_chosen_name(libc, libc->resolved[i].resolver),
		     NULL, libc_base + chosen - space->libc);
	}
	libc->resolved_count = 0;
}

int rt_space_open(struct rt_space *space, const char *path, bool has_libc,
		  struct rt_error *error)
{
	const struct rt_loading loading = {
		.base = RT_LOADED_BASE,
		.resolve = has_libc ? resolve : NULL,
		.data = space,
	};
	int code;

	*space = (struct rt_space){.libc_error = RT_ERROR_INIT};
	for (size_t i = 0; i < RT_SPACE_OBJECTS; i++)
		space->object[i].loaded.file = -1;
	code = add(space, path, &loading, error);
	space->arch = space->object[0].loaded.arch;
	if (code)
		return code;
	if (space->object[1].end) {
		space->objects = 2;
		take_slots(space);
	}
	return RT_OK;
}

void rt_space_close(struct rt_space *space)
{
	for (size_t i = 0; i < RT_SPACE_OBJECTS; i++) {
		struct rt_loaded *loaded = &space->object[i].loaded;

		if (space->object[i].end)
			munmap((void *)(uintptr_t)loaded->loading.base,
			       loaded->size + RT_SPACE_MARGIN);
		rt_loaded_close(loaded);
	}
	rt_error_clear(&space->libc_error);
	space->objects = 0;
}

static const struct rt_space_object *object_at(const struct rt_space *space,
					       uint64_t address, uint64_t size)
{
	for (size_t i = 0; i < space->objects; i++) {
		const struct rt_space_object *object = &space->object[i];

		if (address >= object->loaded.loading.base &&
		    address < object->end && size <= object->end - address)
			return object;
	}
	return NULL;
}

const uint8_t *rt_space_bytes(const struct rt_space *space, uint64_t address,
			      uint64_t size)
{
	return object_at(space, address, size)
		       ? (const uint8_t *)(uintptr_t)address
		       : NULL;
}

/* The range that has all @size bytes at @address, or NULL. */
static const struct rt_space_range *range_of(const struct rt_space_range *range,
					     size_t count, uint64_t address,
					     uint64_t size)
{
	for (size_t i = 0; i < count; i++)
		if (address >= range[i].begin && address < range[i].end &&
		    size <= range[i].end - address)
			return &range[i];
	return NULL;
}

bool rt_space_is_constant(const struct rt_space *space, uint64_t address,
			  uint64_t size)
{
	const struct rt_space_object *object = object_at(space, address, size);

	return object &&
	       range_of(object->constant, object->constants, address, size);
}

bool rt_space_constant(const struct rt_space *space, uint64_t address,
		       struct rt_space_range *around)
{
	const struct rt_space_object *object = object_at(space, address, 1);
	const struct rt_space_range *found =
		object ? range_of(object->constant, object->constants, address,
				  1)
		       : NULL;

	if (found)
		*around = *found;
	return found;
}

bool rt_space_is_code(const struct rt_space *space, uint64_t address)
{
	const struct rt_space_object *object = object_at(space, address, 1);

	return object && range_of(object->code, object->codes, address, 1);
}

bool rt_space_resolver(const struct rt_space *space, uint64_t address,
		       uint64_t *resolver)
{
	for (size_t i = 0; i < space->objects; i++) {
		const struct rt_loaded *loaded = &space->object[i].loaded;

		for (size_t k = 0; k < loaded->resolved_count; k++)
			if (loaded->resolved[k].slot == address) {
				*resolver = loaded->resolved[k].resolver;
				return true;
			}
	}
	return false;
}

const char *rt_space_missing(const struct rt_space *space, uint64_t address)
{
	return rt_loaded_missing(&space->object[0].loaded, address);
}

const char *rt_space_name(const struct rt_space *space, uint64_t address)
{
	const struct rt_space_object *object = object_at(space, address, 1);

	return object ? rt_loaded_name(&object->loaded, address) : "";
}

const char *rt_space_function(const struct rt_space *space, uint64_t address,
			      struct rt_space_range *function)
{
	const struct rt_space_object *object = object_at(space, address, 1);

	return object ? rt_loaded_around(&object->loaded, address,
					 &function->begin, &function->end)
		      : NULL;
}

size_t rt_space_object(const struct rt_space *space, uint64_t address)
{
	const struct rt_space_object *object = object_at(space, address, 1);

	return object ? (size_t)(object - space->object) : 0;
}

bool rt_space_datum(const struct rt_space *space, uint64_t address,
		    uint64_t *begin, uint64_t *end, char name[96])
{
	const struct rt_space_object *object = object_at(space, address, 1);
	const char *found;

	if (object != &space->object[0] || rt_space_is_code(space, address))
		return false;
	found = rt_loaded_datum(&object->loaded, address, begin, end);
	if (!found)
		return false;
	snprintf(name, 96, "%s", found);
	return true;
}

bool rt_space_is_private(const struct rt_space *space, uint64_t address,
			 uint64_t size)
{
	const struct rt_space_object *object = object_at(space, address, size);

	return object == &space->object[0] &&
	       !rt_space_is_code(space, address) &&
	       rt_loaded_is_private(&object->loaded, address, size);
}
