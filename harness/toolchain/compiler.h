/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The C compilers that this machine has: gcc, clang and tcc, each version.
 *
 * They are found by looking through PATH for gcc, gcc-N, clang, clang-N and
 * tcc. One program under several names is one compiler with aliases; its name
 * is the longest of them, so gcc-12 rather than gcc. A launcher such as ccache
 * is skipped: the compiler behind it is used. Thread-safe as long as PATH does
 * not change.
 *
 * Cross compilers are found by their triplet, as in aarch64-linux-gnu-gcc-12;
 * for each machine with a cross compiler every clang is one as well,
 * aarch64-linux-gnu-clang-14: clang needs only the linker and libgcc of the
 * other.
 */
#ifndef RT_TOOLCHAIN_COMPILER_H
#define RT_TOOLCHAIN_COMPILER_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/arch/arch.h"
#include "harness/base/error.h"
#include "harness/base/text.h"

enum rt_compiler_family {
	RT_GCC,
	RT_CLANG,
	RT_TCC,
};

struct rt_compiler {
	enum rt_compiler_family family;
	char *name;		 /* "gcc-12" */
	struct rt_strings alias; /* "gcc", …; without the name itself */
	char *path;		 /* absolute, as found in PATH */
	struct rt_text version;	 /* "12.2.0", or "unknown" */
	struct rt_text machine;	 /* its target: "x86_64-linux-gnu" */
	struct rt_text include;	 /* the folder of its own headers */
	/*
	 * Changes when the compiler does: the line with its version, and size
	 * and time of the program and of gcc's cc1.
	 */
	struct rt_text identity;
	/* The target of a cross compiler; else NULL. */
	const struct rt_target *target;
	/* Run with --target: one clang serves all machines. */
	bool is_told_target;
};

struct rt_compilers {
	struct rt_compiler *list; /* sorted by name */
	size_t count;		  /* compilers for this machine */
	size_t total;		  /* with the cross compilers, which follow */
};

/*
 * Finds all compilers; each is run once or twice for its version, unless the
 * folder @memory (answers.h), which may be NULL, has the answer. None at all is
 * no error: @found is then empty. RT_SETUP without memory. The caller releases
 * @found with rt_compilers_free() in every case.
 */
int rt_compilers_find(struct rt_compilers *found, const char *memory,
		      struct rt_error *error);

/* By name or alias; NULL when there is none. Owned by @compilers. */
const struct rt_compiler *rt_compilers_named(
	const struct rt_compilers *compilers, const char *name);

/*
 * True when @name has the form of a compiler's name: gcc, clang-14, tcc, or a
 * triplet of harness/arch before it.
 */
bool rt_compiler_name_valid(const char *name);

void rt_compilers_free(struct rt_compilers *compilers);

#endif
