/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/keys.h"

#include <inttypes.h>
#include <string.h>

enum { most_tries = 8 }; /* attempts at a pair that is known to build */

uint64_t rt_space_bit(const char *key)
{
	const struct rt_trial_field *field = rt_trial_field(key);

	return field ? 1ull << (field - rt_trial_fields) : 0;
}

const struct rt_grammar *rt_space_grammar(const struct rt_space *space,
					  const char *toolchain)
{
	for (size_t i = 0; i < space->toolchains.count; i++)
		if (!strcmp(space->toolchains.list[i].name, toolchain))
			return space->toolchains.list[i].grammar;
	return NULL;
}

static bool has_name(const struct rt_space_names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (!strcmp(names->list[i].name, name))
			return true;
	return !names->count;
}

/* Draws a name by weight; NULL when all weights are 0. */
static const char *pick(const struct rt_space_names *names,
			struct rt_random *random)
{
	uint64_t sum = 0, at;

	for (size_t i = 0; i < names->count; i++)
		sum += names->list[i].weight;
	at = rt_random_below(random, sum);
	for (size_t i = 0; sum && i < names->count; i++) {
		if (at < names->list[i].weight)
			return names->list[i].name;
		at -= names->list[i].weight;
	}
	return NULL;
}

static uint64_t below(const struct rt_drawing *drawing, uint64_t limit)
{
	return rt_random_below(drawing->random, limit);
}

static bool builds(const struct rt_space *space, const char *accessor,
		   const char *toolchain)
{
	return !space->builds ||
	       space->builds(space->data, accessor, toolchain);
}

static void draw_accessor(const struct rt_drawing *drawing,
			  struct rt_text *value)
{
	const struct rt_space *space = drawing->space;
	const char *name = pick(&space->accessors, drawing->random);

	for (int i = 0; i < most_tries && name; i++) {
		if (builds(space, name, drawing->trial->toolchain))
			break;
		name = pick(&space->accessors, drawing->random);
	}
	rt_text_add(value, name ? name : drawing->trial->accessor);
}

static void draw_toolchain(const struct rt_drawing *drawing,
			   struct rt_text *value)
{
	const struct rt_space *space = drawing->space;
	const char *name = pick(&space->toolchains, drawing->random);

	for (int i = 0; i < most_tries && name; i++) {
		if (builds(space, drawing->trial->accessor, name))
			break;
		name = pick(&space->toolchains, drawing->random);
	}
	rt_text_add(value, name ? name : drawing->trial->toolchain);
}

static void draw_pair(const struct rt_drawing *drawing, struct rt_text *value)
{
	const char *name = pick(&drawing->space->pairs, drawing->random);

	rt_text_add(value, name ? name : drawing->trial->pair);
}

/*
 * 16 bits is a virtqueue's width: as often as the two others together. 128 bits
 * are tried where the user or an input names them: no compiler makes one access
 * of them that was not told to, so every build would be found.
 */
static void draw_width(const struct rt_drawing *drawing, struct rt_text *value)
{
	static const char *const widths[] = {"16", "16", "32", "64"};

	rt_text_add(value, widths[below(drawing, 4)]);
}

/* Draws one word of the choices in the table of the trial's keys. */
static void draw_choice(const struct rt_drawing *drawing, struct rt_text *value)
{
	const char *word = rt_trial_field(drawing->key)->choices;
	uint64_t count = 1;

	for (const char *at = word; (at = strchr(at, '|')); at++)
		count++;
	for (count = below(drawing, count); count; count--)
		word = strchr(word, '|') + 1;
	rt_text_append(value, word, strcspn(word, "|"));
}

/* Mostly aligned; sometimes across the end of the line, or anywhere. */
static void draw_offset(const struct rt_drawing *drawing, struct rt_text *value)
{
	uint64_t bytes = drawing->trial->width / 8, offset;

	switch (below(drawing, 8)) {
	case 0:
		offset = below(drawing, 64);
		break;
	case 1:
		offset = 64 - bytes + below(drawing, bytes);
		break;
	default:
		offset = bytes * below(drawing, 64 / bytes);
		break;
	}
	rt_text_format(value, "%" PRIu64, offset);
}

/* A tear shows when the store carries from the low byte into the high one. */
static void draw_start(const struct rt_drawing *drawing, struct rt_text *value)
{
	uint64_t start = below(drawing, 0x10000);

	switch (below(drawing, 4)) {
	case 0:
		start |= 0xff;
		break;
	case 1:
		start = 0xffff;
		break;
	case 2:
		start = (start | 0xff) - below(drawing, 4);
		break;
	default:
		break;
	}
	rt_text_format(value, "0x%04" PRIx64, start);
}

/* 2 to 1024; more only makes a run longer. */
static void draw_ring_size(const struct rt_drawing *drawing,
			   struct rt_text *value)
{
	rt_text_format(value, "%u", 2u << below(drawing, 10));
}

static void draw_burst(const struct rt_drawing *drawing, struct rt_text *value)
{
	const struct rt_trial *trial = drawing->trial;
	uint64_t most = trial->in_flight ? trial->in_flight : trial->ring_size;

	switch (below(drawing, 4)) {
	case 0:
		rt_text_add(value, "1");
		break;
	case 1:
		rt_text_format(value, "%" PRIu64, most);
		break;
	default:
		rt_text_format(value, "%" PRIu64, 1 + below(drawing, most));
	}
}

/* A number that fits the ring: 0 for the default, all, or any. */
static void draw_in_flight(const struct rt_drawing *drawing,
			   struct rt_text *value)
{
	uint64_t most = drawing->trial->ring_size;
	const uint64_t counts[] = {0, most, 1 + below(drawing, most)};

	rt_text_format(value, "%" PRIu64, counts[below(drawing, 3)]);
}

/* Keys that change machine code have the greatest weights, then the offset. */
const struct rt_key rt_keys[] = {
	{"toolchain", 8, draw_toolchain},
	{"accessor", 8, draw_accessor},
	{"width", 3, draw_width},
	{"direction", 3, draw_choice},
	{"offset", 2, draw_offset},
	{"ring_size", 1, draw_ring_size},
	{"start", 2, draw_start},
	{"in_flight", 1, draw_in_flight},
	{"burst", 1, draw_burst},
	{"completion", 1, draw_choice},
	{"event_index", 1, draw_choice},
	{"device", 2, draw_choice},
	{"service", 1, draw_choice},
	{"pair", 1, draw_pair},
	{.name = NULL},
};

const struct rt_key *rt_key_choose(struct rt_random *random)
{
	const struct rt_key *key = rt_keys;
	uint64_t sum = 0, at;

	for (; key->name; key++)
		sum += key->weight;
	at = rt_random_below(random, sum);
	for (key = rt_keys; at >= key->weight; key++)
		at -= key->weight;
	return key;
}

void rt_key_draw(const struct rt_space *space, struct rt_random *random,
		 const struct rt_key *key, struct rt_trial *trial)
{
	const struct rt_drawing drawing = {space, random, trial, key->name};
	struct rt_text value = RT_TEXT_INIT;

	if (space->fixed & rt_space_bit(key->name))
		return;
	key->draw(&drawing, &value);
	rt_trial_set(trial, key->name, rt_text_string(&value), NULL);
	rt_text_free(&value);
}

static bool is_searched(const char *name)
{
	if (!strcmp(name, "flags"))
		return true;
	for (const struct rt_key *key = rt_keys; key->name; key++)
		if (!strcmp(key->name, name))
			return true;
	return false;
}

static void copy_field(struct rt_trial *trial, const struct rt_trial *from,
		       const struct rt_trial_field *field)
{
	memcpy((char *)trial + field->offset,
	       (const char *)from + field->offset, field->size);
}

/*
 * Limits in_flight and burst to the ring; if they are fixed, takes all three
 * from the base.
 */
static void fit_ring(const struct rt_space *space, struct rt_trial *trial)
{
	uint64_t most;

	if (trial->in_flight > trial->ring_size &&
	    !(space->fixed & rt_space_bit("in_flight")))
		trial->in_flight = trial->ring_size;
	most = trial->in_flight ? trial->in_flight : trial->ring_size;
	if (trial->burst > most && !(space->fixed & rt_space_bit("burst")))
		trial->burst = most;
	if (trial->burst <= most && trial->in_flight <= trial->ring_size)
		return;
	trial->ring_size = space->base.ring_size;
	trial->in_flight = space->base.in_flight;
	trial->burst = space->base.burst;
}

/*
 * To the aligned place before it: so are those that a width has moved off. Of
 * an object the field's place is where that is aligned.
 */
static void align(const struct rt_space *space, struct rt_trial *trial)
{
	if (space->fixed & rt_space_bit("offset"))
		return;
	if (*trial->within)
		trial->offset = RT_OFFSET_NATURAL;
	else if (space->is_aligned)
		trial->offset -= trial->offset % (trial->width / 8);
}

static void confine_name(const struct rt_space *space, struct rt_random *random,
			 const char *key, const struct rt_space_names *names,
			 const char *name, struct rt_trial *trial)
{
	const struct rt_key *at = rt_keys;

	if (has_name(names, name))
		return;
	while (strcmp(at->name, key))
		at++;
	rt_key_draw(space, random, at, trial);
}

void rt_keys_confine(const struct rt_space *space, struct rt_random *random,
		     struct rt_trial *trial)
{
	for (const struct rt_trial_field *field = rt_trial_fields; field->name;
	     field++)
		if (!is_searched(field->name) ||
		    space->fixed >> (field - rt_trial_fields) & 1)
			copy_field(trial, &space->base, field);
	confine_name(space, random, "toolchain", &space->toolchains,
		     trial->toolchain, trial);
	confine_name(space, random, "accessor", &space->accessors,
		     trial->accessor, trial);
	confine_name(space, random, "pair", &space->pairs, trial->pair, trial);
	fit_ring(space, trial);
	align(space, trial);
}
