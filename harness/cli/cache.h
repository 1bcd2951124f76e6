/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where modules are built. One thread. */
#ifndef RT_CLI_CACHE_H
#define RT_CLI_CACHE_H

#include "harness/base/places.h"
#include "harness/base/scratch.h"

/*
 * Leaves places->cache as it is where it can be written to; where it cannot, or
 * there is no place for one, makes it a folder that lasts until
 * rt_scratch_close(), which is due in every case, and says so on standard
 * error. places->cache is then the scratch's. RT_SETUP when that fails too.
 */
int rt_cli_find_cache(struct rt_places *places, struct rt_scratch *scratch,
		      struct rt_error *error);

#endif
