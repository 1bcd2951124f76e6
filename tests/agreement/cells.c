/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/agreement/cells.h"

#include <stdio.h>
#include <string.h>

#include "harness/engine/codegen/listing.h"
#include "harness/module/build.h"

enum { deepest = 4 }; /* calls within the module */

/* The instructions of @symbol, and of what it calls in the module. */
static void add_code(struct rt_hash *hash, const char *module,
		     const char *symbol, const char *libc, unsigned depth)
{
	struct rt_text text = RT_TEXT_INIT;
	struct rt_listing listing;

	if (rt_listing(&listing, module, symbol, NULL) || depth == deepest) {
		rt_hash_string(hash, symbol);
		rt_listing_free(&listing);
		return;
	}
	rt_listing_text(&listing, &text);
	rt_hash_string(hash, rt_text_string(&text));
	for (size_t i = 0; i < listing.count; i++) {
		const struct rt_instruction *one = &listing.list[i];

		if (!one->target[0])
			continue;
		rt_hash_string(hash, one->is_target_inside ? "" : libc);
		if (one->is_target_inside && strcmp(one->target, symbol))
			add_code(hash, module, one->target, libc, depth + 1);
	}
	rt_text_free(&text);
	rt_listing_free(&listing);
}

static void digest(const struct agreement_cell *cell, unsigned number,
		   struct agreement_built *built)
{
	struct rt_listing listing;
	struct rt_hash hash;
	char symbol[32];
	int code;

	snprintf(symbol, sizeof(symbol), "ringtear_%s%u",
		 agreement_stores(number) ? "store" : "load",
		 agreement_width(number));
	code = rt_listing(&listing, built->module, symbol, NULL);
	rt_listing_free(&listing);
	if (code)
		return;
	rt_hash_start(&hash);
	rt_hash_string(&hash, symbol);
	add_code(&hash, built->module, symbol, cell->toolchain->libc->name, 0);
	rt_hash_end(&hash, &built->code[number], NULL);
}

void agreement_build(const struct agreement_cell *cell, const char *folder,
		     struct agreement_built *built)
{
	char include[] = "corpora/include";
	struct rt_cell wanted = {
		.source = rt_text_string(&cell->accessor->path),
		.include = include,
		.toolchain = cell->toolchain,
		.flags = cell->flags,
	};
	struct rt_build made = {.from_cache = false};

	if (!rt_build(&made, &wanted, folder, NULL)) {
		built->is_built = true;
		snprintf(built->module, sizeof(built->module), "%s",
			 rt_text_string(&made.module));
		for (unsigned i = 0; i < agreement_functions; i++)
			digest(cell, i, built);
	}
	rt_build_free(&made);
}
