/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a person sees of a campaign while it runs, and at its end. */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/clock.h"
#include "harness/engine/outcome.h"
#include "harness/verdict/aligned.h"
#include "reports/fuzz_watch.h"
#include "reports/screen.h"

static const double line_every = 0.5, plain_line_every = 10;

static enum rt_outcome kind_of(const struct rt_finding *finding)
{
	for (int i = RT_OUTCOME_TORN; i < RT_OUTCOMES; i++)
		if (*finding->kind &&
		    !strcmp(finding->kind, rt_finding_word((enum rt_outcome)i)))
			return (enum rt_outcome)i;
	return RT_OUTCOME_NONE;
}

static int make_room(struct rt_fuzz_watch *watch, size_t count,
		     struct rt_error *error)
{
	uint64_t *met = realloc(watch->met, (count + 1) * sizeof(*met));
	bool *shown;

	if (met)
		watch->met = met;
	shown = realloc(watch->shown, (count + 1) * sizeof(*shown));
	if (shown)
		watch->shown = shown;
	if (!met || !shown)
		return rt_no_memory(error);
	for (; watch->known < count; watch->known++) {
		watch->met[watch->known] = 0;
		watch->shown[watch->known] = false;
	}
	return RT_OK;
}

static void clear_line(const struct rt_fuzz_watch *watch)
{
	if (watch->terminal)
		fputs("\r\033[K", stderr);
}

/* Something to be said between: the status line makes way. */
static void say(void *data, const char *text)
{
	const struct rt_fuzz_watch *watch = data;

	clear_line(watch);
	fprintf(stderr, "%s\n", text);
}

/* "tear      memcpy, gcc-12+glibc, -fno-builtin", and below it what was seen.
 */
static void show(const struct rt_fuzz_watch *watch,
		 const struct rt_finding *finding, bool is_new)
{
	struct rt_text line = RT_TEXT_INIT;
	const char *place =
		rt_aligned_words(rt_aligned_named(finding->aligned));
	bool red = rt_screen_colour() && kind_of(finding) == RT_OUTCOME_TORN;

	clear_line(watch);
	rt_text_format(
		&line, "%s%s%s%s, %s, %s%s%s", red ? "\033[31m" : "", place,
		*place ? ": " : "", finding->accessor, finding->toolchain,
		*finding->flags ? finding->flags : "no flags",
		red ? "\033[0m" : "", is_new ? "" : " (known from before)");
	rt_screen_beside(finding->kind, 10, rt_text_string(&line));
	rt_screen_beside("", 10, finding->witness);
	fflush(stdout);
	rt_text_free(&line);
}

static void show_json(const struct rt_finding *finding, bool is_new)
{
	json_t *json = json_pack(
		"{s:{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s?,s:I,s:b}}", "finding",
		"key", finding->key, "kind", finding->kind, "accessor",
		finding->accessor, "toolchain", finding->toolchain, "flags",
		finding->flags, "aligned", finding->aligned, "witness",
		finding->witness, "trial", finding->trial, "met",
		(json_int_t)finding->met, "new", is_new);

	if (json)
		json_dumpf(json, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
	json_decref(json);
}

static int show_findings(struct rt_fuzz_watch *watch, bool quietly,
			 struct rt_error *error)
{
	struct rt_findings findings = {.count = 0};
	int code = rt_store_findings(watch->store, &findings, error);

	if (!code)
		code = make_room(watch, findings.count, error);
	for (size_t i = 0; i < findings.count && !code; i++) {
		const struct rt_finding *finding = &findings.finding[i];
		bool is_new = finding->id >= watch->fuzz->campaign.first;

		if (watch->shown[i] ||
		    (!is_new && finding->met <= watch->met[i]))
			continue;
		watch->shown[i] = true;
		watch->found[kind_of(finding)]++;
		if (quietly)
			continue;
		if (watch->fuzz->json)
			show_json(finding, is_new);
		else
			show(watch, finding, is_new);
	}
	rt_findings_free(&findings);
	return code;
}

/* What earlier campaigns have met is only shown once it is met again. */
static int note_known(struct rt_fuzz_watch *watch, struct rt_error *error)
{
	struct rt_findings findings = {.count = 0};
	int code = rt_store_findings(watch->store, &findings, error);

	if (!code)
		code = make_room(watch, findings.count, error);
	for (size_t i = 0; i < findings.count && !code; i++)
		watch->met[i] = findings.finding[i].met;
	rt_findings_free(&findings);
	return code;
}

/* What a reader of a tear has to know of the search. */
static void say_places(const struct rt_fuzz_watch *watch)
{
	const struct rt_campaign *campaign = &watch->fuzz->campaign;

	if (campaign->aligned || campaign->say ||
	    campaign->fixed & rt_space_bit("offset"))
		return;
	fputs("fields    not aligned ones too, of which no CPU promises whole "
	      "accesses:\n          --aligned leaves them out\n",
	      stderr);
}

static int begin(void *data, struct rt_error *error)
{
	struct rt_fuzz_watch *watch = data;
	const struct rt_fuzz *fuzz = watch->fuzz;
	int code = rt_store_open(rt_text_string(&fuzz->places->store),
				 &watch->store, error);

	watch->began = watch->said = rt_clock_seconds();
	watch->terminal = isatty(STDERR_FILENO) && !fuzz->passed.count;
	say_places(watch);
	watch->trials_before = rt_counted(&fuzz->counts->trials);
	if (!code)
		code = note_known(watch, error);
	/* Those of a campaign that goes on were said in its first sitting. */
	if (!code)
		code = show_findings(watch, true, error);
	return code;
}

void rt_fuzz_watch_close(struct rt_fuzz_watch *watch)
{
	rt_store_close(watch->store);
	free(watch->met);
	free(watch->shown);
}

static void add_duration(struct rt_text *text, double seconds)
{
	unsigned long whole = (unsigned long)seconds;

	if (whole >= 3600)
		rt_text_format(text, "%luh%02lum", whole / 3600,
			       whole / 60 % 60);
	else if (whole >= 60)
		rt_text_format(text, "%lum%02lus", whole / 60, whole % 60);
	else
		rt_text_format(text, "%lus", whole);
}

static void add_state(struct rt_text *text, const struct rt_fuzz_watch *watch)
{
	const struct rt_counts *counts = watch->fuzz->counts;
	double spent = rt_clock_seconds() - watch->began;
	uint64_t trials = rt_counted(&counts->trials);

	add_duration(text, spent);
	if (watch->fuzz->seconds > 0) {
		rt_text_add(text, " of ");
		add_duration(text, watch->fuzz->seconds);
	}
	rt_text_format(
		text,
		"  %" PRIu64 " trials, %.0f/s  %" PRIi64 " shapes  %u torn%s",
		trials,
		(double)(trials - watch->trials_before) /
			(spent > 0.1 ? spent : 0.1),
		watch->memory.shapes, watch->found[RT_OUTCOME_TORN],
		watch->found[RT_OUTCOME_TORN] == 1 ? " cause" : " causes");
}

static void say_state(struct rt_fuzz_watch *watch)
{
	struct rt_text text = RT_TEXT_INIT;

	add_state(&text, watch);
	if (watch->terminal)
		fprintf(stderr, "\r\033[K%.79s", rt_text_string(&text));
	else
		fprintf(stderr, "%s\n", rt_text_string(&text));
	fflush(stderr);
	rt_text_free(&text);
}

static int refresh(void *data, struct rt_error *error)
{
	struct rt_fuzz_watch *watch = data;
	double now = rt_clock_seconds();
	double every = watch->terminal ? line_every : plain_line_every;
	int code = show_findings(watch, false, error);

	if (code || now - watch->said < every || watch->fuzz->passed.count)
		return code;
	watch->said = now;
	code = rt_memory_count(watch->fuzz->evaluator.memory, &watch->memory,
			       error);
	if (!code)
		say_state(watch);
	return code;
}

static void end_json(const struct rt_fuzz_watch *watch)
{
	const struct rt_counts *counts = watch->fuzz->counts;
	json_t *json = json_pack(
		"{s:{s:s,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:i,s:i,s:i,s:"
		"i,s:f}}",
		"campaign", "folder",
		rt_text_string(&watch->fuzz->campaign.folder), "trials",
		(json_int_t)rt_counted(&counts->trials), "cached",
		(json_int_t)rt_counted(&counts->cached), "compiled",
		(json_int_t)rt_counted(&counts->compiled), "rejected",
		(json_int_t)rt_counted(&counts->rejected), "judged",
		(json_int_t)rt_counted(&counts->judged), "torn",
		(json_int_t)rt_counted(&counts->torn), "hammered",
		(json_int_t)rt_counted(&counts->hammered), "undecided",
		(json_int_t)rt_counted(&counts->undecided), "shapes",
		(json_int_t)watch->memory.shapes, "patterns",
		(json_int_t)watch->memory.patterns, "tears",
		(int)watch->found[RT_OUTCOME_TORN], "refetches",
		(int)watch->found[RT_OUTCOME_TWICE], "crashes",
		(int)watch->found[RT_OUTCOME_ERROR], "compiler_errors",
		(int)watch->found[RT_OUTCOME_COMPILER], "seconds",
		rt_clock_seconds() - watch->began);

	if (json)
		json_dumpf(json, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(json);
}

/* Prints @text and leaves it empty for the next. */
static void print_item(const char *label, struct rt_text *text)
{
	rt_screen_item(label, rt_text_string(text));
	rt_text_free(text);
}

static void end_causes(const struct rt_fuzz_watch *watch)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_text_format(&text,
		       "causes of a tear: %u; of a refetch or rewrite: %u; "
		       "accessors that crashed: %u; compilers that crashed: %u",
		       watch->found[RT_OUTCOME_TORN],
		       watch->found[RT_OUTCOME_TWICE],
		       watch->found[RT_OUTCOME_ERROR],
		       watch->found[RT_OUTCOME_COMPILER]);
	print_item("found", &text);
}

static void end_searched(const struct rt_fuzz_watch *watch)
{
	const struct rt_counts *counts = watch->fuzz->counts;
	struct rt_text text = RT_TEXT_INIT;

	rt_text_format(
		&text,
		"%" PRIu64 " trials, %" PRIu64 " torn; %" PRIu64
		" builds compiled, %" PRIu64 " rejected; %" PRIu64
		" pieces of new machine code; "
		"%" PRIi64 " shapes of code, %" PRIi64 " patterns of access",
		rt_counted(&counts->trials), rt_counted(&counts->torn),
		rt_counted(&counts->compiled), rt_counted(&counts->rejected),
		rt_counted(&counts->judged), watch->memory.shapes,
		watch->memory.patterns);
	print_item("searched", &text);
	if (rt_counted(&counts->hammered) || rt_counted(&counts->undecided)) {
		rt_text_format(&text,
			       "%" PRIu64 " pieces of code that step cannot "
			       "decide were raced on two cores; %" PRIu64
			       " are undecided",
			       rt_counted(&counts->hammered),
			       rt_counted(&counts->undecided));
		print_item("hammered", &text);
	}
	if (!rt_counted(&counts->disagreed))
		return;
	rt_text_format(&text,
		       "codegen and step differ over %" PRIu64
		       " pieces of code: please report it",
		       rt_counted(&counts->disagreed));
	print_item("engines", &text);
}

static void end_text(const struct rt_fuzz_watch *watch)
{
	struct rt_text text = RT_TEXT_INIT;

	putchar('\n');
	end_causes(watch);
	end_searched(watch);
	rt_screen_item("trials", rt_text_string(&watch->fuzz->campaign.found));
	rt_text_format(&text, "%s fuzz --resume", watch->fuzz->places->command);
	rt_screen_command("go on", rt_text_string(&text));
	rt_text_free(&text);
}

static void end(void *data)
{
	struct rt_fuzz_watch *watch = data;

	clear_line(watch);
	rt_memory_count(watch->fuzz->evaluator.memory, &watch->memory, NULL);
	if (watch->fuzz->json)
		end_json(watch);
	else
		end_text(watch);
}

struct rt_fuzz_view rt_fuzz_watch_view(struct rt_fuzz_watch *watch)
{
	return (struct rt_fuzz_view){
		.data = watch,
		.open = begin,
		.refresh = refresh,
		.say = say,
		.end = end,
	};
}
