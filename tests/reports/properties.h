/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What must hold of every format, whatever a report's texts are: nothing in
 * them can break out of the HTML, the XML, a mail's header, a JSON string, a
 * litmus test or a terminal. Driven by test_formats.c with examples and by
 * fuzz_reports.c with anything. Aborts, naming the format, when broken.
 */
#ifndef RT_TESTS_REPORTS_PROPERTIES_H
#define RT_TESTS_REPORTS_PROPERTIES_H

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/report.h"
#include "reports/versus.h"

static inline void broken(const char *format, const char *what,
			  const char *where)
{
	fprintf(stderr, "%s: %s at:\n%.300s\n", format, what, where);
	abort();
}

/* No control character but line feed and tab, no DEL, no terminal sequence. */
static inline void check_printable(const char *format, const char *text)
{
	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		if ((byte < ' ' && byte != '\n' && byte != '\t') ||
		    byte == 0x7f)
			broken(format, "a control character", text);
	}
}

/* Elements are balanced, and each is one of those that the format has. */
static inline const char *check_tag(const char *format, const char *at,
				    const char *const *allowed, int *depth)
{
	bool closes = at[1] == '/';
	const char *name = at + 1 + closes;
	size_t length = strcspn(name, " >/\n");
	const char *end = strchr(at, '>');

	if (!end)
		broken(format, "a tag that does not end", at);
	for (; *allowed; allowed++)
		if (strlen(*allowed) == length &&
		    !strncmp(*allowed, name, length))
			break;
	if (!*allowed)
		broken(format, "a foreign element", at);
	if (closes)
		--*depth;
	else if (end[-1] != '/' && *name != '!' && *name != '?' &&
		 strncmp(name, "meta", 4) && strncmp(name, "br", 2))
		++*depth;
	return end + 1;
}

static inline void check_markup(const char *format, const char *text,
				const char *const *allowed)
{
	int depth = 0;

	for (const char *at = text; (at = strchr(at, '<'));)
		at = check_tag(format, at, allowed, &depth);
	if (depth)
		broken(format, "elements are not balanced", text);
}

static inline void check_html(const char *text)
{
	static const char *const allowed[] = {
		"!DOCTYPE", "html",  "head",	   "meta",    "title",
		"style",    "body",  "a",	   "header",  "span",
		"h1",	    "h2",    "h3",	   "nav",     "ul",
		"li",	    "main",  "section",	   "p",	      "figure",
		"div",	    "code",  "figcaption", "pre",     "mark",
		"table",    "thead", "tbody",	   "caption", "tr",
		"th",	    "td",    "br",	   "svg",     "rect",
		"path",	    "text",  "dl",	   "dt",      "dd",
		NULL};

	check_markup("html", text, allowed);
	if (strstr(text, "href=\"h"))
		broken("html", "something of the network", text);
}

static inline void check_junit(const char *text)
{
	static const char *const allowed[] = {
		"?xml",	   "testsuites", "testsuite", "testcase",
		"failure", "error",	 "skipped",   NULL};

	check_markup("junit", text, allowed);
}

static inline void check_json(const char *format, const char *text)
{
	json_error_t error;
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	if (!root)
		broken(format, error.text, text + error.position);
	json_decref(root);
}

static inline bool is_header(const char *line)
{
	static const char *const names[] = {
		"From: ",	  "To: ",
		"Cc: ",		  "Subject: ",
		"Date: ",	  "Message-ID: <",
		"User-Agent: ",	  "MIME-Version: ",
		"Content-Type: ", "Content-Transfer-Encoding: "};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strncmp(line, names[i], strlen(names[i])))
			return true;
	return *line == ' ';
}

/* One From_ line, then only our own headers, in ASCII, then the body. */
static inline void check_mail(const char *text)
{
	const char *line = strchr(text, '\n') + 1;
	size_t headers = 0;

	if (strncmp(text, "From ", 5))
		broken("mail", "no From_ line", text);
	for (; *line && *line != '\n'; line = strchr(line, '\n') + 1) {
		if (!is_header(line))
			broken("mail", "a foreign header", line);
		headers += *line != ' ';
		for (size_t i = 0; i < strcspn(line, "\n"); i++)
			if (line[i] & 0x80)
				broken("mail", "a header not in ASCII", line);
	}
	if (headers < 8 || headers > 10)
		broken("mail", "a wrong number of headers", text);
	if (strstr(line, "\nFrom "))
		broken("mail", "another mail begins", strstr(line, "\nFrom "));
}

static inline void check_litmus(const char *text)
{
	const char *first = strstr(text, "\nexists (");

	for (const char *at = text; *at; at++)
		if (*at & 0x80)
			broken("litmus", "a byte that is no ASCII", at);
	if (!first || strstr(first + 2, "exists"))
		broken("litmus", "not one condition", text);
	if (!strstr(text, "*)\n{\n"))
		broken("litmus", "a comment that was ended", text);
}

static inline void check_one(const struct rt_report_format *format,
			     const struct rt_report *report)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_text out = RT_TEXT_INIT;
	const char *name = format->name;
	int code = format->write(report, &out, &error);

	/* A litmus test needs a torn value; all else is always there. */
	if (code && !(code == RT_USAGE && !strcmp(name, "litmus")))
		broken(name, "an error", error.message);
	check_printable(name, rt_text_string(&out));
	if (!code && !strcmp(name, "html"))
		check_html(rt_text_string(&out));
	if (!code && !strcmp(name, "junit"))
		check_junit(rt_text_string(&out));
	if (!code && (!strcmp(name, "json") || !strcmp(name, "sarif")))
		check_json(name, rt_text_string(&out));
	if (!code && !strcmp(name, "mail"))
		check_mail(rt_text_string(&out));
	if (!code && !strcmp(name, "litmus"))
		check_litmus(rt_text_string(&out));
	rt_text_free(&out);
	rt_error_clear(&error);
}

static inline void check_formats(const struct rt_report *report)
{
	struct rt_error error = RT_ERROR_INIT;
	struct rt_text out = RT_TEXT_INIT;
	const struct rt_report_format *formats;
	size_t count;

	formats = rt_report_formats(&count);
	for (size_t i = 0; i < count; i++)
		check_one(&formats[i], report);
	if (rt_report_versus(report, report, &out, &error))
		broken("compare", "an error", error.message);
	check_printable("compare", rt_text_string(&out));
	rt_text_free(&out);
}

/* Bytes that become the texts and numbers of a report, one after another. */
struct feed {
	const unsigned char *at;
	size_t left;
};

static inline unsigned int feed_byte(struct feed *feed)
{
	if (!feed->left)
		return 0;
	feed->left--;
	return *feed->at++;
}

static inline void feed_text(struct feed *feed, char *to, size_t size)
{
	size_t length = feed_byte(feed);

	if (length >= size)
		length = size - 1;
	if (length > feed->left)
		length = feed->left;
	for (size_t i = 0; i < length; i++)
		to[i] = (char)feed_byte(feed);
	to[length] = '\0';
}

static inline uint64_t feed_number(struct feed *feed)
{
	uint64_t number = 0;

	for (unsigned int bytes = feed_byte(feed) % 9; bytes; bytes--)
		number = number << 8 | feed_byte(feed);
	return number;
}

static inline void feed_word(struct feed *feed, char *to,
			     const char *const *words, size_t count)
{
	strcpy(to, words[feed_byte(feed) % count]);
}

/* The long texts must outlive the run. */
struct fed {
	struct rt_run run;
	char trial[64], instructions[256], called[256], source[256];
	struct rt_observed observed;
	struct rt_violation violation;
	struct rt_finding finding;
	struct rt_machine machine;
	struct rt_evidence evidence;
	struct rt_round_trip trip;
	char from[96], to[96], host[32];
	struct rt_report_letter letter;
};

static inline void feed_torn(struct feed *feed, struct rt_torn *torn)
{
	torn->seen = feed_byte(feed) & 1;
	torn->value = feed_number(feed);
	torn->before = feed_number(feed);
	torn->after = feed_number(feed);
}

static inline void feed_run(struct feed *feed, struct fed *fed)
{
	static const char *const verdicts[] = {"", "torn", "atomic",
					       "inconclusive", "error"};
	static const char *const emissions[] = {"", "unknown", "whole", "parts",
						"twice"};
	struct rt_run *run = &fed->run;

	feed_word(feed, run->verdict, verdicts, 5);
	feed_word(feed, run->emitted, emissions, 5);
	run->finished = feed_byte(feed) & 1;
	run->witness.seen = feed_byte(feed) & 1;
	feed_text(feed, run->witness.before, sizeof(run->witness.before));
	feed_text(feed, run->witness.after, sizeof(run->witness.after));
	run->witness.old_value = feed_number(feed);
	run->witness.new_value = feed_number(feed);
	run->witness.value = feed_number(feed);
	feed_torn(feed, &run->first_torn);
	feed_torn(feed, &run->ring_first_torn);
	run->loads = feed_number(feed);
	run->changes = feed_number(feed);
	run->torn = feed_number(feed);
	run->seconds = (double)(int64_t)feed_number(feed) / 1e3;
	run->torn_upper_bound = (double)feed_number(feed) / 1e9;
	run->control_changes = feed_number(feed);
	run->pops = feed_number(feed);
	run->first_violation_seconds = (double)feed_number(feed) / 1e6;
	feed_text(feed, run->accessor, sizeof(run->accessor));
	feed_text(feed, run->title, sizeof(run->title));
	feed_text(feed, run->toolchain, sizeof(run->toolchain));
	feed_text(feed, run->flags, sizeof(run->flags));
	feed_text(feed, run->command, sizeof(run->command));
	feed_text(feed, run->ended, sizeof(run->ended));
	feed_text(feed, run->verdict_reason, sizeof(run->verdict_reason));
	feed_text(feed, run->provider, sizeof(run->provider));
	feed_text(feed, run->pair, sizeof(run->pair));
	feed_text(feed, run->uid, sizeof(run->uid));
	feed_text(feed, run->kind, sizeof(run->kind));
	feed_text(feed, run->started, sizeof(run->started));
	feed_text(feed, run->disagreement, sizeof(run->disagreement));
	feed_text(feed, fed->trial, sizeof(fed->trial));
	feed_text(feed, fed->instructions, sizeof(fed->instructions));
	feed_text(feed, fed->called, sizeof(fed->called));
	run->id = 1;
	run->trial = fed->trial;
	run->instructions = fed->instructions;
	run->called = fed->called;
}

static inline void feed_rest(struct feed *feed, struct fed *fed)
{
	struct rt_violation *violation = &fed->violation;

	fed->observed.run = violation->run = fed->evidence.run = 1;
	feed_text(feed, fed->source, sizeof(fed->source));
	feed_text(feed, fed->evidence.path, 64);
	fed->evidence.source = fed->source;
	feed_text(feed, fed->observed.reason, sizeof(fed->observed.reason));
	feed_text(feed, fed->observed.outcome, sizeof(fed->observed.outcome));
	strcpy(fed->observed.engine, feed_byte(feed) & 1 ? "step" : "codegen");
	feed_text(feed, violation->message, sizeof(violation->message));
	feed_text(feed, violation->system, sizeof(violation->system));
	feed_text(feed, fed->finding.flags, sizeof(fed->finding.flags));
	fed->finding.run = feed_byte(feed) & 1;
	feed_text(feed, fed->machine.cpu, sizeof(fed->machine.cpu));
	feed_text(feed, fed->machine.tools, sizeof(fed->machine.tools));
	feed_text(feed, fed->from, sizeof(fed->from));
	feed_text(feed, fed->to, sizeof(fed->to));
	feed_text(feed, fed->host, sizeof(fed->host));
	fed->letter = (struct rt_report_letter){
		.from = fed->from,
		.to = fed->to,
		.host = fed->host,
		.date = (int64_t)(feed_number(feed) >> 24)};
	fed->trip = (struct rt_round_trip){.first = feed_byte(feed),
					   .second = feed_byte(feed),
					   .median = (double)feed_number(feed)};
}

/* Makes a report of @size bytes at @data, and checks every format of it. */
static inline void check_fed(const unsigned char *data, size_t size)
{
	struct feed feed = {.at = data, .left = size};
	struct fed *fed = calloc(1, sizeof(*fed));
	struct rt_report report;

	if (!fed)
		abort();
	feed_run(&feed, fed);
	feed_rest(&feed, fed);
	report = (struct rt_report){
		.machine = &fed->machine,
		.runs = &fed->run,
		.count = 1,
		.violations = &fed->violation,
		.violation_count = 1,
		.observations = &fed->observed,
		.observation_count = 1,
		.findings = &fed->finding,
		.finding_count = 1,
		.evidence = &fed->evidence,
		.evidence_count = 1,
		.trips = &fed->trip,
		.trip_count = 1,
		.letter = &fed->letter,
	};
	check_formats(&report);
	free(fed);
}

#endif
