/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Links an object that the user compiled into a module, with a stand-in for
 * each symbol that nothing here defines. For object.c only. Not thread-safe
 * (libelf).
 */
#ifndef RT_MODULE_OBJECT_LINK_H
#define RT_MODULE_OBJECT_LINK_H

#include "harness/module/cache.h"
#include "harness/module/object.h"
#include "harness/module/symbols.h"

/* The state of making one module. */
struct rt_object_work {
	struct rt_object object; /* its path is the first of the inputs */
	/* All of the object's files, absolute; the shim's is the first. */
	struct rt_strings inputs;
	struct rt_strings flags; /* of the shim's cell that the linker needs */
	struct rt_digest key;
	struct rt_text folder;	      /* temporary */
	struct rt_strings unresolved; /* symbols that have a stand-in */
	bool has_libatomic;	      /* it is linked in */
};

/* How the source of a stand-in goes on behind RT_STAND_IN and its number. */
extern const char rt_stand_in_body[];

/*
 * Whether @name can be the name of a symbol, and an argument of -Wl, which is
 * split at commas.
 */
bool rt_object_is_linkable(const char *name);

/*
 * Whether @symbol is undefined and, where @libc is the host's, not there
 * either.
 */
bool rt_object_is_missing(const struct rt_symbol *symbol,
			  const struct rt_libc *libc);

/* The command that links @folder/module.so. */
void rt_object_link_command(struct rt_strings *argv,
			    const struct rt_object_work *work,
			    const char *folder);

/*
 * Links @work->folder/module.so, and again with a stand-in for each missing
 * symbol.
 * RT_BUILD with the linker's output as the detail.
 */
int rt_object_link(struct rt_object_work *work, struct rt_error *error);

/*
 * Links it again, into a file whose path is appended to @path: the same module,
 * with the relocations that are done (ld(1), --emit-relocs).
 */
int rt_object_link_references(const struct rt_object_work *work,
			      struct rt_text *path, struct rt_error *error);

/* Appends the commands, as a user would type them in a folder of results. */
void rt_object_commands(struct rt_text *commands,
			const struct rt_object_work *work);

#endif
