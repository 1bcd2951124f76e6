/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What `check` examines, built into a module: an accessor of the corpora, a C
 * file, expressions over p and v, or a function of an existing object file.
 */
#ifndef RT_RUN_SUBJECT_H
#define RT_RUN_SUBJECT_H

#include <stdbool.h>

#include "harness/accessor/list.h"
#include "harness/accessor/shim.h"
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
	bool is_length_known; /* in @copy, len is a compile-time constant */
	const char *prelude;
	const char *language; /* "c" or "c++"; NULL: by the source's name */
	const char *compile_commands, *file;
	const char *pkg_config; /* packages whose flags are taken; or NULL */
	const char *fortify;	/* the version of fortify-headers, or NULL */
	bool keeps_cell;     /* the trial's cell overrides compile_commands */
	bool is_one_of_many; /* builds that may fail: no advice */
	/*
	 * Paths in compile_commands below moved_from are replaced by the same
	 * path below moved_to if that exists.
	 */
	const char *moved_from, *moved_to;
	struct rt_strings includes, folders, defines;
	struct rt_strings objects; /* .o, .a, or one .so */
};

/*
 * Whether @words have an expression. With objects, a word is one when it holds
 * a character that no symbol's name has.
 */
bool rt_subject_has_code(const struct rt_subject_words *words);

/* The shim of the expressions of @words; borrows all strings. */
struct rt_shim rt_subject_shim_of(const struct rt_subject_words *words,
				  const struct rt_trial *trial);

struct rt_subject {
	const struct rt_subject_words *words; /* borrowed */
	bool is_users;	    /* a source that is none of the corpora's */
	const char *module; /* path; owned by build or object */
	/* The function's name; NULL: ringtear_load16 and so on. */
	const char *load_symbol, *store_symbol;
	bool can_be_built_again; /* for tsan: `cell` has a source */
	struct rt_cell cell;
	struct rt_text include, source; /* the strings that cell borrows */
	struct rt_strings folders;	/* the list that cell borrows */
	struct rt_build build;
	struct rt_object_module object;
	struct rt_compile_command command;
	/* That of @command is none of the toolchains: the trial's built it. */
	bool lacks_compiler;
};

/*
 * Builds the accessor that @words or, if empty, @trial names, with @trial's
 * toolchain and flags; with those of words->compile_commands where @trial has
 * the default, "gcc+host", in place of either; and with those of
 * words->pkg_config beside its own. RT_USAGE for options that
 * contradict each other, RT_BUILD with the compiler's message. The caller must
 * release with rt_subject_free() in every case; @words, @accessors and
 * @toolchains are borrowed until then.
 */
int rt_subject_build(struct rt_subject *subject, const struct rt_places *places,
		     const struct rt_accessors *accessors,
		     const struct rt_toolchains *toolchains,
		     const struct rt_trial *trial,
		     const struct rt_subject_words *words,
		     struct rt_error *error);
void rt_subject_free(struct rt_subject *subject);

/* The build that subject->module is of; it belongs to @subject. */
const struct rt_build *rt_subject_built(const struct rt_subject *subject);

/*
 * Writes the expressions of @words as a source that is built by its name alone:
 * it carries the folders of headers. @path receives where; @trial has the
 * width. Errors as from rt_shim_write().
 */
int rt_subject_shim(struct rt_text *path, const struct rt_places *places,
		    const struct rt_trial *trial,
		    const struct rt_subject_words *words,
		    struct rt_error *error);

/* The source of @accessor: a name of the corpora, or a path with a slash. */
int rt_subject_source(const struct rt_accessors *accessors,
		      const char *accessor, const char **source,
		      struct rt_error *error);

#endif
