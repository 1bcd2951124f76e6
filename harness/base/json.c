/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/json.h"

json_t *rt_json_bits(rt_value bits, unsigned int width)
{
	return json_string(rt_digits(bits, width).text);
}
