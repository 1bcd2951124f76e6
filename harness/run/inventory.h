/* SPDX-License-Identifier: GPL-2.0-or-later */
/* This machine's toolchains and the corpora's accessors. Not thread-safe. */
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
 * RT_USAGE for a malformed accessor, RT_SETUP without memory. @inventory must
 * not be moved before rt_inventory_free(), which the caller must call in every
 * case.
 */
int rt_inventory_find(struct rt_inventory *inventory,
		      const struct rt_places *places, struct rt_error *error);
void rt_inventory_free(struct rt_inventory *inventory);

/* Names the host libc in @trial: "gcc+host" becomes "gcc+glibc", say. */
void rt_inventory_name_libc(const struct rt_inventory *inventory,
			    struct rt_trial *trial);

#endif
