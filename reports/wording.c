/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/wording.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Beyond so many published values the search for two that mix is given up. */
enum { window_limit = 512 };

static bool was_torn(const struct rt_run *run)
{
	return run->torn || run->ring_torn || rt_run_first_torn(run) ||
	       !strcmp(run->verdict, "torn");
}

enum rt_finding rt_run_finding(const struct rt_run *run)
{
	if (was_torn(run))
		return RT_FINDING_TORN;
	if (!run->finished)
		return RT_FINDING_UNFINISHED;
	if (!strcmp(run->verdict, "error"))
		return RT_FINDING_ERROR;
	if (!run->loads && !run->pop_calls && !run->pops)
		return RT_FINDING_NOTHING;
	return RT_FINDING_WHOLE;
}

const char *rt_run_colour(const struct rt_run *run)
{
	switch (rt_run_finding(run)) {
	case RT_FINDING_TORN:
		return "\033[31m";
	case RT_FINDING_WHOLE:
		return "\033[32m";
	default:
		return "";
	}
}

const char *rt_run_name(const struct rt_run *run)
{
	if (*run->title)
		return run->title;
	return *run->accessor ? run->accessor : "run";
}

const struct rt_torn *rt_run_first_torn(const struct rt_run *run)
{
	if (run->first_torn.seen)
		return &run->first_torn;
	return run->ring_first_torn.seen ? &run->ring_first_torn : NULL;
}

unsigned int rt_run_width(const struct rt_run *run)
{
	unsigned int width = 0;

	for (const char *line = run->trial; line && *line;) {
		if (sscanf(line, " width = %u", &width) == 1 &&
		    (width == 32 || width == 64))
			return width;
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	return 16;
}

void rt_say_count(struct rt_text *out, uint64_t count)
{
	char digits[24];
	size_t length =
		(size_t)snprintf(digits, sizeof(digits), "%" PRIu64, count);

	for (size_t i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			rt_text_add(out, ",");
		rt_text_append(out, digits + i, 1);
	}
}

void rt_say_rate(struct rt_text *out, uint64_t count, double seconds)
{
	double rate = (double)count / seconds;

	if (!(seconds > 0) || !isfinite(rate)) {
		rt_text_add(out, "-");
		return;
	}
	if (rate > 0 && rate < 10)
		rt_text_format(out, "%.2g", rate);
	else if (rate < 1e18)
		rt_say_count(out, (uint64_t)llround(rate));
	else
		rt_text_format(out, "%.3g", rate);
	rt_text_add(out, "/s");
}

void rt_say_seconds(struct rt_text *out, double seconds)
{
	if (!isfinite(seconds) || seconds < 0)
		rt_text_add(out, "-");
	else if (seconds < 0.9995e-3)
		rt_text_format(out, "%.3g us", seconds * 1e6);
	else if (seconds < 0.9995)
		rt_text_format(out, "%.3g ms", seconds * 1e3);
	else
		rt_text_format(out, "%.2f s", seconds);
}

void rt_say_value(struct rt_text *out, uint64_t value, unsigned int width)
{
	rt_text_format(out, "0x%0*" PRIx64, (int)width / 4, value);
}

static void say_part(struct rt_text *out, const char *part)
{
	if (!*part)
		return;
	rt_text_format(out, "%s%s", out->length ? ", " : "", part);
}

void rt_say_build(struct rt_text *out, const struct rt_run *run)
{
	struct rt_text build = RT_TEXT_INIT;

	say_part(&build, run->accessor);
	say_part(&build, run->toolchain);
	say_part(&build, run->flags);
	out->failed |= rt_text_failed(&build);
	rt_text_add(out, rt_text_string(&build));
	rt_text_free(&build);
}

/* Two published values that a torn one has its halves from. */
struct mixture {
	uint64_t high;
	uint64_t low;
};

static bool mixes(uint64_t value, struct mixture of, unsigned int width)
{
	uint64_t low_mask = ((uint64_t)1 << (width / 2)) - 1;

	return (value & ~low_mask) == (of.high & ~low_mask) &&
	       (value & low_mask) == (of.low & low_mask);
}

/* Tries each two values in the window of @torn that are @apart apart. */
static bool find_apart(struct mixture *found, const struct rt_torn *torn,
		       unsigned int width, uint64_t mask, uint64_t apart)
{
	uint64_t window = (torn->after - torn->before) & mask;

	for (uint64_t at = 0; at + apart <= window; at++) {
		uint64_t one = (torn->before + at) & mask;
		uint64_t other = (one + apart) & mask;

		*found = (struct mixture){.high = other, .low = one};
		if (mixes(torn->value, *found, width))
			return true;
		*found = (struct mixture){.high = one, .low = other};
		if (mixes(torn->value, *found, width))
			return true;
	}
	return false;
}

/* The published ends of the window first: these were in memory for sure. */
static bool find_mixture(struct mixture *found, const struct rt_torn *torn,
			 unsigned int width)
{
	uint64_t mask = width < 64 ? ((uint64_t)1 << width) - 1 : UINT64_MAX;
	uint64_t window = (torn->after - torn->before) & mask;

	*found = (struct mixture){torn->after, torn->before};
	if (mixes(torn->value, *found, width))
		return true;
	*found = (struct mixture){torn->before, torn->after};
	if (mixes(torn->value, *found, width))
		return true;
	for (uint64_t apart = 1; apart <= window && window <= window_limit;
	     apart++)
		if (find_apart(found, torn, width, mask, apart))
			return true;
	return false;
}

void rt_say_mixture(struct rt_text *out, const struct rt_torn *torn,
		    unsigned int width)
{
	const char *part = width == 16 ? "byte" : "half";
	struct mixture mixture;

	rt_say_value(out, torn->value, width);
	if (!find_mixture(&mixture, torn, width)) {
		rt_text_add(out, ": no two values published around the load "
				 "give it by halves");
		return;
	}
	rt_text_format(out, ": high %s of ", part);
	rt_say_value(out, mixture.high, width);
	rt_text_format(out, ", low %s of ", part);
	rt_say_value(out, mixture.low, width);
}

void rt_say_ended(struct rt_text *out, const struct rt_run *run)
{
	if (!*run->ended)
		return;
	if (*run->ended_system)
		rt_text_format(out, "%s: ", run->ended_system);
	rt_text_add(out, run->ended);
}
