/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an accessor makes of a value when nobody else is about.
 *
 * Before anything is called torn it must be known what whole looks like: an
 * accessor may swap the bytes, as those of the other byte order do, and one
 * that does neither is no accessor of this field.
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
 * Calls the accessor of @width bits some times on a field of its own. Runs
 * code under test: it may crash or hang. Any thread.
 */
enum rt_form rt_probe(const struct rt_module *module, unsigned width,
		      bool stores);

#endif
