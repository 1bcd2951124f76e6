/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/mixture.h"

#include <stdio.h>

#include "corpora/drivers/judge.h"
#include "reports/wording.h"

static uint8_t byte_of(rt_value value, unsigned int place)
{
	return (uint8_t)(value >> 8 * place);
}

bool rt_mixes(const struct rt_torn *torn)
{
	return rt_field_mixes(torn->value, torn->before, torn->after);
}

/* The closest two seen so far, and the last value of each kind. */
struct search {
	struct rt_torn *pair;
	uint64_t closest; /* distance of the pair; UINT64_MAX: none yet */
	uint64_t at[2];	  /* of the last with that low byte, high byte */
	bool seen[2];
};

/* Looks at the value that is @distance behind the start of the window. */
static void consider(struct search *search, const struct rt_torn *window,
		     uint64_t distance)
{
	uint16_t value = (uint16_t)(window->before + distance);

	for (unsigned int place = 0; place < 2; place++) {
		unsigned int other = !place;

		if (byte_of(value, place) != byte_of(window->value, place))
			continue;
		search->seen[place] = true;
		search->at[place] = distance;
		if (!search->seen[other] ||
		    distance - search->at[other] >= search->closest)
			continue;
		search->closest = distance - search->at[other];
		search->pair->before =
			(uint16_t)(window->before + search->at[other]);
		search->pair->after = value;
	}
}

bool rt_mixture_in_window(struct rt_torn *pair, const struct rt_torn *window,
			  unsigned int step)
{
	uint16_t length = (uint16_t)(window->after - window->before);
	struct search search = {.pair = pair, .closest = UINT64_MAX};

	*pair = *window;
	if (!step)
		return rt_mixes(window);
	for (uint64_t distance = 0; distance < length; distance += step)
		consider(&search, window, distance);
	consider(&search, window, length);
	return search.closest != UINT64_MAX;
}

/* Where the bytes from @place down stop being of one value of the pair. */
static unsigned int end_of_part(const struct rt_torn *pair, unsigned int place,
				rt_value of)
{
	while (place &&
	       byte_of(pair->value, place - 1) == byte_of(of, place - 1))
		place--;
	return place;
}

static void say_place(struct rt_text *out, unsigned int first,
		      unsigned int last, unsigned int bytes)
{
	const char *half = bytes == 2 ? "byte" : "half";

	if (first == bytes - 1 && last == bytes / 2)
		rt_text_format(out, "high %s of ", half);
	else if (first == bytes / 2 - 1 && last == 0)
		rt_text_format(out, "low %s of ", half);
	else if (first == last)
		rt_text_format(out, "byte %u of ", first);
	else
		rt_text_format(out, "bytes %u to %u of ", first, last);
}

void rt_say_mixture(struct rt_text *out, const struct rt_torn *pair,
		    unsigned int width)
{
	unsigned int bytes = width / 8;

	rt_say_value(out, pair->value, width);
	rt_text_add(out, ": ");
	if (!rt_mixes(pair)) {
		rt_text_add(out, "no mixture of these two");
		return;
	}
	for (unsigned int place = bytes; place;) {
		unsigned int before = end_of_part(pair, place, pair->before);
		unsigned int after = end_of_part(pair, place, pair->after);
		/* A byte that both have goes with its neighbours. */
		unsigned int last = before < after ? before : after;

		if (place < bytes)
			rt_text_add(out, ", ");
		say_place(out, place - 1, last, bytes);
		rt_say_value(out, before < after ? pair->before : pair->after,
			     width);
		place = last;
	}
}
