/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an accessor makes of a value while nobody interferes, found by calling
 * it before a race: only where whole values are known can one be called torn.
 *
 * A load may give whatever it makes of the field, and a store may leave
 * whatever it makes of the value, as long as that is a function of the value
 * alone. What it makes of each value of the race is kept (judge.h), and in the
 * race nothing else is whole. Needs nothing but C11.
 */
#ifndef RT_DRIVERS_BARE_PROBE_H
#define RT_DRIVERS_BARE_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "judge.h"

enum rt_form {
	RT_FORM_SAME,	 /* the value itself */
	RT_FORM_DERIVED, /* a function of the value, as its bytes swapped */
	/* Not of the value alone: of earlier calls, or of what was there. */
	RT_FORM_STATEFUL,
	RT_FORM_WRITES,	 /* a load that changes what it loads */
	RT_FORM_NEITHER, /* nothing: the same for each value, or no store */
	RT_FORMS,
};

/* How the accessor is called, with the field it is called on. */
struct rt_bare_probe {
	bool stores;
	/*
	 * The field holds *@field, and what it holds afterwards is put there.
	 * Returns what a load gave; a store stores @value.
	 */
	rt_field_value (*call)(void *data, rt_field_value value,
			       rt_field_value *field);
	void *data;
};

/* What comes back, or is left, where @value goes in and @old was there. */
static inline rt_field_value rt_probe_pass(const struct rt_bare_probe *probe,
					   rt_field_value value,
					   rt_field_value old, bool *wrote)
{
	rt_field_value field = probe->stores ? old : value;
	rt_field_value seen = probe->call(probe->data, value, &field);

	if (probe->stores)
		return field;
	*wrote |= field != value;
	return seen;
}

/* Whether each of a few values goes through as it is. */
static inline bool rt_probe_is_same(const struct rt_bare_probe *probe,
				    const struct rt_field_judge *judge,
				    bool *wrote)
{
	bool same = true;

	/* Old bytes that differ, should the store write too few. */
	for (unsigned i = 0; i < rt_field_probe_count; i++) {
		rt_field_value value = rt_field_probe(i, judge->width);

		same &= rt_probe_pass(probe, value, ~value & judge->mask,
				      wrote) == value;
	}
	return same;
}

/*
 * Number @index of the values of the race, those above, and 0; and where its
 * image is kept.
 */
static inline rt_field_value rt_probe_value(const struct rt_field_judge *judge,
					    unsigned index)
{
	if (index < rt_field_cycle_most)
		return rt_field_judge_value(judge, index);
	index -= rt_field_cycle_most;
	return index < rt_field_probe_count
		       ? rt_field_probe(index, judge->width)
		       : 0;
}

/*
 * Finds the form of the accessor of the race that @judge has the values of. For
 * RT_FORM_DERIVED @images has what it makes of each. Runs code under test.
 */
static inline enum rt_form rt_bare_probe(const struct rt_bare_probe *probe,
					 const struct rt_field_judge *judge,
					 struct rt_field_images *images)
{
	bool wrote = false, differs = false, flat = true, kept = true;
	bool same = rt_probe_is_same(probe, judge, &wrote);

	if (same)
		return wrote ? RT_FORM_WRITES : RT_FORM_SAME;
	for (unsigned i = 0; i < rt_field_image_count; i++) {
		rt_field_value value = rt_probe_value(judge, i);
		rt_field_value old = ~value & judge->mask;

		images->of[i] = rt_probe_pass(probe, value, old, &wrote);
		flat &= images->of[i] == images->of[0];
		kept &= images->of[i] == old;
	}
	/* Once more, in another order and over what was not there before. */
	for (unsigned i = rt_field_image_count; i-- > 0;) {
		rt_field_value value = rt_probe_value(judge, i);
		rt_field_value old =
			value ^
			(judge->mask & rt_field_join(0xc33cc33cc33cc33cu,
						     0x5aa55aa55aa55aa5u));
		rt_field_value seen = rt_probe_pass(probe, value, old, &wrote);

		differs |= seen != images->of[i];
		kept &= seen == old;
	}
	if (probe->stores ? kept : flat && !differs)
		return RT_FORM_NEITHER;
	if (wrote)
		return RT_FORM_WRITES;
	return differs ? RT_FORM_STATEFUL : RT_FORM_DERIVED;
}

#endif
