/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/report.h"

#include <math.h>
#include <string.h>

#include "reports/facts.h"
#include "reports/layout.h"
#include "reports/wording.h"
#include "reports/xml.h"

/* What a run is to a CI server: the element that its test case holds. */
static const char *element_of(const struct rt_run *run)
{
	switch (rt_run_outcome(run)) {
	case RT_OUTCOME_TORN:
		return "failure";
	case RT_OUTCOME_ERROR:
	case RT_OUTCOME_UNFINISHED:
		return "error";
	case RT_OUTCOME_NONE:
		return "skipped";
	default:
		return NULL;
	}
}

static size_t count(const struct rt_report *report, const char *element)
{
	size_t found = 0;

	for (size_t i = 0; i < report->count; i++) {
		const char *own = element_of(&report->runs[i]);

		found += own && !strcmp(own, element);
	}
	return found;
}

static double seconds_of(const struct rt_run *run)
{
	double seconds = run->seconds + run->ring_seconds;

	return isfinite(seconds) && seconds > 0 ? seconds : 0;
}

static void put_counts(struct rt_text *out, const struct rt_report *report)
{
	double seconds = 0;

	for (size_t i = 0; i < report->count; i++)
		seconds += seconds_of(&report->runs[i]);
	rt_text_format(out,
		       " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
		       "skipped=\"%zu\" time=\"%.3f\"",
		       report->count, count(report, "failure"),
		       count(report, "error"), count(report, "skipped"),
		       seconds);
}

/* The evidence, for whoever opens the failure. */
static void say_details(struct rt_text *out, const struct rt_report *report,
			const struct rt_run *run)
{
	struct rt_witness_lines lines;

	rt_say_what_is_wrong(out, report, run);
	rt_text_add(out, "\n");
	if (rt_witness_lines(&lines, run))
		rt_text_format(out, "\n  %s\n  %s\n  %s\n\n",
			       rt_text_string(&lines.before),
			       rt_text_string(&lines.between),
			       rt_text_string(&lines.after));
	rt_witness_lines_free(&lines);
	rt_say_observed(out, report, run);
	rt_text_add(out, "\n");
	rt_say_emitted(out, report, run);
	rt_text_add(out, "\n");
	rt_say_permitted(out, report, run);
	rt_text_format(out, "\n\nAgain: %s\n", run->command);
}

static void put_outcome(struct rt_text *out, const struct rt_report *report,
			const struct rt_run *run, const char *element)
{
	struct rt_text subject = RT_TEXT_INIT, details = RT_TEXT_INIT;

	rt_say_subject(&subject, report, run);
	rt_text_format(out, "\n\t\t\t<%s", element);
	rt_xml_attribute(out, "message", rt_text_string(&subject));
	if (strcmp(element, "skipped")) {
		say_details(&details, report, run);
		rt_xml_attribute(out, "type",
				 rt_run_outcome(run) == RT_OUTCOME_TORN
					 ? "torn"
					 : "error");
		rt_text_add(out, ">");
		rt_xml_escape(out, rt_text_string(&details));
		rt_text_format(out, "</%s>\n\t\t", element);
	} else {
		rt_text_add(out, "/>\n\t\t");
	}
	out->failed |= rt_text_failed(&subject) || rt_text_failed(&details);
	rt_text_free(&subject);
	rt_text_free(&details);
}

static void put_case(struct rt_text *out, const struct rt_report *report,
		     const struct rt_run *run)
{
	const char *element = element_of(run);
	struct rt_text name = RT_TEXT_INIT, class = RT_TEXT_INIT;

	rt_text_format(&class, "ringtear.%s.%s%u", run->accessor,
		       rt_run_stores(run) ? "store" : "load",
		       rt_run_width(run));
	rt_say_build(&name, run);
	rt_text_add(out, "\t\t<testcase");
	rt_xml_attribute(out, "classname", rt_text_string(&class));
	rt_xml_attribute(out, "name", rt_text_string(&name));
	rt_text_format(out, " time=\"%.3f\"", seconds_of(run));
	rt_text_add(out, element ? ">" : "/>");
	if (element) {
		put_outcome(out, report, run, element);
		rt_text_add(out, "</testcase>");
	}
	rt_text_add(out, "\n");
	out->failed |= rt_text_failed(&name) || rt_text_failed(&class);
	rt_text_free(&name);
	rt_text_free(&class);
}

static void put_suite(struct rt_text *out, const struct rt_report *report)
{
	const struct rt_run *first = report->count ? report->runs : NULL;

	rt_text_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			 "<testsuites name=\"ringtear\"");
	put_counts(out, report);
	rt_text_add(out, ">\n\t<testsuite");
	rt_xml_attribute(out, "name",
			 first && *first->kind ? first->kind : "ringtear");
	put_counts(out, report);
	if (first && *first->started)
		rt_xml_attribute(out, "timestamp", first->started);
	rt_text_add(out, ">\n");
	for (size_t i = 0; i < report->count; i++)
		put_case(out, report, &report->runs[i]);
	rt_text_add(out, "\t</testsuite>\n</testsuites>\n");
}

int rt_report_junit(const struct rt_report *report, struct rt_text *out,
		    struct rt_error *error)
{
	struct rt_layout layout;

	rt_layout_begin(&layout);
	put_suite(out, report);
	return rt_layout_finish(&layout, out, "the JUnit report", error);
}
