/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A toolchain is a compiler and a libc, named like "gcc-12+musl".
 *
 * Every compiler found is paired with every libc found for its machine. A
 * compiler's name alone, or with "+host", means the host's libc; for a cross
 * compiler the first libc found. Not thread-safe; the result is constant, and
 * any thread may read it.
 */
#ifndef RT_TOOLCHAIN_TOOLCHAIN_H
#define RT_TOOLCHAIN_TOOLCHAIN_H

#include <stddef.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/toolchain/compiler.h"
#include "harness/toolchain/libc.h"

struct rt_toolchain {
	struct rt_text name; /* "gcc-12+musl", never an alias */
	const struct rt_compiler *compiler;
	const struct rt_libc *libc;
	/*
	 * Runs the linker: the compiler itself; for tcc the best gcc or clang.
	 */
	const struct rt_compiler *linker; /* NULL: there is none */
};

/* The C libraries of another machine. */
struct rt_cross_libcs {
	const struct rt_target *target;
	struct rt_libcs libcs;
};

struct rt_toolchains {
	struct rt_compilers compilers;
	struct rt_libcs libcs;	      /* of this machine */
	struct rt_cross_libcs *cross; /* of each target of a compiler */
	size_t cross_count;
	struct rt_toolchain *list; /* by compiler, then glibc, musl, … */
	size_t count;		   /* toolchains for this machine */
	size_t total;		   /* with those for others, which follow */
};

/*
 * Finds all toolchains of this machine, in about 0.1 s. RT_SETUP without
 * memory. Release with rt_toolchains_free() in every case; until then do not
 * move the struct: @list points into it.
 */
int rt_toolchains_find(struct rt_toolchains *found, struct rt_error *error);

/*
 * The same in a few milliseconds: programs that have not changed since an
 * earlier call are not run again. @memory is the folder of their answers, made
 * when missing; when it is NULL or cannot be written, all are run.
 */
int rt_toolchains_recall(struct rt_toolchains *found, const char *memory,
			 struct rt_error *error);

/*
 * The toolchain @name, an alias allowed. Without one NULL and RT_USAGE, with
 * the toolchains found and the package to install.
 */
const struct rt_toolchain *rt_toolchains_named(
	const struct rt_toolchains *toolchains, const char *name,
	struct rt_error *error);

void rt_toolchains_free(struct rt_toolchains *toolchains);

#endif
