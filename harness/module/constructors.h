/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The constructors of a module: code that runs when it is loaded, before any
 * accessor is called, and that belongs to the user's program as a whole. One
 * that cannot run here must not count against the accessor.
 *
 * Not thread-safe (libelf). The file is not trusted.
 */
#ifndef RT_MODULE_CONSTRUCTORS_H
#define RT_MODULE_CONSTRUCTORS_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"

/*
 * Loads the module at @path in a process of its own, if it has constructors and
 * is for this machine. Appends to @why what one of them did when the process
 * did not come through: "called register_type, which is not in the object";
 * else nothing. Those of a program (@is_program) may not start threads either,
 * which have nothing to do with the accessor and would not be followed. What
 * else keeps it from being loaded is left to who loads it. RT_SETUP when no
 * process can be started.
 */
int rt_constructors_try(struct rt_text *why, const char *path, bool is_program,
			struct rt_error *error);

/*
 * Tries those of @folder/module.so. If one cannot run, all are dropped from it,
 * and why is written into the file "constructors" beside it, which
 * rt_constructors_read() appends to @why for the path of the module. RT_SETUP
 * when a file cannot be written or read.
 */
int rt_constructors_settle(const char *folder, bool is_program,
			   struct rt_error *error);
int rt_constructors_read(struct rt_text *why, const char *module,
			 struct rt_error *error);

#endif
