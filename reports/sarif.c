/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SARIF 2.1.0 (OASIS, 2020-03-27): a result for each run, at the line where
 * its accessor is defined, so that a code host can show it there.
 */
#include "reports/report.h"

#include <stdio.h>
#include <string.h>

#include "reports/facts.h"
#include "reports/json_values.h"
#include "reports/layout.h"
#include "reports/wording.h"

static const char schema[] = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/"
			     "os/schemas/sarif-schema-2.1.0.json";
static const char corpora[] = "corpora/accessors/";

/* A rule for each outcome of a run. */
static const struct rule {
	enum rt_outcome outcome;
	const char *id, *level, *kind, *text;
} rules[] = {
	{RT_OUTCOME_TORN, "torn", "error", "fail",
	 "An access to a shared field can be seen half "
	 "done."},
	{RT_OUTCOME_UNFINISHED, "unfinished", "warning", "fail",
	 "A run was killed, or still runs."},
	{RT_OUTCOME_ERROR, "error", "warning", "fail",
	 "The accessor did not build, crashed, hung, or "
	 "reached outside its field."},
	{RT_OUTCOME_ATOMIC, "atomic", "none", "pass",
	 "Every access was followed, and was whole."},
	{RT_OUTCOME_NONE, "not-known", "none", "open",
	 "Nothing was loaded, so nothing is known."},
	{RT_OUTCOME_NO_TEAR, "no-tear-seen", "none", "open",
	 "No torn value was seen: an upper bound, and no "
	 "proof."},
};

static json_t *text_object(const char *text)
{
	json_t *object = json_object();

	if (object && json_object_set_new(object, "text", rt_json_text(text))) {
		json_decref(object);
		return NULL;
	}
	return object;
}

static json_t *make_rules(void)
{
	json_t *list = json_array();

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (json_array_append_new(
			    list, json_pack("{s:s, s:o, s:{s:s}}", "id",
					    rules[i].id, "shortDescription",
					    text_object(rules[i].text),
					    "defaultConfiguration", "level",
					    rules[i].level)))
			break;
	return list;
}

/* An URI reference (RFC 3986): what is not unreserved becomes %XX. */
static void add_uri(struct rt_text *out, const char *path)
{
	for (; *path; path++) {
		unsigned char byte = (unsigned char)*path;
		unsigned char lower = byte | 0x20;

		if ((byte >= '0' && byte <= '9') ||
		    (lower >= 'a' && lower <= 'z') || strchr("-._~/", byte))
			rt_text_append(out, path, 1);
		else
			rt_text_format(out, "%%%02X", byte);
	}
}

/* Of the tree where it is part of it, else absolute. */
static void say_uri(struct rt_text *out, const char *path)
{
	const char *inside = strstr(path, corpora);

	if (*path == '/' && !inside)
		rt_text_add(out, "file://");
	add_uri(out, inside ? inside : path);
}

static json_t *make_locations(const struct rt_report *report,
			      const struct rt_run *run)
{
	const struct rt_evidence *evidence = rt_report_evidence(report, run);
	struct rt_text uri = RT_TEXT_INIT;
	json_t *locations;

	if (!*evidence->path)
		return json_array();
	say_uri(&uri, evidence->path);
	locations = json_pack("[{s:{s:{s:o}, s:{s:i}}}]", "physicalLocation",
			      "artifactLocation", "uri",
			      rt_json_text(rt_text_string(&uri)), "region",
			      "startLine", (int)evidence->line);
	rt_text_free(&uri);
	return locations;
}

static json_t *make_message(const struct rt_report *report,
			    const struct rt_run *run)
{
	struct rt_text text = RT_TEXT_INIT;
	json_t *message;

	rt_say_what_is_wrong(&text, report, run);
	rt_text_add(&text, "\n");
	rt_say_observed(&text, report, run);
	rt_text_add(&text, "\n");
	rt_say_emitted(&text, report, run);
	rt_text_add(&text, "\n");
	rt_say_permitted(&text, report, run);
	message = text_object(rt_text_string(&text));
	rt_text_free(&text);
	return message;
}

/* The same build of the same accessor is the same result in every run. */
static json_t *make_fingerprint(const struct rt_run *run)
{
	struct rt_text text = RT_TEXT_INIT;
	json_t *made;

	rt_say_build(&text, run);
	rt_text_format(&text, ", %s%u", rt_run_stores(run) ? "store" : "load",
		       rt_run_width(run));
	made = rt_json_text(rt_text_string(&text));
	rt_text_free(&text);
	return made;
}

static const struct rule *rule_of(const struct rt_run *run)
{
	enum rt_outcome outcome = rt_run_outcome(run);
	const struct rule *rule = rules;

	while (rule->outcome != outcome)
		rule++;
	return rule;
}

static json_t *make_result(const struct rt_report *report,
			   const struct rt_run *run)
{
	const struct rule *rule = rule_of(run);

	return json_pack("{s:s, s:i, s:s, s:s, s:o, s:o, s:{s:o}, s:{s:o, s:o, "
			 "s:o, s:o}}",
			 "ruleId", rule->id, "ruleIndex", (int)(rule - rules),
			 "level", rule->level, "kind", rule->kind, "message",
			 make_message(report, run), "locations",
			 make_locations(report, run), "partialFingerprints",
			 "ringtearCell/v1", make_fingerprint(run), "properties",
			 "toolchain", rt_json_text(run->toolchain), "flags",
			 rt_json_text(run->flags), "uid",
			 rt_json_text(run->uid), "command",
			 rt_json_text(run->command));
}

static json_t *make_results(const struct rt_report *report)
{
	json_t *list = json_array();

	for (size_t i = 0; i < report->count; i++) {
		if (json_array_append_new(
			    list, make_result(report, &report->runs[i]))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

int rt_report_sarif(const struct rt_report *report, struct rt_text *out,
		    struct rt_error *error)
{
	struct rt_layout layout;
	json_t *root;

	rt_layout_begin(&layout);
	root = json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:o}}, s:s, s:o}]}",
			 "$schema", schema, "version", "2.1.0", "runs", "tool",
			 "driver", "name", "ringtear", "rules", make_rules(),
			 "columnKind", "unicodeCodePoints", "results",
			 make_results(report));
	rt_layout_end(&layout);
	return rt_json_write(root, "the SARIF report", out, error);
}
