/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How an accessor transforms a value without concurrent accesses.
 *
 * A value can be called torn only when whole values are known: an accessor of
 * the other byte order swaps the bytes. A function that gives neither the value
 * nor the swapped value is no accessor of this field.
 */
#ifndef RT_ENGINE_HAMMER_PROBE_H
#define RT_ENGINE_HAMMER_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/module/module.h"

enum rt_form {
	RT_FORM_SAME,	 /* the value itself */
	RT_FORM_SWAPPED, /* its bytes in the other order */
	RT_FORM_NEITHER,
};

/*
 * Calls the accessor of @width bits several times on a private field. Runs code
 * under test: it may crash or hang. Thread-safe.
 */
enum rt_form rt_probe(const struct rt_module *module, unsigned width,
		      bool stores);

#endif
