/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What there is to look at here: the accessors of the corpora and the
 * toolchains of this machine. One thread.
 */
#ifndef RT_RUN_INVENTORY_H
#define RT_RUN_INVENTORY_H

#include "harness/accessor/list.h"
#include "harness/base/places.h"
#include "harness/toolchain/toolchain.h"
#include "harness/trial/trial.h"

struct rt_inventory {
	struct rt_accessors accessors;
	struct rt_toolchains toolchains;
};

/*
 * RT_USAGE for an accessor that is malformed, RT_SETUP without memory. It
 * stays where it is until rt_inventory_free(), which is due in every case.
 */
int rt_inventory_find(struct rt_inventory *inventory,
		      const struct rt_places *places, struct rt_error *error);
void rt_inventory_free(struct rt_inventory *inventory);

/* "gcc+host" becomes what it stands for here, such as "gcc+glibc". */
void rt_inventory_name_libc(const struct rt_inventory *inventory,
			    struct rt_trial *trial);

#endif
