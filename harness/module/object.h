/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes a module of an object that the user compiled.
 *
 * An object file or static library is linked into a module in which
 * ringtear_loadN and ringtear_storeN are aliases of the chosen functions
 * (ld(1), --defsym): no instruction of ringtear lies in between. A shared
 * object is used as it is: open it with rt_module_open_symbols(). Not
 * thread-safe (libelf).
 */
#ifndef RT_MODULE_OBJECT_H
#define RT_MODULE_OBJECT_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/module/build.h"
#include "harness/module/open_names.h"
#include "harness/toolchain/toolchain.h"

struct rt_object {
	/*
	 * Accessors that were compiled for this module, of expressions over
	 * what the object has: what rt_build_loose() made of @cell, and is
	 * linked first. NULL without.
	 */
	const struct rt_build *shim;
	const struct rt_cell *cell;
	/* .o, .a, .so or executable; NULL: the shim alone. */
	const char *path;
	/*
	 * Further ones to link, .o or .a, ended by NULL; or NULL. The functions
	 * may be in any of them.
	 */
	const char *const *more;
	/*
	 * Names of functions, one of them not NULL; "ringtear_load16" and so on
	 * for those of the shim; "0x4a10" for one by its address in a file that
	 * is linked (executable.h).
	 */
	const char *load, *store;
	unsigned int width; /* 16, 32, 64 or 128 bits */
	/* Of a bare machine: they say which of its kinds it is. May be NULL. */
	const char *flags;
	/* Links the object, and has the memcpy that it may call. */
	const struct rt_toolchain *toolchain;
};

struct rt_object_module {
	struct rt_build build; /* of a shared object: no commands */
	/*
	 * @build.module is the user's shared object or executable itself, or a
	 * copy of it: its functions keep their names, @load and @store.
	 */
	bool is_shared;
	/*
	 * "0x4a10" for a function of that address that the dynamic linker knows
	 * no name of; "" where none was asked for.
	 */
	struct rt_text load, store;
	/*
	 * Symbols that the object needs and nothing here defines. In the module
	 * each of them is a stand-in (stand_in.h), at which an accessor
	 * crashes. Empty for a shared object.
	 */
	struct rt_strings unresolved;
	/* Those, and others whose definition may be another. The same. */
	struct rt_open_names open;
	/*
	 * What a constructor of the object did that cannot run here, as
	 * rt_constructors_try() has it: the module has no constructors then.
	 * Empty: all of them can.
	 */
	struct rt_text constructors;
};

/*
 * Makes the module with the cache in @folder. RT_SUBJECT when the object cannot
 * be read or lacks a function, with similar names; RT_BUILD when the linker
 * rejects it, with its output as the detail, or it is not position independent;
 * RT_SETUP when the cache cannot be written. Release with
 * rt_object_module_free() in every case.
 */
int rt_object_module(struct rt_object_module *module,
		     const struct rt_object *object, const char *folder,
		     struct rt_error *error);
void rt_object_module_free(struct rt_object_module *module);

#endif
