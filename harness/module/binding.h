/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * To whose definitions a shared object's own references are bound.
 *
 * The dynamic linker looks for a name in the program and its libraries first
 * and in an object that dlopen(3) loads last, so that a memcpy that the object
 * defines for itself would be the libc's here. In the user's program the libc
 * comes last. Uses libelf and, like it, is not thread-safe; the file is not
 * trusted.
 */
#ifndef RT_MODULE_BINDING_H
#define RT_MODULE_BINDING_H

#include <stdbool.h>

#include "harness/base/text.h"

/*
 * True when the shared object @path refers to a symbol that it defines itself
 * and that this process defines too, or needs a library other than the libc's,
 * which may define one. False when the file cannot be read.
 */
bool rt_binding_is_contested(const char *path);

/*
 * Appends to @names, joined by commas, the symbols that the shared object @path
 * defines and whose references were bound to another object all the same.
 * @handle is what dlopen(3) gave for it.
 */
void rt_binding_lost(struct rt_text *names, const char *path, void *handle);

#endif
