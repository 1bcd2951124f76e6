/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/hammer/probe.h"

#include <string.h>

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
	static const uint64_t values[] = {
		0x0102030405060708u, 0xf0e1d2c3b4a59687u, 0x0000000000000000u,
		0xffffffffffffffffu, 0x00000000000000ffu, 0x8000000000000001u,
	};
	uint64_t mask = rt_mask(width);
	bool same = true, swapped = true;

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		uint64_t value = values[i] & mask;
		uint64_t seen = pass_through(module, width, stores, value);

		same &= seen == value;
		swapped &= seen == rt_swap_bytes(value, width);
	}
	if (same)
		return RT_FORM_SAME;
	return swapped ? RT_FORM_SWAPPED : RT_FORM_NEITHER;
}
