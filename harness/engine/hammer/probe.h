/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How an accessor transforms a value without concurrent accesses
 * (corpora/drivers/bare_probe.h).
 */
#ifndef RT_ENGINE_HAMMER_PROBE_H
#define RT_ENGINE_HAMMER_PROBE_H

#include "corpora/drivers/bare_probe.h"
#include "harness/engine/hammer/field.h"

/*
 * Calls the accessor of @race on a field of its own, in an object as in the
 * race. @images, which the caller may give to the race, is filled for
 * RT_FORM_DERIVED. Runs code under test: it may crash or hang. Thread-safe.
 */
enum rt_form rt_probe(const struct rt_field_race *race,
		      struct rt_field_images *images);

/*
 * Why an accessor of @form cannot be raced, as a sentence about "the accessor";
 * NULL where it can.
 */
const char *rt_form_refusal(enum rt_form form);

#endif
