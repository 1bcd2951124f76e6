/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/json.h"

#include <inttypes.h>

json_t *rt_json_bits(uint64_t bits, unsigned int width)
{
	return json_sprintf("0x%0*" PRIx64, (int)width / 4, bits);
}
