/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds whose memcpy and memmove a module calls. Not thread-safe (libelf). */
#ifndef RT_MODULE_PROVIDER_H
#define RT_MODULE_PROVIDER_H

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/toolchain/libc.h"

/*
 * Appends the text of rt_build.provider for the module at @path, which was
 * linked for @libc. RT_BUILD when the module cannot be read.
 */
int rt_provider_find(struct rt_text *provider, const char *path,
		     const struct rt_libc *libc, struct rt_error *error);

#endif
