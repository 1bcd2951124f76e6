/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The C compilers that this machine has: gcc, clang and tcc, each version.
 *
 * They are found by looking through PATH for gcc, gcc-N, clang, clang-N and
 * tcc. One program under several names is one compiler with aliases; its
 * name is the longest of them, so gcc-12 rather than gcc. A front such as
 * ccache is passed over for what it stands in front of. Any thread, as long
 * as PATH does not change meanwhile.
 *
 * Cross compilers are found by their triplet, as in aarch64-linux-gnu-gcc-12;
 * for each machine that has one every clang here is a cross compiler as well,
 * aarch64-linux-gnu-clang-14, as it needs only the other's linker and libgcc.
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
	 * and time of the program and of the cc1 behind it.
	 */
	struct rt_text identity;
	/* The machine it compiles for where that is another; else NULL. */
	const struct rt_target *target;
	/* It is told so, by --target: one clang serves all machines. */
	bool is_told_target;
};

struct rt_compilers {
	struct rt_compiler *list; /* sorted by name */
	size_t count;		  /* those for this machine */
	size_t total;		  /* behind them the cross compilers */
};

/*
 * Finds all compilers; each is run once or twice, to be asked its version,
 * unless @memory, a folder, remembers what it said (answers.h); NULL: none is.
 * None at all is no error: @found is then empty. RT_SETUP without memory.
 * The caller releases @found with rt_compilers_free() in every case.
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
