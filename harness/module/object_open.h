/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the names that an object leaves open, and the code that refers to them.
 * For object.c only. Not thread-safe (libelf).
 */
#ifndef RT_MODULE_OBJECT_OPEN_H
#define RT_MODULE_OBJECT_OPEN_H

#include "harness/module/object_link.h"
#include "harness/module/open_names.h"

/*
 * Adds to @names those of the object of @work, which is linked into
 * @work->folder. Links it again if there are any, with the relocations kept.
 * RT_BUILD when that fails, RT_SETUP without memory.
 */
int rt_object_open_find(struct rt_open_names *names,
			const struct rt_object_work *work,
			struct rt_error *error);

#endif
