/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/toolchain/libc.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <glob.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#include <gnu/lib-names.h>
#endif

#include "harness/base/file.h"
#include "harness/base/process.h"
#include "harness/toolchain/answers.h"
#include "harness/toolchain/archive.h"
#include "harness/toolchain/bare_libc.h"
#include "harness/toolchain/tool.h"

static const struct {
	const char *name;
	const char *package;
} packages[] = {
	{"glibc", "libc6-dev"},
	{"musl", "musl-dev"},
	{"dietlibc", "dietlibc-dev"},
};

/*
 * Where distributions put a static libc; %s is the machine. In order: Debian,
 * upstream's default prefix, Arch and Void, Fedora.
 */
static const struct place {
	const char *name;
	const char *archive;
	const char *include;
} places[] = {
	{"musl", "/usr/lib/%s-linux-musl/libc.a", "/usr/include/%s-linux-musl"},
	{"musl", "/usr/local/musl/lib/libc.a", "/usr/local/musl/include"},
	{"musl", "/usr/lib/musl/lib/libc.a", "/usr/lib/musl/include"},
	{"musl", "/usr/%s-linux-musl/lib64/libc.a",
	 "/usr/%s-linux-musl/include"},
	{"dietlibc", "/usr/lib/diet/lib-%s/libc.a", "/usr/lib/diet/include"},
	{"dietlibc", "/opt/diet/lib-%s/libc.a", "/opt/diet/include"},
};

/* The same for another machine; %s is the triplet. In order: Debian, Arch. */
static const struct place cross_places[] = {
	{"glibc", "/usr/%s/lib/libc.a", "/usr/%s/include"},
	{"glibc", "/usr/%s/usr/lib/libc.a", "/usr/%s/usr/include"},
};

const char *rt_libc_package(const char *name)
{
	for (size_t i = 0; i < sizeof(packages) / sizeof(*packages); i++)
		if (!strcmp(packages[i].name, name))
			return packages[i].package;
	return NULL;
}

bool rt_libc_is_host(const struct rt_libc *libc)
{
	return libc->is_host;
}

static void take_identity(struct rt_libc *libc, const char *path)
{
	rt_answers_stamp(&libc->identity, path);
}

/* Appends the word after @label in the output of @argv, if any. */
static void take_printed(struct rt_text *version, char *const argv[],
			 const char *label)
{
	struct rt_process process;
	const char *at = NULL;

	if (rt_tool_ask(&process, argv, NULL, 10, NULL) == RT_OK)
		at = strstr(rt_text_string(&process.output), label);
	if (at) {
		at += strlen(label);
		rt_text_append(version, at, strcspn(at, " \n"));
	}
	rt_process_free(&process);
}

#ifdef __GLIBC__

/*
 * Copies code of this process; less where the mapping ends. The kernel reads
 * it, so that the end of the mapping is not a fault.
 */
static size_t read_code(unsigned char *code, size_t length, const void *from)
{
	int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	ssize_t got = -1;

	if (memory >= 0) {
		got = pread(memory, code, length, (off_t)(uintptr_t)from);
		close(memory);
	}
	return got > 0 ? (size_t)got : 0;
}

/* libc.a lies in the folder of the shared library, or there below /usr. */
static void find_twin(struct rt_text *archive, const char *library)
{
	const char *slash = strrchr(library, '/');
	int folder = slash ? (int)(slash - library) : 0;

	rt_text_format(archive, "%.*s/libc.a", folder, library);
	if (rt_file_exists(rt_text_string(archive)))
		return;
	rt_text_free(archive);
	rt_text_format(archive, "/usr%.*s/libc.a", folder, library);
}

/* rt_archive_match(), which takes milliseconds, or its earlier answer. */
static bool match(struct rt_text *variant, const char *archive,
		  const unsigned char *code, size_t length, const char *memory)
{
	struct rt_text question = RT_TEXT_INIT;
	bool matches;

	rt_answers_stamp(&question, archive);
	rt_text_add(&question, " function ");
	for (size_t i = 0; i < length; i++)
		rt_text_format(&question, "%02x", code[i]);
	matches = rt_answers_find(variant, memory, rt_text_string(&question));
	if (!matches) {
		matches = rt_archive_match(variant, archive, code, length,
					   NULL) == RT_OK;
		if (matches)
			rt_answers_keep(memory, rt_text_string(&question),
					rt_text_string(variant));
	}
	rt_text_free(&question);
	return matches;
}

static void take_variant(struct rt_text *variant, const void *function,
			 const Dl_info *info, const char *memory)
{
	unsigned char code[256];
	size_t length = read_code(code, sizeof(code), function);
	struct rt_text archive = RT_TEXT_INIT;
	const char *slash = strrchr(info->dli_fname, '/');

	find_twin(&archive, info->dli_fname);
	if (!match(variant, rt_text_string(&archive), code, length, memory))
		rt_text_format(variant, "unknown variant at %s+0x%lx",
			       slash ? slash + 1 : info->dli_fname,
			       (unsigned long)((uintptr_t)function -
					       (uintptr_t)info->dli_fbase));
	rt_text_free(&archive);
}

/*
 * Looks into the library itself, as a sanitizer's memcpy comes before it in the
 * global scope. dlsym() runs the ifunc's resolver (dlsym(3)).
 */
static void ask_variant(struct rt_text *variant, void *library,
			const char *name, const char *memory)
{
	void *function = dlsym(library, name);
	Dl_info info;

	if (function && dladdr(function, &info))
		take_variant(variant, function, &info, memory);
	else
		rt_text_add(variant, "unknown variant");
}

void rt_libc_title(struct rt_text *title)
{
	rt_text_format(title, "glibc %s", gnu_get_libc_version());
}

void rt_libc_name_code(struct rt_text *name, uint64_t offset,
		       const char *memory)
{
	void *library = dlopen(LIBC_SO, RTLD_NOW | RTLD_NOLOAD);
	struct link_map *map;
	Dl_info info;

	if (library && !dlinfo(library, RTLD_DI_LINKMAP, &map) &&
	    dladdr((void *)(uintptr_t)(map->l_addr + offset), &info))
		take_variant(name, (void *)(uintptr_t)(map->l_addr + offset),
			     &info, memory);
	else
		rt_text_add(name, "unknown variant");
	if (library)
		dlclose(library);
}

static void take_host(struct rt_libc *libc, const char *memory)
{
	void *library = dlopen(LIBC_SO, RTLD_NOW | RTLD_NOLOAD);
	struct link_map *map;

	libc->name = "glibc";
	libc->is_host = true;
	rt_text_add(&libc->version, gnu_get_libc_version());
	if (!library)
		return;
	if (dlinfo(library, RTLD_DI_LINKMAP, &map) == 0)
		take_identity(libc, map->l_name);
	ask_variant(&libc->memcpy_variant, library, "memcpy", memory);
	ask_variant(&libc->memmove_variant, library, "memmove", memory);
	dlclose(library);
}

#else

void rt_libc_title(struct rt_text *title)
{
	rt_text_add(title, "musl");
}

/* It has no variants. */
void rt_libc_name_code(struct rt_text *name, uint64_t offset,
		       const char *memory)
{
	(void)memory;
	rt_text_format(name, "unknown variant at +0x%lx",
		       (unsigned long)offset);
}

/* musl is its own dynamic linker, which prints "Version 1.2.3" when run. */
static void take_host(struct rt_libc *libc, const char *memory)
{
	(void)memory; /* one run of the linker is quick */
	glob_t found;

	libc->name = "musl";
	libc->is_host = true;
	if (glob("/lib/ld-musl-*.so.1", 0, NULL, &found) == 0) {
		char *argv[] = {found.gl_pathv[0], NULL};

		take_identity(libc, argv[0]);
		take_printed(&libc->version, argv, "Version ");
		globfree(&found);
	}
	if (!libc->version.length)
		rt_text_add(&libc->version, "unknown");
}

#endif

/* glibc and musl keep their version as a string, symbol __libc_version. */
static void take_own_version(struct rt_libc *libc)
{
	struct rt_text bytes = RT_TEXT_INIT;

	rt_archive_symbol(&bytes, rt_text_string(&libc->archive),
			  "__libc_version", NULL);
	rt_text_add(&libc->version, rt_text_string(&bytes));
	rt_text_free(&bytes);
}

/* dietlibc's archive has no version; its driver says "diet version 0.34". */
static void take_diet_version(struct rt_libc *libc)
{
	char *argv[] = {"diet", "-v", NULL};

	take_printed(&libc->version, argv, "diet version ");
}

static void expand(struct rt_text *path, const char *pattern,
		   const char *machine)
{
	const char *mark = strstr(pattern, "%s");

	if (!mark) {
		rt_text_add(path, pattern);
		return;
	}
	rt_text_append(path, pattern, (size_t)(mark - pattern));
	rt_text_add(path, machine);
	rt_text_add(path, mark + 2);
}

static void libc_free(struct rt_libc *libc)
{
	rt_text_free(&libc->version);
	rt_text_free(&libc->archive);
	rt_text_free(&libc->include);
	rt_text_free(&libc->identity);
	rt_text_free(&libc->memcpy_variant);
	rt_text_free(&libc->memmove_variant);
}

static void ask_version(struct rt_libc *libc)
{
	if (!strcmp(libc->name, "dietlibc"))
		take_diet_version(libc);
	else
		take_own_version(libc);
	if (!libc->version.length)
		rt_bare_libc_version(&libc->version, libc->name,
				     rt_text_string(&libc->include));
	if (!libc->version.length)
		rt_text_add(&libc->version, "unknown");
}

/* Kept for each archive; dietlibc's driver is in the same package. */
static void take_version(struct rt_libc *libc, const char *memory)
{
	struct rt_text question = RT_TEXT_INIT;

	rt_text_format(&question, "%s version, %s", libc->name,
		       rt_text_string(&libc->identity));
	if (!rt_answers_find(&libc->version, memory,
			     rt_text_string(&question))) {
		ask_version(libc);
		rt_answers_keep(memory, rt_text_string(&question),
				rt_text_string(&libc->version));
	}
	rt_text_free(&question);
}

/* False when the libc is not at @place. */
static bool take_place(struct rt_libc *libc, const struct place *place,
		       const char *machine, const char *memory)
{
	*libc = (struct rt_libc){.name = place->name};
	expand(&libc->archive, place->archive, machine);
	expand(&libc->include, place->include, machine);
	if (!rt_file_exists(rt_text_string(&libc->archive)) ||
	    !rt_file_exists(rt_text_string(&libc->include))) {
		libc_free(libc);
		return false;
	}
	take_identity(libc, rt_text_string(&libc->archive));
	take_version(libc, memory);
	return true;
}

static bool libc_failed(const struct rt_libc *libc)
{
	return rt_text_failed(&libc->version) ||
	       rt_text_failed(&libc->archive) ||
	       rt_text_failed(&libc->include) ||
	       rt_text_failed(&libc->identity) ||
	       rt_text_failed(&libc->memcpy_variant) ||
	       rt_text_failed(&libc->memmove_variant);
}

static void try_place(struct rt_libcs *found, const struct place *place,
		      const char *machine, const char *memory)
{
	if (!rt_libcs_named(found, place->name) &&
	    take_place(&found->list[found->count], place, machine, memory))
		found->count++;
}

/* A place without %s is for this machine. */
static void try_places(struct rt_libcs *found, const char *machine, bool own,
		       const char *memory)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (own || strstr(places[i].archive, "%s"))
			try_place(found, &places[i], machine, memory);
}

static int check_memory(const struct rt_libcs *found, struct rt_error *error)
{
	for (size_t i = 0; i < found->count; i++)
		if (libc_failed(&found->list[i]))
			return rt_no_memory(error);
	return RT_OK;
}

int rt_libcs_find(struct rt_libcs *found, const char *machine,
		  const char *memory, struct rt_error *error)
{
	*found = (struct rt_libcs){.count = 1};
	take_host(&found->list[0], memory);
	try_places(found, machine, true, memory);
	return check_memory(found, error);
}

static int find_bare(struct rt_libcs *found, const struct rt_target *target,
		     const char *memory, struct rt_error *error)
{
	const struct rt_bare_libc *bare;

	for (size_t i = 0; (bare = rt_bare_libc_at(i)); i++) {
		const struct place place = {bare->name, bare->archive,
					    bare->include};

		try_place(found, &place, target->triplet, memory);
	}
	/* Many a build for bare metal has none. */
	found->list[found->count++] = (struct rt_libc){.name = "none"};
	return check_memory(found, error);
}

int rt_libcs_find_cross(struct rt_libcs *found, const struct rt_target *target,
			const char *memory, struct rt_error *error)
{
	struct rt_text machine = RT_TEXT_INIT;

	*found = (struct rt_libcs){.count = 0};
	if (target->is_bare)
		return find_bare(found, target, memory, error);
	for (size_t i = 0; i < sizeof(cross_places) / sizeof(*cross_places);
	     i++)
		try_place(found, &cross_places[i], target->triplet, memory);
	rt_text_append(&machine, target->triplet,
		       strcspn(target->triplet, "-"));
	try_places(found, rt_text_string(&machine), false, memory);
	rt_text_free(&machine);
	if (!found->count)
		found->list[found->count++] = (struct rt_libc){.name = "none"};
	return check_memory(found, error);
}

const struct rt_libc *rt_libcs_named(const struct rt_libcs *libcs,
				     const char *name)
{
	if (!strcmp(name, "host"))
		return libcs->count ? &libcs->list[0] : NULL;
	for (size_t i = 0; i < libcs->count; i++)
		if (!strcmp(libcs->list[i].name, name))
			return &libcs->list[i];
	return NULL;
}

void rt_libcs_free(struct rt_libcs *libcs)
{
	for (size_t i = 0; i < libcs->count; i++)
		libc_free(&libcs->list[i]);
	*libcs = (struct rt_libcs){.count = 0};
}
