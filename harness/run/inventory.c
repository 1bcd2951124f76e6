/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/run/inventory.h"
#include "harness/base/places.h"

#include <stdio.h>
#include <string.h>

static int find_toolchains(struct rt_toolchains *found,
			   const struct rt_places *places,
			   struct rt_error *error)
{
	struct rt_text memory = RT_TEXT_INIT;
	int code;

	rt_text_format(&memory, "%s/answers", rt_text_string(&places->cache));
	code = rt_toolchains_recall(
		found, places->cache.length ? rt_text_string(&memory) : NULL,
		error);
	rt_text_free(&memory);
	return code;
}

int rt_inventory_find(struct rt_inventory *inventory,
		      const struct rt_places *places, struct rt_error *error)
{
	int code;

	*inventory = (struct rt_inventory){.accessors = {.list = NULL}};
	code = rt_accessors_load_corpora(
		&inventory->accessors, rt_text_string(&places->corpora), error);
	if (!code)
		code = find_toolchains(&inventory->toolchains, places, error);
	return code;
}

void rt_inventory_free(struct rt_inventory *inventory)
{
	rt_toolchains_free(&inventory->toolchains);
	rt_accessors_free(&inventory->accessors);
}

void rt_inventory_name_libc(const struct rt_inventory *inventory,
			    struct rt_trial *trial)
{
	const struct rt_libcs *libcs = &inventory->toolchains.libcs;
	const struct rt_libc *host =
		libcs->count ? rt_libcs_named(libcs, "host") : NULL;
	char *plus = strrchr(trial->toolchain, '+');
	size_t used = plus ? (size_t)(plus - trial->toolchain) : 0;

	if (host && plus && !strcmp(plus, "+host"))
		snprintf(plus, sizeof(trial->toolchain) - used, "+%s",
			 host->name);
}
