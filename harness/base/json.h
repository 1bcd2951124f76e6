/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values of fields as jansson's. Thread-safe. */
#ifndef RT_BASE_JSON_H
#define RT_BASE_JSON_H

#include <jansson.h>

#include "harness/base/value.h"

/*
 * A new string "0x01ff", as wide as a field of @width bits; 0: as wide as need
 * be. NULL without memory.
 */
json_t *rt_json_bits(rt_value bits, unsigned int width);

#endif
