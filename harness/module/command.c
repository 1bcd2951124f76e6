/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/module/command.h"

#include <dlfcn.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>

#include "harness/base/file.h"
#include "harness/module/libatomic.h"
#include "harness/module/machine.h"

bool rt_command_is_bare(const struct rt_toolchain *toolchain)
{
	const struct rt_target *target = toolchain->compiler->target;

	return target && target->is_bare;
}

/* The libc's headers come first, as they adapt to the compiler's. */
static void add_headers(struct rt_strings *argv,
			const struct rt_toolchain *toolchain)
{
	if (!toolchain->libc->include.length)
		return;
	rt_strings_add(argv, "-nostdinc");
	rt_strings_add(argv, "-isystem");
	rt_strings_add(argv, rt_text_string(&toolchain->libc->include));
	if (toolchain->compiler->include.length) {
		rt_strings_add(argv, "-isystem");
		rt_strings_add(argv,
			       rt_text_string(&toolchain->compiler->include));
	}
}

bool rt_command_is_own_folder(const char *flag, const char *include)
{
	struct rt_text path = RT_TEXT_INIT;
	bool is_own;

	if (!include || strncmp(flag, "-I", 2) || !flag[2] || flag[2] == '/' ||
	    flag[2] == '.')
		return false;
	rt_text_format(&path, "%s/%s", include, flag + 2);
	is_own =
		!rt_text_failed(&path) && rt_file_exists(rt_text_string(&path));
	rt_text_free(&path);
	return is_own;
}

/* A folder of a matrix comes before all others, wherever its flag stands. */
static void add_own_folders(struct rt_strings *argv, const char *include,
			    const struct rt_strings *flags)
{
	for (size_t i = 0; i < flags->count; i++)
		if (rt_command_is_own_folder(flags->word[i], include))
			rt_strings_format(argv, "-I%s/%s", include,
					  flags->word[i] + 2);
}

static void add_flags(struct rt_strings *argv, const char *include,
		      const struct rt_strings *flags)
{
	for (size_t i = 0; i < flags->count; i++)
		if (!rt_command_is_own_folder(flags->word[i], include))
			rt_strings_add(argv, flags->word[i]);
}

/* The compiler with all arguments that decide the code. */
static void add_compiler(struct rt_strings *argv, const struct rt_cell *cell,
			 const struct rt_strings *flags)
{
	rt_strings_add(argv, cell->toolchain->compiler->path);
	if (cell->toolchain->compiler->is_told_target)
		rt_strings_format(argv, "--target=%s",
				  cell->toolchain->compiler->target->triplet);
	if (!rt_command_is_bare(cell->toolchain))
		rt_strings_add(argv, "-fPIC");
	else if (!cell->toolchain->libc->archive.length)
		rt_strings_add(argv, "-ffreestanding");
	if (cell->include)
		rt_strings_format(argv, "-I%s", cell->include);
	add_own_folders(argv, cell->include, flags);
	for (const char *const *at = cell->include_folders; at && *at; at++)
		rt_strings_format(argv, "-I%s", *at);
	add_headers(argv, cell->toolchain);
	for (const char *const *at = cell->own_flags; at && *at; at++)
		rt_strings_add(argv, *at);
	add_flags(argv, cell->include, flags);
}

static void add_source(struct rt_strings *argv, const struct rt_cell *cell)
{
	rt_strings_add(argv, "-x");
	rt_strings_add(argv, cell->language ? cell->language : "c");
	rt_strings_add(argv, cell->source);
}

void rt_command_compile(struct rt_strings *argv, const struct rt_cell *cell,
			const struct rt_strings *flags, const char *folder)
{
	add_compiler(argv, cell, flags);
	rt_strings_add(argv, "-MD");
	rt_strings_add(argv, "-MF");
	rt_strings_format(argv, "%s/module.d", folder);
	rt_strings_add(argv, "-c");
	rt_strings_add(argv, "-o");
	rt_strings_format(argv, "%s/module.o", folder);
	add_source(argv, cell);
}

void rt_command_assembly(struct rt_strings *argv, const struct rt_cell *cell,
			 const struct rt_strings *flags, const char *folder)
{
	add_compiler(argv, cell, flags);
	rt_strings_add(argv, "-S");
	rt_strings_add(argv, "-o");
	rt_strings_format(argv, "%s/module.s", folder);
	add_source(argv, cell);
}

void rt_command_search(struct rt_strings *argv, const struct rt_cell *cell,
		       const struct rt_strings *flags)
{
	/* gcc translates what it prints. */
	rt_strings_add(argv, "env");
	rt_strings_add(argv, "LC_ALL=C");
	add_compiler(argv, cell, flags);
	rt_strings_add(argv, "-E");
	rt_strings_add(argv, "-v");
	rt_strings_add(argv, "-x");
	rt_strings_add(argv, cell->language ? cell->language : "c");
	rt_strings_add(argv, "/dev/null");
}

static bool begins_with_one_of(const char *flag, const char *const *list)
{
	for (; *list; list++)
		if (!strncmp(flag, *list, strlen(*list)))
			return true;
	return false;
}

void rt_command_preprocess(struct rt_strings *argv, const struct rt_cell *cell,
			   const struct rt_strings *flags)
{
	add_compiler(argv, cell, flags);
	rt_strings_add(argv, "-w");
	rt_strings_add(argv, "-E");
	rt_strings_add(argv, "-dI");
	add_source(argv, cell);
}

/*
 * Whether @flag brings a run-time library that must be in the program from its
 * start, and ends the process of a module that brings it later. Without it the
 * module lacks the functions, by name.
 */
static bool must_come_first(const char *flag)
{
	static const char *const first[] = {"address", "leak", "thread",
					    "memory"};
	static const char asks[] = "-fsanitize=";

	if (strncmp(flag, asks, strlen(asks)))
		return false;
	for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++)
		if (strstr(flag, first[i]))
			return true;
	return false;
}

/* Flags that the linker's driver needs too: run-time libraries, LTO. */
static void add_link_flags(struct rt_strings *argv,
			   const struct rt_strings *flags, bool is_program)
{
	static const char *const needed[] = {"-fsanitize", "-flto", "-m32",
					     "-mx32", NULL};

	for (size_t i = 0; i < flags->count; i++)
		if (begins_with_one_of(flags->word[i], needed) &&
		    (is_program || !must_come_first(flags->word[i])))
			rt_strings_add(argv, flags->word[i]);
}

void rt_command_link_flags(struct rt_strings *argv,
			   const struct rt_strings *flags)
{
	add_link_flags(argv, flags, false);
}

static bool is_of_kind(const char *flag)
{
	static const char *const choosing[] = {
		"-march=",	   "-mabi=",	"-mcpu=",
		"-mthumb",	   "-marm",	"-mfpu=",
		"-mfloat-abi=",	   "-mcmodel=", "-mbig-endian",
		"-mlittle-endian", NULL};

	return begins_with_one_of(flag, choosing);
}

void rt_command_kind(struct rt_strings *argv, const struct rt_strings *flags)
{
	for (size_t i = 0; i < flags->count; i++)
		if (is_of_kind(flags->word[i]))
			rt_strings_add(argv, flags->word[i]);
}

static void add_multilib(struct rt_strings *argv, const struct rt_cell *cell,
			 const struct rt_strings *flags)
{
	for (const char *const *at = cell->own_flags; at && *at; at++)
		if (is_of_kind(*at))
			rt_strings_add(argv, *at);
	rt_command_kind(argv, flags);
}

/* The run-time library may be in the program: clang leaves it undefined. */
static bool have_sanitizer(const struct rt_strings *flags)
{
	for (size_t i = 0; i < flags->count; i++)
		if (!strncmp(flags->word[i], "-fsanitize", 10))
			return true;
	return false;
}

/* The driver takes the archive of the CPU from below the folder: gcc(1), -B. */
static void add_bare_archive(struct rt_strings *argv, const char *archive)
{
	rt_strings_format(argv, "-B%.*s",
			  (int)(strrchr(archive, '/') - archive), archive);
	rt_strings_add(argv, "-Wl,--start-group");
	rt_strings_add(argv, "-lc");
	rt_strings_add(argv, "-lgcc");
	rt_strings_add(argv, "-Wl,--end-group");
}

/*
 * The thread-local data of a module are where the dynamic linker of its process
 * has put them, and only that one's __tls_get_addr finds them: an archive's own
 * would read the list of another libc's threads. Before the archive, and needed
 * only where the module asks for it.
 */
static void add_loader(struct rt_strings *argv)
{
	/* Its name in this process may be a sanitizer's that comes before it.
	 */
	uint64_t base = getauxval(AT_BASE);
	Dl_info loader;

	if (!base || !dladdr((void *)(uintptr_t)base, &loader) ||
	    !loader.dli_fname)
		return;
	rt_strings_format(argv, "-Wl,--as-needed,%s,--no-as-needed",
			  loader.dli_fname);
}

/*
 * Objects of glibc's archive refer to each other in circles, and its unwinder
 * is in libgcc_eh. A memcpy pulls in many objects and reaches few of them, so
 * the rest is dropped (--gc-sections).
 */
void rt_command_archive(struct rt_strings *argv,
			const struct rt_toolchain *toolchain)
{
	const struct rt_libc *libc = toolchain->libc;
	const char *archive = rt_text_string(&libc->archive);

	if (!*archive)
		return;
	if (rt_command_is_bare(toolchain)) {
		add_bare_archive(argv, archive);
		return;
	}
	if (!toolchain->compiler->target) {
		add_loader(argv);
		rt_strings_add(argv, archive);
		rt_strings_add(argv, "-lgcc");
		return;
	}
	rt_strings_add(argv, "-Wl,--gc-sections");
	rt_strings_add(argv, "-Wl,--start-group");
	rt_strings_add(argv, archive);
	rt_strings_add(argv, "-lgcc");
	rt_strings_add(argv, "-lgcc_eh");
	rt_strings_add(argv, "-Wl,--end-group");
}

/* Whether the linker must resolve all symbols, none being left to run time. */
static bool must_be_whole(const struct rt_toolchain *toolchain,
			  const struct rt_strings *flags)
{
	return !have_sanitizer(flags) && (rt_libc_is_host(toolchain->libc) ||
					  toolchain->libc->archive.length);
}

/* The driver of a C++ compiler would add the library; gcc's does not. */
void rt_command_library(struct rt_strings *argv, const struct rt_cell *cell)
{
	if (cell->language && !strcmp(cell->language, "c++"))
		rt_strings_add(argv, "-lstdc++");
}

/*
 * A fixed image: the linkers of bare machines make no shared object, as that of
 * riscv64-unknown-elf, and their users link to addresses. Nothing sets the
 * global pointer that RISC-V's linker would make use of. These compilers come
 * without libatomic: an accessor of 64 bits may call it, and those of fewer
 * bits beside it be linked.
 */
static void add_bare_link(struct rt_strings *argv, const struct rt_cell *cell,
			  const struct rt_strings *flags, const char *folder,
			  const char *input)
{
	static const char *const missing[] = {"load", "store", "exchange",
					      "compare_exchange"};
	const struct rt_toolchain *toolchain = cell->toolchain;

	rt_strings_add(argv, toolchain->linker->path);
	if (toolchain->linker == toolchain->compiler)
		rt_command_link_flags(argv, flags);
	add_multilib(argv, cell, flags);
	rt_command_fixed(argv);
	for (size_t i = 0; i < sizeof(missing) / sizeof(*missing); i++)
		rt_strings_format(argv, "-Wl,--defsym,__atomic_%s_8=0x%x",
				  missing[i], RT_MODULE_MISSING);
	rt_strings_add(argv, "-o");
	rt_strings_format(argv, "%s/module.so", folder);
	rt_strings_format(argv, "%s/%s", folder, input);
	rt_command_archive(argv, toolchain);
}

void rt_command_fixed(struct rt_strings *argv)
{
	rt_strings_add(argv, "-static");
	rt_strings_add(argv, "-nostdlib");
	rt_strings_add(argv, "-Wl,--no-relax");
	rt_strings_add(argv, "-Wl,--entry=0");
	rt_strings_format(argv, "-Wl,-Ttext-segment=0x%x", RT_MODULE_BASE);
}

/* Links @folder/@input into @folder/module.so. */
static void add_link(struct rt_strings *argv, const struct rt_cell *cell,
		     const struct rt_strings *flags, const char *folder,
		     const char *input)
{
	const struct rt_libc *libc = cell->toolchain->libc;

	if (rt_command_is_bare(cell->toolchain)) {
		add_bare_link(argv, cell, flags, folder, input);
		return;
	}
	rt_strings_add(argv, cell->toolchain->linker->path);
	if (cell->toolchain->linker == cell->toolchain->compiler)
		rt_command_link_flags(argv, flags);
	rt_strings_add(argv, "-shared");
	rt_strings_add(argv,
		       rt_libc_is_host(libc) ? "-nostartfiles" : "-nostdlib");
	rt_strings_add(argv, "-Wl,-z,now");
	rt_strings_add(argv, "-Wl,-Bsymbolic");
	if (must_be_whole(cell->toolchain, flags))
		rt_strings_add(argv, "-Wl,-z,defs");
	rt_strings_add(argv, "-o");
	rt_strings_format(argv, "%s/module.so", folder);
	rt_strings_format(argv, "%s/%s", folder, input);
	if (cell->has_libatomic)
		rt_libatomic_add(argv);
	if (rt_libc_is_host(libc)) {
		rt_command_library(argv, cell);
		return;
	}
	rt_strings_add(argv, "-Wl,--exclude-libs,ALL");
	rt_command_archive(argv, cell->toolchain);
}

void rt_command_link(struct rt_strings *argv, const struct rt_cell *cell,
		     const struct rt_strings *flags, const char *folder)
{
	add_link(argv, cell, flags, folder, "module.o");
}

void rt_command_link_loose(struct rt_strings *argv, const struct rt_cell *cell,
			   const struct rt_strings *flags, const char *folder)
{
	add_link(argv, cell, flags, folder, "module.o");
	rt_strings_add(argv, "-Wl,-z,undefs");
	rt_strings_add(argv, "-Wl,--unresolved-symbols=ignore-all");
}

void rt_command_link_assembly(struct rt_strings *argv,
			      const struct rt_cell *cell,
			      const struct rt_strings *flags,
			      const char *folder, bool calls_out)
{
	add_link(argv, cell, flags, folder, "module.s");
	/* With a sanitizer gcc links the sanitizer's library, called or not. */
	if (!calls_out && !have_sanitizer(flags))
		rt_strings_add(argv, "-nodefaultlibs");
}

void rt_command_driver(struct rt_strings *argv, const struct rt_cell *cell,
		       const struct rt_strings *flags, const char *driver,
		       const char *folder)
{
	rt_strings_add(argv, cell->toolchain->compiler->path);
	rt_strings_add(argv, "-fPIC");
	rt_strings_add(argv, "-O1");
	rt_strings_add(argv, "-g");
	add_link_flags(argv, flags, true);
	rt_strings_add(argv, "-c");
	rt_strings_add(argv, "-o");
	rt_strings_format(argv, "%s/driver.o", folder);
	rt_strings_add(argv, "-x");
	rt_strings_add(argv, "c");
	rt_strings_add(argv, driver);
}

void rt_command_link_program(struct rt_strings *argv,
			     const struct rt_cell *cell,
			     const struct rt_strings *flags, const char *folder)
{
	rt_strings_add(argv, cell->toolchain->linker->path);
	if (cell->toolchain->linker == cell->toolchain->compiler)
		add_link_flags(argv, flags, true);
	rt_strings_add(argv, "-pthread");
	rt_strings_add(argv, "-o");
	rt_strings_format(argv, "%s/module.so", folder);
	rt_strings_format(argv, "%s/module.o", folder);
	rt_strings_format(argv, "%s/driver.o", folder);
	if (cell->has_libatomic)
		rt_libatomic_add(argv);
}

void rt_command_link_alone(struct rt_strings *argv, const struct rt_cell *cell,
			   const char *folder)
{
	rt_strings_add(argv, cell->toolchain->linker->path);
	rt_strings_add(argv, "-pthread");
	rt_strings_add(argv, "-o");
	rt_strings_format(argv, "%s/module.so", folder);
	rt_strings_format(argv, "%s/module.o", folder);
	/* Until glibc 2.34 dlopen(3) was in libdl. */
	rt_strings_add(argv, "-ldl");
}
