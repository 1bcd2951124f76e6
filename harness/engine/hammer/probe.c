/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/hammer/probe.h"

#include <string.h>

#include "harness/trial/trial.h"

/* The data of call(). */
struct probing {
	const struct rt_field_race *race;
	unsigned char *field;
};

static rt_value call(void *data, rt_value value, rt_value *field)
{
	const struct probing *probing = data;
	const struct rt_field_race *race = probing->race;
	rt_value seen = 0;

	/* What it wrote beside the field is not there in the next call. */
	if (race->beside)
		memcpy(probing->field - race->within, race->beside,
		       race->object);
	memcpy(probing->field, field, race->width / 8);
	if (race->store_side)
		rt_module_store(race->module, race->width, probing->field,
				value);
	else
		seen = rt_module_load(race->module, race->width,
				      probing->field);
	*field = 0;
	memcpy(field, probing->field, race->width / 8);
	return seen;
}

enum rt_form rt_probe(const struct rt_field_race *race,
		      struct rt_field_images *images)
{
	/* Room for its object, before the field and behind it. */
	_Alignas(64) unsigned char memory[3 * RT_OBJECT_BYTES] = {0};
	struct probing probing = {
		.race = race,
		.field = memory + RT_OBJECT_BYTES + race->offset,
	};
	const struct rt_bare_probe probe = {
		.stores = race->store_side,
		.call = call,
		.data = &probing,
	};
	struct rt_field_judge judge;

	rt_field_judge_init(&judge, race->width, 64, race->start, race->stride);
	return rt_bare_probe(&probe, &judge, images);
}

const char *rt_form_refusal(enum rt_form form)
{
	static const char *const refusals[RT_FORMS] = {
		[RT_FORM_STATEFUL] =
			"the accessor makes of one value now this and now "
			"that, by earlier calls or by what the field held: a "
			"race cannot know what is right, step can",
		[RT_FORM_WRITES] =
			"the accessor changes the field that it loads: in a "
			"race its own values would be taken for torn ones; "
			"step can tell them apart",
		[RT_FORM_NEITHER] =
			"the accessor makes nothing of the value that it is "
			"given, even when nobody else touches the field; look "
			"at its source",
	};

	return refusals[form];
}
