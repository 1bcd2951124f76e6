/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The folders in which a compiler looks for headers. Thread-safe. */
#ifndef RT_MODULE_SEARCH_H
#define RT_MODULE_SEARCH_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/module/build.h"

/*
 * Adds to @folders where @cell's compiler looks with @flags, also the folders
 * that are not there now; @known receives whether its answer was understood.
 * RT_SETUP when the compiler cannot be run.
 */
int rt_search_folders(struct rt_strings *folders, bool *known,
		      const struct rt_cell *cell,
		      const struct rt_strings *flags, struct rt_error *error);

#endif
