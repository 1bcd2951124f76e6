/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds a cell into a module, or takes it from the cache.
 *
 * The key of a module is all that goes into it: the source, both command lines,
 * the identities of compiler and libc, the folder it is built in, the variables
 * of the environment that compilers read, the content of each header that was
 * read, and that nothing is where a header would have been found earlier. What
 * depends on more (inputs.h) is built each time. docs/cache.md says what is
 * seen.
 *
 * Any number of processes may use one cache at once. Not thread-safe (libelf).
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
	const char *flags; /* text for rt_flags_parse(); NULL for none */
	/*
	 * From the user's own build, not from a trial; each NULL-terminated or
	 * NULL. Folders to search for headers (-I) after @include; arguments
	 * that are passed unchecked before @flags, so that @flags win.
	 */
	const char *const *include_folders;
	const char *const *own_flags;
	const char *language; /* value of the compilers' -x; NULL: "c" */
	bool has_libatomic;   /* set by those who link it, where it is wanted */
};

struct rt_build {
	struct rt_text module; /* path, inside the cache folder */
	bool from_cache;
	/*
	 * Both commands, one per line, as a user would type them: they write
	 * module.o and module.so into the current folder.
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
 * Builds @cell with the cache in @folder, which is made when missing. Each
 * command may take 30 s. RT_USAGE for a refused flag, RT_SUBJECT for an
 * unreadable source;
 * RT_BUILD when compiler or linker reject it, with their output as the detail,
 * or hang; RT_SETUP when the cache cannot be written or nothing can link. An
 * error leaves no partial file behind. The caller releases @build with
 * rt_build_free() in every case.
 */
int rt_build(struct rt_build *build, const struct rt_cell *cell,
	     const char *folder, struct rt_error *error);

/*
 * The same for a @cell that needs symbols which it does not define: what
 * becomes of it is the business of rt_object_module(), which links the module.o
 * beside build->module with other objects, or with stand-ins.
 */
int rt_build_loose(struct rt_build *build, const struct rt_cell *cell,
		   const char *folder, struct rt_error *error);

/*
 * Links @cell and the C file @driver, which has main(), into a program for the
 * host's libc. @build->module is its path, which ends in module.so as well;
 * @provider stays empty. @driver is compiled with -O1 -g and the flags of the
 * cell that the linker gets too (-fsanitize, -flto, -m32). The key has its
 * content, but not the headers that only @driver reads, so it may only include
 * the system's. Errors as for rt_build(), which a NULL @driver is.
 */
int rt_build_program(struct rt_build *build, const struct rt_cell *cell,
		     const char *driver, const char *folder,
		     struct rt_error *error);

/*
 * The same for a @cell whose source has main(): it is linked alone,
 * dynamically, with the default libc of its compiler. It may include headers
 * beside it, which are inputs like those of a module.
 */
int rt_build_alone(struct rt_build *build, const struct rt_cell *cell,
		   const char *folder, struct rt_error *error);

void rt_build_free(struct rt_build *build);

#endif
