/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a person sees of a campaign while it runs, and at its end. */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/clock.h"
#include "reports/screen.h"
#include "reports/fuzz_end.h"
#include "reports/fuzz_watch.h"
#include "reports/layout.h"

static const double line_every = 0.5, plain_line_every = 10;

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

/* What is drawn on the terminal makes way. */
static void make_way(struct rt_fuzz_watch *watch)
{
	if (watch->terminal)
		rt_fuzz_block_clear(&watch->block);
}

/* Something to be said between. */
static void say(void *data, const char *text)
{
	struct rt_fuzz_watch *watch = data;

	make_way(watch);
	fprintf(stderr, "%s\n", text);
}

/* One line of a cause, whole however long: what is printed can be pasted. */
static void add_line(const struct rt_fuzz_watch *watch,
		     const struct rt_fuzz_cause *cause, struct rt_text *text)
{
	struct rt_text line = RT_TEXT_INIT;

	rt_text_format(&line, "%-9s ", cause->finding->kind);
	rt_fuzz_cause_name(cause, &line);
	rt_text_add(&line, ": ");
	rt_fuzz_cause_counts(cause, &line);
	rt_text_add(&line, "; ");
	rt_fuzz_cause_path(cause, watch->fuzz, &line);
	rt_layout_clean_line(text, rt_text_string(&line));
	rt_text_add(text, "\n");
	rt_text_free(&line);
}

static void show(struct rt_fuzz_watch *watch, const struct rt_fuzz_cause *cause)
{
	struct rt_text line = RT_TEXT_INIT;

	add_line(watch, cause, &line);
	make_way(watch);
	fputs(rt_text_string(&line), stdout);
	fflush(stdout);
	rt_text_free(&line);
}

static void show_json(struct rt_fuzz_watch *watch,
		      const struct rt_finding *finding, bool is_new)
{
	json_t *json = json_pack(
		"{s:{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s?,s:I,s:b}}",
		"finding", "key", finding->key, "cause",
		rt_fuzz_cause_key(finding), "code", finding->code, "kind",
		finding->kind, "accessor", finding->accessor, "toolchain",
		finding->toolchain, "flags", finding->flags, "aligned",
		finding->aligned, "witness", finding->witness, "trial",
		finding->trial, "met", (json_int_t)finding->met, "new", is_new);

	make_way(watch);
	rt_screen_json_line("fuzz", json);
}

/* Counts what is met for the first time; as JSON each is a line. */
static void take_findings(struct rt_fuzz_watch *watch,
			  const struct rt_fuzz_seen *seen, bool quietly)
{
	for (size_t i = 0; i < seen->findings->count; i++) {
		const struct rt_finding *finding = &seen->findings->finding[i];

		if (watch->shown[i] || !rt_fuzz_is_met(seen, i))
			continue;
		watch->shown[i] = true;
		watch->found[rt_fuzz_kind(finding)]++;
		if (watch->fuzz->json && !quietly)
			show_json(watch, finding, finding->id >= seen->first);
	}
}

/* Tells the causes that no line has told yet, or writes down all of them. */
static void take_causes(struct rt_fuzz_watch *watch,
			const struct rt_fuzz_causes *causes, bool quietly)
{
	watch->causes = causes->count;
	watch->news = causes->news;
	rt_text_free(&watch->lines);
	for (size_t i = 0; i < causes->count; i++) {
		const struct rt_fuzz_cause *cause = &causes->list[i];
		const char *key = rt_fuzz_cause_key(cause->finding);

		if (watch->redraws)
			add_line(watch, cause, &watch->lines);
		if (rt_strings_has(&watch->told, key))
			continue;
		rt_strings_add(&watch->told, key);
		if (quietly)
			continue;
		if (cause->is_new)
			watch->last_new = rt_clock_seconds();
		if (!watch->fuzz->json && !watch->redraws)
			show(watch, cause);
	}
}

static int show_findings(struct rt_fuzz_watch *watch, bool quietly,
			 struct rt_error *error)
{
	struct rt_findings findings = {.count = 0};
	struct rt_fuzz_causes causes = {.count = 0};
	struct rt_fuzz_seen seen;
	int code = rt_store_findings(watch->store, &findings, error);

	if (!code)
		code = make_room(watch, findings.count, error);
	seen = rt_fuzz_watch_seen(watch, &findings);
	if (!code)
		code = rt_fuzz_causes_make(&causes, &seen, error);
	if (!code) {
		take_findings(watch, &seen, quietly);
		take_causes(watch, &causes, quietly);
	}
	rt_fuzz_causes_free(&causes);
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
	fputs("fields    unaligned ones too, of which no CPU promises whole "
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
	watch->redraws =
		watch->terminal && isatty(STDOUT_FILENO) && !fuzz->json;
	watch->block.out = stderr;
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
	/* Before an error is told, where the search ends with one. */
	make_way(watch);
	rt_store_close(watch->store);
	free(watch->met);
	free(watch->shown);
	rt_strings_free(&watch->told);
	rt_text_free(&watch->lines);
}

struct rt_fuzz_seen rt_fuzz_watch_seen(const struct rt_fuzz_watch *watch,
				       const struct rt_findings *findings)
{
	return (struct rt_fuzz_seen){
		.findings = findings,
		.met = watch->met,
		.met_count = watch->known,
		.first = watch->fuzz->campaign.first,
	};
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

/* "40s, 20s left" */
static void add_time(struct rt_text *text, double spent, double limit)
{
	add_duration(text, spent);
	if (limit <= 0)
		return;
	rt_text_add(text, ", ");
	if (spent < limit) {
		add_duration(text, limit - spent);
		rt_text_add(text, " left");
	} else {
		rt_text_add(text, "ending");
	}
}

/* "9 causes, 6 new, the last 12s ago" */
static void add_causes(struct rt_text *text, const struct rt_fuzz_watch *watch)
{
	if (!watch->causes) {
		rt_text_add(text, "no cause yet");
		return;
	}
	rt_fuzz_say_count(text, watch->causes, "cause", "causes");
	rt_text_format(text, ", %zu new", watch->news);
	if (watch->last_new <= 0)
		return;
	rt_text_add(text, ", the last ");
	add_duration(text, rt_clock_seconds() - watch->last_new);
	rt_text_add(text, " ago");
}

static void add_state(struct rt_text *text, const struct rt_fuzz_watch *watch)
{
	double spent = rt_clock_seconds() - watch->began;
	uint64_t trials = rt_counted(&watch->fuzz->counts->trials);

	add_time(text, spent, watch->fuzz->seconds);
	rt_text_add(text, "  ");
	rt_fuzz_say_count(text, trials, "trial", "trials");
	rt_text_format(text, " (%.0f/s)  ",
		       (double)(trials - watch->trials_before) /
			       (spent > 0.1 ? spent : 0.1));
	add_causes(text, watch);
}

static void say_state(struct rt_fuzz_watch *watch)
{
	struct rt_text text = RT_TEXT_INIT;

	add_state(&text, watch);
	if (watch->terminal) {
		rt_fuzz_block_measure(&watch->block);
		rt_fuzz_block_draw(&watch->block, rt_text_string(&watch->lines),
				   rt_text_string(&text));
	} else {
		fprintf(stderr, "%s\n", rt_text_string(&text));
	}
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
	say_state(watch);
	return RT_OK;
}

static void end(void *data)
{
	struct rt_fuzz_watch *watch = data;

	make_way(watch);
	rt_fuzz_end(watch);
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
