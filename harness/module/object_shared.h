/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A shared object, or a position-independent executable, as a module. For
 * object.c only. Not thread-safe (libelf).
 */
#ifndef RT_MODULE_OBJECT_SHARED_H
#define RT_MODULE_OBJECT_SHARED_H

#include "harness/module/object_link.h"

/*
 * The file itself is the module, unless it cannot be loaded as it is: then a
 * copy in the cache @folder, without the constructors if one of them cannot
 * run, and without the mark of an executable (DF_1_PIE of elf(5)), with which
 * dlopen(3) refuses it. RT_SETUP when the copy cannot be made.
 */
int rt_object_take_shared(struct rt_object_module *module,
			  const struct rt_object_work *work, const char *folder,
			  struct rt_error *error);

#endif
