/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A module: the shared object that a cell compiles to, loaded.
 *
 * Loading runs the module's constructors, if it has any, in the calling
 * process; a process that a constructor forks ends when it leaves it. A module
 * for another machine is refused (RT_BUILD). Only one thread at a time may open
 * a module (libelf); any thread may use a loaded one.
 */
#ifndef RT_MODULE_MODULE_H
#define RT_MODULE_MODULE_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/accessor/accessor.h"
#include "harness/base/error.h"

/* Accessors that the module does not define are NULL; at least one is not. */
struct rt_module {
	void *handle; /* of dlopen(3) */
	rt_load16 *load16;
	rt_load32 *load32;
	rt_load64 *load64;
	rt_load128 *load128;
	rt_store16 *store16;
	rt_store32 *store32;
	rt_store64 *store64;
	rt_store128 *store128;
};

/*
 * Loads the module at @path, all symbols bound at once. RT_BUILD when it cannot
 * be loaded or defines no accessor; then @module need not be closed.
 */
int rt_module_open(struct rt_module *module, const char *path,
		   struct rt_error *error);

/*
 * Loads what is at @path as the functions below do, for what its constructors
 * do, and binds no accessor. False when it cannot be loaded.
 */
bool rt_module_load_only(const char *path);

/* Whether the module at @path is for this machine; false for other files. */
bool rt_module_is_own(const char *path);

/*
 * Loads the shared object at @path, whose functions @load and @store (either
 * may be NULL) are the accessors of a field of @width bits. Functions that the
 * object needs and nothing defines only fail when they are called. RT_BUILD
 * when the object cannot be loaded or lacks @load or @store, RT_USAGE for
 * a
 * width that no field has; then @module need not be closed.
 */
int rt_module_open_symbols(struct rt_module *module, const char *path,
			   const char *load, const char *store,
			   unsigned int width, struct rt_error *error);

/* Any accessor, as a pointer to compare or to disassemble, not to call. */
typedef void rt_accessor(void);

/* The accessor of @width bits; NULL when the module has none. */
rt_accessor *rt_module_accessor(const struct rt_module *module,
				unsigned int width, bool stores);

/* Calls the accessor of @width bits, which must exist. */
rt_value rt_module_load(const struct rt_module *module, unsigned int width,
			const void *field);
void rt_module_store(const struct rt_module *module, unsigned int width,
		     void *field, rt_value value);

/* Unloads the module and clears @module. May be called twice. */
void rt_module_close(struct rt_module *module);

#endif
