/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/wording.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/arch/arch.h"

static bool was_torn(const struct rt_run *run)
{
	return run->torn || run->ring_torn || rt_run_first_torn(run) ||
	       !strcmp(run->verdict, "torn");
}

enum rt_outcome rt_run_outcome(const struct rt_run *run)
{
	if (was_torn(run))
		return RT_OUTCOME_TORN;
	if (!run->finished)
		return RT_OUTCOME_UNFINISHED;
	if (!strcmp(run->verdict, "error"))
		return RT_OUTCOME_ERROR;
	if (!strcmp(run->verdict, "atomic"))
		return RT_OUTCOME_ATOMIC;
	if (!run->loads && !run->pop_calls && !run->pops)
		return RT_OUTCOME_NONE;
	return RT_OUTCOME_NO_TEAR;
}

const char *rt_run_colour(const struct rt_run *run)
{
	switch (rt_run_outcome(run)) {
	case RT_OUTCOME_TORN:
		return "\033[31m";
	case RT_OUTCOME_ATOMIC:
		return "\033[32m";
	case RT_OUTCOME_NO_TEAR:
		return "\033[33m";
	default:
		return "";
	}
}

/* A comparison keeps no more than the compiler's line. */
void rt_say_reason(struct rt_text *out, const struct rt_run *run)
{
	if (*run->side &&
	    !strcmp(run->outcome, rt_outcome_word(RT_OUTCOME_NO_BUILD)))
		rt_text_add(out, "does not build: ");
	rt_text_add(out, run->verdict_reason);
}

const char *rt_run_name(const struct rt_run *run)
{
	if (*run->title)
		return run->title;
	return *run->accessor ? run->accessor : "run";
}

bool rt_run_is_race(const struct rt_run *run)
{
	return !*run->kind || !strcmp(run->kind, "repro") ||
	       !strcmp(run->kind, "hammer");
}

bool rt_run_has_bound(const struct rt_run *run)
{
	return run->loads && run->changes && !run->torn &&
	       strcmp(run->verdict, "error") && run->torn_upper_bound > 0 &&
	       isfinite(run->torn_upper_bound);
}

const char *rt_run_stopped_side(const struct rt_run *run)
{
	return *run->ended_side ? run->ended_side : "device";
}

const struct rt_torn *rt_run_first_torn(const struct rt_run *run)
{
	if (run->first_torn.seen)
		return &run->first_torn;
	return run->ring_first_torn.seen ? &run->ring_first_torn : NULL;
}

/* What stands behind "KEY = " in the trial of @run; NULL: it has no such line.
 */
static const char *value_in_trial(const struct rt_run *run, const char *key)
{
	char name[32];

	for (const char *line = run->trial; line && *line;) {
		int at = 0;

		if (sscanf(line, " %31[a-z_] = %n", name, &at) == 1 && at &&
		    !strcmp(name, key))
			return line + at;
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	return NULL;
}

unsigned int rt_run_number(const struct rt_run *run, const char *key,
			   unsigned int usual)
{
	const char *value = value_in_trial(run, key);
	unsigned int number;

	return value && sscanf(value, "%u", &number) == 1 ? number : usual;
}

unsigned int rt_run_width(const struct rt_run *run)
{
	unsigned int width = rt_run_number(run, "width", 16);

	return rt_is_width(width) ? width : 16;
}

bool rt_run_stores(const struct rt_run *run)
{
	const char *value = value_in_trial(run, "direction");
	char word[8];

	return value && sscanf(value, "%7s", word) == 1 &&
	       !strcmp(word, "store");
}

unsigned int rt_run_step(const struct rt_run *run)
{
	return rt_run_stores(run) ? 0 : rt_run_number(run, "burst", 1);
}

rt_value rt_run_stride(const struct rt_run *run)
{
	rt_value every_byte =
		rt_value_of(0x0101010101010101u, 0x0101010101010101u);
	rt_value mask = rt_mask(rt_run_width(run));
	const char *value = value_in_trial(run, "stride");
	rt_value stride = value ? strtoull(value, NULL, 0) & mask : 0;

	return stride ? stride : every_byte & mask;
}

void rt_say_bound(struct rt_text *out, const struct rt_run *run)
{
	rt_text_add(out, "at most 1 tear in ");
	rt_say_count(out, (uint64_t)(1 / run->torn_upper_bound));
	rt_text_add(out, " changes (95 % confidence)");
}

void rt_say_count(struct rt_text *out, uint64_t count)
{
	rt_text_count(out, count);
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

void rt_say_value(struct rt_text *out, rt_value value, unsigned int width)
{
	rt_text_add(out, rt_digits(value, width).text);
}

void rt_say_torn(struct rt_text *out, const struct rt_torn *torn,
		 unsigned int width)
{
	rt_say_value(out, torn->value, width);
	rt_text_add(out, " (old ");
	rt_say_value(out, torn->before, width);
	rt_text_add(out, ", new ");
	rt_say_value(out, torn->after, width);
	rt_text_add(out, ")");
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

void rt_say_ended(struct rt_text *out, const struct rt_run *run)
{
	if (!*run->ended)
		return;
	if (*run->ended_system)
		rt_text_format(out, "%s: ", run->ended_system);
	rt_text_add(out, run->ended);
}

const char *rt_say_other_side(const char *toolchain, const char *before,
			      const char *after)
{
	const char *tool;

	return rt_target_other_side(rt_target_of_tool(toolchain, &tool), before,
				    after);
}

bool rt_run_is_bare(const struct rt_run *run)
{
	const char *tool;
	const struct rt_target *target =
		rt_target_of_tool(run->toolchain, &tool);

	return target && target->is_bare;
}
