/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How soon a campaign that begins with nothing finds the build of 2019 and the
 * host's own torn build, each minimised to its cause.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/hunt.h"
#include "bench/samples.h"

enum { usual_runs = 10 };

static const double usual_seconds = 60;

enum { ALPINE, HOST, CAUSES };

static const struct cause {
	const char *title, *accessor, *libc;
	const char *flags[4]; /* one of these, as it is or with a value */
} causes[CAUSES] = {
	[ALPINE] = {"Alpine",
		    "fortify-memcpy",
		    "+musl",
		    {"-O1 -D_FORTIFY_SOURCE=1"}},
	[HOST] = {"host",
		  "memcpy",
		  "+glibc",
		  {"-fno-builtin", "-ffreestanding", "-fno-builtin-memcpy"}},
};

struct seen {
	double first, after[CAUSES]; /* seconds; INFINITY: never */
	char flags[CAUSES][64];
	double trials, shapes;
};

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static bool is_cause(const struct cause *cause, const json_t *finding)
{
	const char *toolchain = text_of(finding, "toolchain");
	bool fits = false;

	for (int i = 0; i < 4 && cause->flags[i]; i++)
		fits |= !strcmp(cause->flags[i], text_of(finding, "flags"));
	return fits && !strcmp(text_of(finding, "kind"), "tear") &&
	       !strcmp(text_of(finding, "accessor"), cause->accessor) &&
	       !strncmp(toolchain, "gcc", 3) && strstr(toolchain, cause->libc);
}

static bool take(void *data, const json_t *line, double since)
{
	struct seen *seen = data;
	const json_t *finding = json_object_get(line, "finding");
	const json_t *campaign = json_object_get(line, "campaign");

	if (campaign) {
		seen->trials =
			json_number_value(json_object_get(campaign, "trials"));
		seen->shapes =
			json_number_value(json_object_get(campaign, "shapes"));
	}
	if (finding && isinf(seen->first))
		seen->first = since;
	for (int i = 0; i < CAUSES && finding; i++) {
		if (!isinf(seen->after[i]) || !is_cause(&causes[i], finding))
			continue;
		seen->after[i] = since;
		snprintf(seen->flags[i], sizeof(seen->flags[i]), "%s",
			 text_of(finding, "flags"));
	}
	return !isinf(seen->after[ALPINE]) && !isinf(seen->after[HOST]);
}

static void print_seconds(double seconds)
{
	if (isinf(seconds))
		printf(" %8s", "-");
	else
		printf(" %8.1f", seconds);
}

static void print_run(unsigned number, const struct seen *seen)
{
	printf("%3u", number);
	print_seconds(seen->first);
	print_seconds(seen->after[ALPINE]);
	print_seconds(seen->after[HOST]);
	printf(" %7.0f %6.0f  %s\n", seen->trials, seen->shapes,
	       seen->flags[HOST]);
	fflush(stdout);
}

static int hunt_once(const struct rt_hunt *hunt, unsigned number,
		     double seconds, struct seen *seen, struct rt_error *error)
{
	struct rt_text cache = RT_TEXT_INIT, runs = RT_TEXT_INIT;
	struct rt_hunt_run run = {.take = take, .data = seen};
	int code;

	*seen = (struct seen){
		.first = INFINITY,
		.after = {INFINITY, INFINITY},
	};
	rt_text_format(&cache, "cache-%u", number);
	rt_text_format(&runs, "runs-%u", number);
	run.cache = rt_text_string(&cache);
	run.runs = rt_text_string(&runs);
	rt_strings_add(&run.words, "--jobs=2");
	rt_strings_format(&run.words, "--time=%.1f", seconds);
	code = rt_hunt_run(hunt, &run, error);
	rt_text_free(&cache);
	rt_text_free(&runs);
	return code;
}

/* The process began before the search did: what comes late does not count. */
static bool print_cause(const struct cause *cause,
			const struct rt_samples *after, double seconds)
{
	unsigned found = 0;

	for (size_t i = 0; i < after->count; i++)
		found += after->value[i] < seconds;
	printf("%-7s %u of %zu within %.0f s; median", cause->title, found,
	       after->count, seconds);
	print_seconds(rt_samples_quantile(after, 0.5));
	printf(" s, greatest");
	print_seconds(rt_samples_quantile(after, 1));
	printf(" s\n");
	return found == after->count;
}

int rt_hunt_causes(const struct rt_hunt *hunt, bool *met,
		   struct rt_error *error)
{
	unsigned runs = hunt->runs ? hunt->runs : usual_runs;
	double seconds = hunt->seconds > 0 ? hunt->seconds : usual_seconds;
	struct rt_samples after[CAUSES] = {{.count = 0}, {.count = 0}};
	int code = RT_OK;

	printf("run    first   Alpine     host  trials shapes  the host's "
	       "cause\n");
	fflush(stdout);
	for (unsigned i = 1; i <= runs && !code; i++) {
		struct seen seen;

		code = hunt_once(hunt, i, seconds, &seen, error);
		if (code)
			break;
		print_run(i, &seen);
		for (int j = 0; j < CAUSES; j++)
			rt_samples_add(&after[j], seen.after[j]);
	}
	for (int i = 0; i < CAUSES && !code; i++)
		*met &= print_cause(&causes[i], &after[i], seconds);
	return code;
}
