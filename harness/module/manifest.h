/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list beside a cached module, by which it is seen whether a compile would
 * give the same now:
 *
 *     read DIGEST PATH     a file that was read
 *     folder PATH          where names are looked for
 *     name NAME            a name that is looked for
 *     there PATH           a name in a folder, found and not read
 *     at STATE N PARENT    the state of the folder N/PARENT, for names in it
 *     module DIGEST        the last line: a list without it is cut
 *
 * All other names in these folders were not there, and a folder without a line
 * was not there either. They are looked for again where the state of a folder
 * above is another one. Thread-safe.
 */
#ifndef RT_MODULE_MANIFEST_H
#define RT_MODULE_MANIFEST_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/hash.h"
#include "harness/base/text.h"
#include "harness/module/inputs.h"

/*
 * Appends the list of @inputs, which are complete, or NULL for none; @name
 * receives its digest. RT_USAGE when a file cannot be read any more.
 */
int rt_manifest_write(struct rt_text *list, const struct rt_inputs *inputs,
		      struct rt_digest *name, struct rt_error *error);

/* Appends the last line, for @folder/module.so. */
int rt_manifest_end(struct rt_text *list, const char *folder,
		    struct rt_error *error);

/* Whether all that the list @entry/inputs says still holds. */
bool rt_manifest_holds(const char *entry);

#endif
