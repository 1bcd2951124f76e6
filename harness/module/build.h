/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds a cell into a module, or takes it from the cache.
 *
 * A module is found again by all that goes into it: the source, both command
 * lines, the identities of compiler and libc, the folder it is built in, the
 * variables of the environment that compilers read, and the content of each
 * header that was read. One thing is not noticed: a new header that would be
 * found earlier than the one that was read.
 *
 * Any number of processes may use one cache at once. Threads of one process
 * may not (libelf).
 */
#ifndef RT_MODULE_BUILD_H
#define RT_MODULE_BUILD_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/toolchain/toolchain.h"

struct rt_cell {
	const char *source;  /* a C file */
	const char *include; /* the folder with ringtear.h, or NULL */
	const struct rt_toolchain *toolchain;
	const char *flags; /* words as in rt_flags_parse(); NULL for none */
	/*
	 * What the user's own build adds, both NULL-terminated or NULL, and
	 * no part of a trial: folders to search for headers (-I) after
	 * @include, and words of a command line that are passed on unchecked
	 * before @flags, so that @flags win.
	 */
	const char *const *include_folders;
	const char *const *own_flags;
	const char *language; /* as the compilers' -x has it; NULL: "c" */
};

struct rt_build {
	struct rt_text module; /* path, inside the cache folder */
	bool from_cache;
	/*
	 * Both commands, a line each, as a user would type them: they write
	 * module.o and module.so in the folder they are typed in.
	 */
	struct rt_text commands;
	/*
	 * Whose memcpy and memmove the module calls, such as "musl 1.2.3's
	 * memcpy, in the module" or "glibc 2.36's memcpy,
	 * __memmove_avx_unaligned_erms"; "none called" when inlined.
	 */
	struct rt_text provider;
};

/*
 * Builds @cell with the cache in @folder, which is made when missing. Takes
 * at most 30 s a command. RT_USAGE for a refused flag or unreadable source;
 * RT_BUILD when compiler or linker reject it, all that they said being the
 * detail, or when they hang; RT_SETUP when the cache cannot be written or
 * nothing can link. Nothing half written is left behind. The caller releases
 * @build with rt_build_free() in every case.
 */
int rt_build(struct rt_build *build, const struct rt_cell *cell,
	     const char *folder, struct rt_error *error);

/*
 * The same, but links @cell with the C file @driver, which has main(), into
 * a program for the host's libc: @build->module is its path, its name being
 * the cache's one name for what was built, and @provider stays empty.
 * @driver is compiled with -O1 -g and those of the cell's flags that the
 * linker gets too (-fsanitize, -flto, -m32). Its content is part of the key;
 * headers that only it reads are not, so it includes none but the system's.
 * NULL for @driver is rt_build().
 */
int rt_build_program(struct rt_build *build, const struct rt_cell *cell,
		     const char *driver, const char *folder,
		     struct rt_error *error);

/*
 * The same for a @cell whose source has main() and needs no other: it is
 * linked for the libc that its compiler links by itself, dynamically.
 */
int rt_build_alone(struct rt_build *build, const struct rt_cell *cell,
		   const char *folder, struct rt_error *error);

void rt_build_free(struct rt_build *build);

#endif
