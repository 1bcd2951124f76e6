/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/fuzz_end.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/clock.h"
#include "reports/screen.h"

/* All that the summary is made of. */
struct end {
	const struct rt_fuzz_watch *watch;
	struct rt_findings findings;
	struct rt_fuzz_causes causes;
	struct rt_memory_counts memory;
};

/* The causes of one kind. */
struct section {
	enum rt_outcome kind;
	bool is_unaligned;
	const char *title;
};

static const struct section sections[] = {
	{RT_OUTCOME_TORN, false, "Torn reads and writes of aligned fields"},
	{RT_OUTCOME_TORN, true,
	 "Unaligned fields, of which no CPU promises whole accesses"},
	{RT_OUTCOME_TWICE, false,
	 "Refetches and rewrites: each access is whole, but there are several"},
	{RT_OUTCOME_ERROR, false, "Accessors that crashed or hung"},
	{RT_OUTCOME_COMPILER, false, "Compilers that crashed"},
};

static bool is_in(const struct section *section,
		  const struct rt_fuzz_cause *cause)
{
	return cause->kind == section->kind &&
	       cause->is_unaligned == section->is_unaligned;
}

static void print_cause(const struct rt_fuzz_cause *cause,
			const struct rt_fuzz *fuzz)
{
	struct rt_text counts = RT_TEXT_INIT, name = RT_TEXT_INIT;
	struct rt_text command = RT_TEXT_INIT;

	rt_text_format(&counts, "%9u %10u %5u %7" PRIu64, cause->accessors,
		       cause->toolchains, cause->flags, cause->met);
	rt_fuzz_cause_name(cause, &name);
	rt_screen_beside(rt_text_string(&counts), 36, rt_text_string(&name));
	rt_fuzz_cause_command(cause, fuzz, &command);
	rt_screen_command("", rt_text_string(&command));
	rt_text_free(&counts);
	rt_text_free(&name);
	rt_text_free(&command);
}

static void print_section(const struct end *end, const struct section *section)
{
	bool is_begun = false;

	for (size_t i = 0; i < end->causes.count; i++) {
		const struct rt_fuzz_cause *cause = &end->causes.list[i];

		if (!is_in(section, cause))
			continue;
		if (!is_begun)
			printf("\n%s\naccessors toolchains flags  trials   "
			       "cause, and how to see it again\n",
			       section->title);
		is_begun = true;
		print_cause(cause, end->watch->fuzz);
	}
}

/* Prints @text and leaves it empty for the next. */
static void print_item(const char *label, struct rt_text *text)
{
	rt_screen_item(label, rt_text_string(text));
	rt_text_free(text);
}

static void print_found(const struct end *end)
{
	struct rt_text text = RT_TEXT_INIT;

	if (end->causes.count)
		rt_fuzz_causes_news(&end->causes, &text);
	else
		rt_text_add(&text, "no tear, no refetch and no crash");
	if (end->causes.count && end->watch->fuzz->campaign.first == 1)
		rt_text_add(&text, "; no earlier campaign in this store "
				   "has found any");
	print_item("found", &text);
}

static void print_raced(const struct rt_counts *counts)
{
	uint64_t raced = rt_counted(&counts->hammered);
	uint64_t undecided = rt_counted(&counts->undecided);
	struct rt_text text = RT_TEXT_INIT;

	if (!raced && !undecided)
		return;
	rt_fuzz_say_count(&text, raced, "piece", "pieces");
	rt_text_format(&text,
		       " of code raced on two cores, as the stepper could not "
		       "decide; %" PRIu64 " undecided",
		       undecided);
	print_item("hammered", &text);
}

static void print_searched(const struct rt_counts *counts)
{
	uint64_t disagreed = rt_counted(&counts->disagreed);
	struct rt_text text = RT_TEXT_INIT;

	rt_fuzz_say_count(&text, rt_counted(&counts->trials), "trial",
			  "trials");
	rt_text_format(&text, ", %" PRIu64 " torn; ",
		       rt_counted(&counts->torn));
	rt_fuzz_say_count(&text, rt_counted(&counts->compiled), "build",
			  "builds");
	rt_text_format(&text, ", %" PRIu64 " rejected by the compiler; ",
		       rt_counted(&counts->rejected));
	rt_fuzz_say_count(&text, rt_counted(&counts->judged),
			  "different piece of machine code",
			  "different pieces of machine code");
	print_item("searched", &text);
	print_raced(counts);
	if (!disagreed)
		return;
	rt_text_add(&text, "codegen and step differ over ");
	rt_fuzz_say_count(&text, disagreed, "piece", "pieces");
	rt_text_add(&text, " of code: please report it");
	print_item("engines", &text);
}

static void print_text(const struct end *end)
{
	const struct rt_fuzz *fuzz = end->watch->fuzz;
	struct rt_text text = RT_TEXT_INIT;

	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		print_section(end, &sections[i]);
	putchar('\n');
	print_found(end);
	print_searched(fuzz->counts);
	rt_screen_item("trials", rt_text_string(&fuzz->campaign.found));
	rt_text_format(&text, "%s fuzz --resume", fuzz->places->command);
	rt_screen_command("go on", rt_text_string(&text));
	rt_text_free(&text);
}

static json_t *counts_json(const struct end *end)
{
	const struct rt_counts *counts = end->watch->fuzz->counts;
	const unsigned *found = end->watch->found;

	return json_pack(
		"{s:s,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:i,s:i,s:i,s:i,"
		"s:f}",
		"folder", rt_text_string(&end->watch->fuzz->campaign.folder),
		"trials", (json_int_t)rt_counted(&counts->trials), "cached",
		(json_int_t)rt_counted(&counts->cached), "compiled",
		(json_int_t)rt_counted(&counts->compiled), "rejected",
		(json_int_t)rt_counted(&counts->rejected), "judged",
		(json_int_t)rt_counted(&counts->judged), "torn",
		(json_int_t)rt_counted(&counts->torn), "hammered",
		(json_int_t)rt_counted(&counts->hammered), "undecided",
		(json_int_t)rt_counted(&counts->undecided), "shapes",
		(json_int_t)end->memory.shapes, "patterns",
		(json_int_t)end->memory.patterns, "tears",
		(int)found[RT_OUTCOME_TORN], "refetches",
		(int)found[RT_OUTCOME_TWICE], "crashes",
		(int)found[RT_OUTCOME_ERROR], "compiler_errors",
		(int)found[RT_OUTCOME_COMPILER], "seconds",
		rt_clock_seconds() - end->watch->began);
}

static void print_json(const struct end *end)
{
	const struct rt_fuzz_causes *causes = &end->causes;
	json_t *campaign = counts_json(end), *list = json_array();

	for (size_t i = 0; i < causes->count; i++)
		json_array_append_new(
			list,
			rt_fuzz_cause_json(&causes->list[i], end->watch->fuzz));
	json_object_set_new(campaign, "new_causes",
			    json_integer((json_int_t)causes->news));
	json_object_set_new(
		campaign, "known_causes",
		json_integer((json_int_t)(causes->count - causes->news)));
	json_object_set_new(campaign, "known_since",
			    json_string(rt_fuzz_causes_since(causes)));
	json_object_set_new(campaign, "causes", list);
	rt_screen_json_line("fuzz", json_pack("{s:o}", "campaign", campaign));
}

void rt_fuzz_end(const struct rt_fuzz_watch *watch)
{
	struct end end = {.watch = watch};
	struct rt_fuzz_seen seen;

	rt_memory_count(watch->fuzz->evaluator.memory, &end.memory, NULL);
	rt_store_findings(watch->store, &end.findings, NULL);
	seen = rt_fuzz_watch_seen(watch, &end.findings);
	if (!rt_fuzz_causes_make(&end.causes, &seen, NULL)) {
		if (watch->fuzz->json)
			print_json(&end);
		else
			print_text(&end);
	}
	rt_fuzz_causes_free(&end.causes);
	rt_findings_free(&end.findings);
}
