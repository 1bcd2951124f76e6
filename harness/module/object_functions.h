/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The functions of an object that are to be the accessors. For object.c only.
 * Not thread-safe (libelf).
 */
#ifndef RT_MODULE_OBJECT_FUNCTIONS_H
#define RT_MODULE_OBJECT_FUNCTIONS_H

#include "harness/module/object.h"
#include "harness/module/symbols.h"

/*
 * Checks that @symbols have the functions that @object names, and of a linked
 * file sets module->load and module->store to how they are found in it.
 * RT_SUBJECT with similar names, or with why a function cannot be called;
 * RT_USAGE for what can be no name of a symbol.
 */
int rt_object_find_functions(struct rt_object_module *module,
			     const struct rt_symbols *symbols,
			     const struct rt_object *object,
			     struct rt_error *error);

#endif
