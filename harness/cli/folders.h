/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chooses the folder that modules are built in. Not thread-safe. */
#ifndef RT_CLI_FOLDERS_H
#define RT_CLI_FOLDERS_H

#include "harness/base/places.h"
#include "harness/base/scratch.h"

/*
 * Leaves places->cache as it is if the folder can be made and written to. Else
 * says on standard error that nothing is cached, and sets places->cache to a
 * temporary folder, owned by @scratch and removed by rt_scratch_close(), which
 * the caller must call in every case. RT_SETUP when the temporary folder cannot
 * be made either.
 */
int rt_cli_find_cache(struct rt_places *places, struct rt_scratch *scratch,
		      struct rt_error *error);

#endif
