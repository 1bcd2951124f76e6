/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A module: the shared object that a cell compiles to, loaded.
 *
 * Loading runs the module's constructors, if it has any, in the calling
 * process. A module for another machine is refused (RT_BUILD). One thread at a
 * time opens (libelf); a loaded module may be used by many.
 */
#ifndef RT_MODULE_MODULE_H
#define RT_MODULE_MODULE_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/accessor/accessor.h"
#include "harness/base/error.h"

/* Those the module does not define are NULL; one at least is not. */
struct rt_module {
	void *handle; /* dlopen(3)'s */
	rt_load16 *load16;
	rt_load32 *load32;
	rt_load64 *load64;
	rt_store16 *store16;
	rt_store32 *store32;
	rt_store64 *store64;
};

/*
 * Loads the module at @path, all symbols bound at once. RT_BUILD when it
 * cannot be loaded or defines no accessor; then nothing is to be closed.
 */
int rt_module_open(struct rt_module *module, const char *path,
		   struct rt_error *error);

/*
 * Loads the shared object at @path, whose functions @load and @store (either
 * may be NULL) are the accessors of a field of @width bits. Functions that
 * it lacks are found missing when they are called, if some are. RT_BUILD when
 * it cannot be loaded or has no such function, RT_USAGE for another width
 * than 16, 32 or 64; then nothing is to be closed.
 */
int rt_module_open_symbols(struct rt_module *module, const char *path,
			   const char *load, const char *store,
			   unsigned int width, struct rt_error *error);

/* A pointer to any accessor, only to be compared or looked at. */
typedef void rt_accessor(void);

/* The accessor of @width bits; NULL when the module has no such. */
rt_accessor *rt_module_accessor(const struct rt_module *module,
				unsigned int width, bool stores);

/* Calls the accessor of @width bits, which must be there. */
uint64_t rt_module_load(const struct rt_module *module, unsigned int width,
			const void *field);
void rt_module_store(const struct rt_module *module, unsigned int width,
		     void *field, uint64_t value);

/* Unloads it and makes all pointers NULL. Twice is allowed. */
void rt_module_close(struct rt_module *module);

#endif
