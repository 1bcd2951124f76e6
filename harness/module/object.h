/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A module of an object that somebody else compiled.
 *
 * An object file or static library is linked into a module in which
 * ringtear_loadN and ringtear_storeN are further names of the functions
 * asked for (ld(1), --defsym): no instruction of ours lies in between. A
 * shared object is used as it is: open it with rt_module_open_symbols().
 * Not for two threads at once (libelf).
 */
#ifndef RT_MODULE_OBJECT_H
#define RT_MODULE_OBJECT_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/module/build.h"
#include "harness/toolchain/toolchain.h"

struct rt_object {
	const char *path;   /* .o, .a or .so */
	const char *load;   /* name of a function, or NULL */
	const char *store;  /* the same; one of them is not NULL */
	unsigned int width; /* 16, 32 or 64 bits */
	/* What links it, and whose memcpy it gets when it calls one. */
	const struct rt_toolchain *toolchain;
};

struct rt_object_module {
	struct rt_build build; /* of a shared object: no commands */
	/*
	 * @build.module is the user's shared object itself: its functions
	 * bear their own names.
	 */
	bool is_shared;
	/*
	 * What the object needs and nothing here defines. In the module all
	 * of these names lead to a trap: the accessor is told to crash if it
	 * gets there. Empty for a shared object.
	 */
	struct rt_strings unresolved;
};

/*
 * Makes the module with the cache in @folder. RT_USAGE when the object cannot
 * be read or lacks a function, with the names near it; RT_BUILD when the
 * linker rejects it, its words being the detail, or it is not position
 * independent; RT_SETUP when the cache cannot be written. Release with
 * rt_object_module_free() in every case.
 */
int rt_object_module(struct rt_object_module *module,
		     const struct rt_object *object, const char *folder,
		     struct rt_error *error);
void rt_object_module_free(struct rt_object_module *module);

#endif
