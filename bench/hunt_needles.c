/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guided against random search, in turn and in the same time: which planted
 * needles are found and when, and how many shapes of machine code.
 */
#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/hunt.h"
#include "bench/samples.h"

enum { usual_runs = 5, most_needles = 32 };

static const double usual_seconds = 60, wanted = 1.5;

enum { GUIDED, RANDOM, WAYS };

static const char *const ways[WAYS] = {"guided", "random"};

struct needles {
	const struct rt_hunt *hunt;
	double seconds;
	glob_t file;
	/* A sample a run; INFINITY where it was not found. */
	struct rt_samples after[WAYS][most_needles];
	struct rt_samples found[WAYS], shapes[WAYS], trials[WAYS];
};

/* What one campaign is watched for. */
struct watch {
	const struct needles *needles;
	double after[most_needles];
	double shapes, trials;
};

static bool take(void *data, const json_t *line, double since)
{
	struct watch *watch = data;
	const json_t *finding = json_object_get(line, "finding");
	const json_t *campaign = json_object_get(line, "campaign");
	const char *accessor =
		json_string_value(json_object_get(finding, "accessor"));
	const char *kind = json_string_value(json_object_get(finding, "kind"));

	for (size_t i = 0; i < watch->needles->file.gl_pathc && kind; i++)
		if (!strcmp(kind, "tear") && isinf(watch->after[i]) &&
		    !strcmp(accessor, watch->needles->file.gl_pathv[i]))
			watch->after[i] = since;
	if (campaign) {
		watch->shapes =
			json_number_value(json_object_get(campaign, "shapes"));
		watch->trials =
			json_number_value(json_object_get(campaign, "trials"));
	}
	return false;
}

/* A campaign with a cache of its own, in which the compilers were asked. */
static int search(const struct needles *needles, int way, const char *name,
		  bool for_needles, struct watch *watch, struct rt_error *error)
{
	struct rt_hunt_run run = {.cache = name, .runs = name, .take = take};
	int code = rt_hunt_copy(needles->hunt, "warmed", name, error);

	*watch = (struct watch){.needles = needles};
	for (size_t i = 0; i < needles->file.gl_pathc; i++)
		watch->after[i] = INFINITY;
	run.data = watch;
	rt_strings_add(&run.words, "--jobs=2");
	rt_strings_format(&run.words, "--time=%.1f", needles->seconds);
	if (way == RANDOM)
		rt_strings_add(&run.words, "--random");
	if (for_needles) {
		rt_strings_add(&run.words, "--width=16");
		rt_strings_add(&run.words, "--direction=load");
		/* In two cache lines the whole load would tear. */
		rt_strings_add(&run.words, "--offset=0");
	}
	for (size_t i = 0; i < needles->file.gl_pathc && for_needles; i++)
		rt_strings_format(&run.words, "--accessor=%s",
				  needles->file.gl_pathv[i]);
	if (!code)
		code = rt_hunt_run(needles->hunt, &run, error);
	rt_strings_free(&run.words);
	return code;
}

static void keep_needles(struct needles *needles, int way,
			 const struct watch *watch)
{
	double found = 0;

	for (size_t i = 0; i < needles->file.gl_pathc; i++) {
		rt_samples_add(&needles->after[way][i], watch->after[i]);
		found += !isinf(watch->after[i]);
	}
	rt_samples_add(&needles->found[way], found);
}

static int run_once(struct needles *needles, unsigned number, int way,
		    struct rt_error *error)
{
	struct rt_text name = RT_TEXT_INIT;
	struct watch watch;
	int code;

	rt_text_format(&name, "needles-%u-%d", number, way);
	code = search(needles, way, rt_text_string(&name), true, &watch, error);
	if (!code)
		keep_needles(needles, way, &watch);
	rt_text_free(&name);
	rt_text_format(&name, "shapes-%u-%d", number, way);
	if (!code)
		code = search(needles, way, rt_text_string(&name), false,
			      &watch, error);
	rt_samples_add(&needles->shapes[way], watch.shapes);
	rt_samples_add(&needles->trials[way], watch.trials);
	rt_text_free(&name);
	return code;
}

/* "3 of 5,  8.1 s": how often, and the median of all. */
static void print_needle(const struct rt_samples *after)
{
	double median = rt_samples_quantile(after, 0.5);
	unsigned found = 0;

	for (size_t i = 0; i < after->count; i++)
		found += !isinf(after->value[i]);
	printf("  %2u of %zu", found, after->count);
	if (isinf(median))
		printf("      -  ");
	else
		printf(" %6.1f s", median);
}

static void print_needles(const struct needles *needles)
{
	printf("%-30s  %15s  %15s\n", "needle, median time", ways[GUIDED],
	       ways[RANDOM]);
	for (size_t i = 0; i < needles->file.gl_pathc; i++) {
		const char *path = needles->file.gl_pathv[i];

		printf("%-30.*s", (int)strcspn(strrchr(path, '/') + 1, "."),
		       strrchr(path, '/') + 1);
		print_needle(&needles->after[GUIDED][i]);
		print_needle(&needles->after[RANDOM][i]);
		printf("\n");
	}
}

static void print_runs(const struct needles *needles)
{
	printf("\n%-5s %14s %14s %14s %14s\n", "run", "guided needles",
	       "random needles", "guided shapes", "random shapes");
	for (size_t i = 0; i < needles->shapes[GUIDED].count; i++)
		printf("%-5zu %14.0f %14.0f %14.0f %14.0f\n", i + 1,
		       needles->found[GUIDED].value[i],
		       needles->found[RANDOM].value[i],
		       needles->shapes[GUIDED].value[i],
		       needles->shapes[RANDOM].value[i]);
}

/* Of the medians; one run that found nothing counts as one that found one. */
static bool print_ratio(const char *what, const struct rt_samples *sample)
{
	double guided = rt_samples_quantile(&sample[GUIDED], 0.5);
	double random = rt_samples_quantile(&sample[RANDOM], 0.5);
	double ratio = guided / (random > 1 ? random : 1);
	bool met = ratio >= wanted;

	printf("%-22s %.0f by %.0f: %.2f, wanted at least %.1f: %s\n", what,
	       guided, random, ratio, wanted, met ? "met" : "MISSED");
	return met;
}

/* What both had time for: it explains the others. */
static void print_trials(const struct needles *needles)
{
	printf("%-22s %.0f by %.0f\n", "trials in a run",
	       rt_samples_quantile(&needles->trials[GUIDED], 0.5),
	       rt_samples_quantile(&needles->trials[RANDOM], 0.5));
}

static int run_all(struct needles *needles, unsigned runs,
		   struct rt_error *error)
{
	int code = rt_hunt_warm(needles->hunt, "warmed", error);

	for (unsigned i = 0; i < runs && !code; i++)
		for (int j = 0; j < WAYS && !code; j++)
			code = run_once(needles, i, (int)(i + (unsigned)j) % 2,
					error);
	return code;
}

int rt_hunt_needles(const struct rt_hunt *hunt, bool *met,
		    struct rt_error *error)
{
	struct needles needles = {
		.hunt = hunt,
		.seconds = hunt->seconds > 0 ? hunt->seconds : usual_seconds,
	};
	int code;

	if (glob("bench/needles/*.c", 0, NULL, &needles.file) ||
	    needles.file.gl_pathc > most_needles)
		return rt_fail(error, RT_USAGE,
			       "bench/needles has no sources; run it from the "
			       "clone");
	code = run_all(&needles, hunt->runs ? hunt->runs : usual_runs, error);
	if (!code) {
		print_needles(&needles);
		print_runs(&needles);
		printf("\n");
		*met &= print_ratio("needles in a run", needles.found);
		*met &= print_ratio("shapes in a run", needles.shapes);
		print_trials(&needles);
	}
	globfree(&needles.file);
	return code;
}
