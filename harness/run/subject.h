/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What `check` looks at: an accessor of the corpora, a C file, expressions
 * over p and v, or a function in somebody else's object, built into a module.
 */
#ifndef RT_RUN_SUBJECT_H
#define RT_RUN_SUBJECT_H

#include <stdbool.h>

#include "harness/accessor/list.h"
#include "harness/base/error.h"
#include "harness/base/places.h"
#include "harness/module/build.h"
#include "harness/module/object.h"
#include "harness/toolchain/compile_commands.h"
#include "harness/toolchain/toolchain.h"
#include "harness/trial/trial.h"

/* As typed; members that were not given are NULL or empty. */
struct rt_subject_words {
	const char *load, *store; /* expressions, or symbols of an object */
	const char *copy;     /* a statement over dst, src and len, for both */
	bool is_length_known; /* by the compiler, when it copies */
	const char *object, *prelude;
	const char *language; /* "c" or "c++"; NULL: by the source's name */
	const char *compile_commands, *file;
	bool keeps_cell; /* the trial's toolchain and flags win over theirs */
	/* Their paths below the first lie below the second, if they are there.
	 */
	const char *moved_from, *moved_to;
	struct rt_strings includes, folders, defines;
};

struct rt_subject {
	const char *module; /* path; owned by the members below */
	/* The function's name where it is not the ABI's, else NULL. */
	const char *load_symbol, *store_symbol;
	bool can_be_built_again; /* for tsan: `cell` is one that has a source */
	struct rt_cell cell;
	struct rt_text include, source; /* behind the cell's pointers */
	struct rt_build build;
	struct rt_object_module object;
	struct rt_compile_command command;
};

/*
 * Builds what @words or, without any, @trial's accessor says, by @trial's
 * toolchain and flags. RT_USAGE for what does not fit together, RT_BUILD with
 * the compiler's words. Release with rt_subject_free() in every case; @words,
 * @accessors and @toolchains are borrowed until then.
 */
int rt_subject_build(struct rt_subject *subject, const struct rt_places *places,
		     const struct rt_accessors *accessors,
		     const struct rt_toolchains *toolchains,
		     const struct rt_trial *trial,
		     const struct rt_subject_words *words,
		     struct rt_error *error);
void rt_subject_free(struct rt_subject *subject);

/* The path of @accessor: one of the corpora, or, with a slash, itself. */
int rt_subject_source(const struct rt_accessors *accessors,
		      const char *accessor, const char **source,
		      struct rt_error *error);

#endif
