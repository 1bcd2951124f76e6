/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cache of modules: FOLDER/<key>/<inputs>/module.so.
 *
 * <key> is a digest of what is known before compiling, <inputs> of the list
 * beside the module: what the compile read and where else it looked
 * (manifest.h). An entry is renamed into place whole and never changed; an
 * entry that disagrees with its list counts as missing. An entry without a list
 * is for the build that made it and is never found. Safe for any number of
 * processes and threads.
 */
#ifndef RT_MODULE_CACHE_H
#define RT_MODULE_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/module/inputs.h"

/*
 * Puts the parts of the cache in @folder out of the way that are another
 * user's, or that others could write to. RT_SETUP when that fails.
 */
int rt_cache_claim(const char *folder, struct rt_error *error);

/*
 * Appends to @module the path of the module of @key that a compile would give
 * now too. False when there is none that this user has put there.
 */
bool rt_cache_find(struct rt_text *module, const char *folder,
		   const struct rt_digest *key);

/*
 * Removes what processes that were killed have left in @folder and in its
 * parts: temporary files and folders that did not change since @since, when the
 * oldest of those that are at work here began (harness/module/workplace.h).
 * Ignores errors.
 */
void rt_cache_sweep(const char *folder, int64_t since);

/*
 * Makes an entry of the folder @made, which lies in @folder and holds
 * module.so, made of @inputs, and appends the path of the module to @module.
 * NULL: the key says all of it. An entry that another process made first is
 * used. @made may still be there afterwards: the caller removes it. RT_SETUP
 * when that fails.
 */
int rt_cache_store(struct rt_text *module, const char *folder,
		   const struct rt_digest *key, const char *made,
		   const struct rt_inputs *inputs, struct rt_error *error);

/* Appends the path of @name, a file of the entry that @module is of. */
void rt_cache_beside(struct rt_text *path, const char *module,
		     const char *name);

#endif
