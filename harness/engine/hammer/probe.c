/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/hammer/probe.h"

#include <string.h>

#include "corpora/drivers/judge.h"
#include "harness/base/bytes.h"

/* The result of loading, or storing, @value with the accessor. */
static uint64_t pass_through(const struct rt_module *module, unsigned width,
			     bool stores, uint64_t value)
{
	_Alignas(8) unsigned char field[8];
	uint64_t seen = 0;

	/* Old bytes that differ from @value, should the store write too few. */
	memset(field, stores ? (int)~value & 0xff : 0, sizeof(field));
	if (stores) {
		rt_module_store(module, width, field, value);
		memcpy(&seen, field, width / 8);
		return seen;
	}
	memcpy(field, &value, width / 8);
	return rt_module_load(module, width, field);
}

enum rt_form rt_probe(const struct rt_module *module, unsigned width,
		      bool stores)
{
	uint64_t mask = rt_mask(width);
	bool same = true, swapped = true;

	for (size_t i = 0; i < rt_field_probe_count; i++) {
		uint64_t value = rt_field_probes[i] & mask;
		uint64_t seen = pass_through(module, width, stores, value);

		same &= seen == value;
		swapped &= seen == rt_swap_bytes(value, width);
	}
	if (same)
		return RT_FORM_SAME;
	return swapped ? RT_FORM_SWAPPED : RT_FORM_NEITHER;
}
