/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/fuzz_causes.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/fuzz/finding_file.h"
#include "harness/module/command.h"
#include "harness/run/trust.h"
#include "harness/verdict/aligned.h"

enum rt_outcome rt_fuzz_kind(const struct rt_finding *finding)
{
	for (int i = RT_OUTCOME_TORN; i < RT_OUTCOMES; i++)
		if (*finding->kind &&
		    !strcmp(finding->kind, rt_finding_word((enum rt_outcome)i)))
			return (enum rt_outcome)i;
	return RT_OUTCOME_NONE;
}

/* What an older ringtear stored, and nothing has met again, stands alone. */
const char *rt_fuzz_cause_key(const struct rt_finding *finding)
{
	return *finding->cause ? finding->cause : finding->key;
}

static uint64_t met_before(const struct rt_fuzz_seen *seen, size_t index)
{
	return index < seen->met_count ? seen->met[index] : 0;
}

bool rt_fuzz_is_met(const struct rt_fuzz_seen *seen, size_t index)
{
	const struct rt_finding *finding = &seen->findings->finding[index];

	return finding->id >= seen->first ||
	       finding->met > met_before(seen, index);
}

static bool is_of(const struct rt_finding *finding, const char *key)
{
	return !strcmp(rt_fuzz_cause_key(finding), key);
}

/* Whether finding @index is the first of its cause with this @text. */
static bool is_first(const struct rt_findings *findings, size_t index,
		     const char *(*text)(const struct rt_finding *))
{
	const struct rt_finding *finding = &findings->finding[index];

	for (size_t i = 0; i < index; i++)
		if (is_of(&findings->finding[i], rt_fuzz_cause_key(finding)) &&
		    !strcmp(text(&findings->finding[i]), text(finding)))
			return false;
	return true;
}

static const char *accessor_of(const struct rt_finding *finding)
{
	return finding->accessor;
}

static const char *toolchain_of(const struct rt_finding *finding)
{
	return finding->toolchain;
}

static const char *flags_of(const struct rt_finding *finding)
{
	return finding->flags;
}

/* A witness of step is shown again by one run, a race maybe not. */
static bool stands_better(const struct rt_finding *one,
			  const struct rt_finding *other)
{
	return !other || (strcmp(one->engine, "hammer") &&
			  !strcmp(other->engine, "hammer"));
}

static void add_finding(struct rt_fuzz_cause *cause,
			const struct rt_fuzz_seen *seen, size_t index)
{
	const struct rt_findings *findings = seen->findings;
	const struct rt_finding *finding = &findings->finding[index];

	if (!cause->since)
		cause->since = finding->started;
	cause->accessors += is_first(findings, index, accessor_of);
	cause->toolchains += is_first(findings, index, toolchain_of);
	cause->flags += is_first(findings, index, flags_of);
	cause->met += finding->met - met_before(seen, index);
	cause->is_new &= finding->id >= seen->first;
	if (rt_fuzz_is_met(seen, index) &&
	    stands_better(finding, cause->finding))
		cause->finding = finding;
}

/* Sums up the cause of finding @index, the first of it that was met. */
static struct rt_fuzz_cause sum_up(const struct rt_fuzz_seen *seen,
				   size_t index)
{
	const struct rt_finding *met = &seen->findings->finding[index];
	struct rt_fuzz_cause cause = {
		.kind = rt_fuzz_kind(met),
		.is_new = true,
		.is_unaligned = *rt_aligned_words(
					rt_aligned_named(met->aligned)) != '\0',
	};

	for (size_t i = 0; i < seen->findings->count; i++)
		if (is_of(&seen->findings->finding[i], rt_fuzz_cause_key(met)))
			add_finding(&cause, seen, i);
	return cause;
}

static bool has_cause(const struct rt_fuzz_causes *causes,
		      const struct rt_finding *finding)
{
	for (size_t i = 0; i < causes->count; i++)
		if (is_of(causes->list[i].finding, rt_fuzz_cause_key(finding)))
			return true;
	return false;
}

int rt_fuzz_causes_make(struct rt_fuzz_causes *causes,
			const struct rt_fuzz_seen *seen, struct rt_error *error)
{
	*causes = (struct rt_fuzz_causes){
		.list = calloc(seen->findings->count + 1,
			       sizeof(*causes->list)),
	};
	if (!causes->list)
		return rt_no_memory(error);
	for (size_t i = 0; i < seen->findings->count; i++) {
		if (!rt_fuzz_is_met(seen, i) ||
		    has_cause(causes, &seen->findings->finding[i]))
			continue;
		causes->list[causes->count] = sum_up(seen, i);
		causes->news += causes->list[causes->count++].is_new;
	}
	return RT_OK;
}

void rt_fuzz_causes_free(struct rt_fuzz_causes *causes)
{
	free(causes->list);
	*causes = (struct rt_fuzz_causes){.count = 0};
}

void rt_fuzz_say_count(struct rt_text *text, uint64_t count, const char *one,
		       const char *many)
{
	rt_text_format(text, "%" PRIu64 " %s", count, count == 1 ? one : many);
}

const char *rt_fuzz_causes_since(const struct rt_fuzz_causes *causes)
{
	const char *last = "";

	for (size_t i = 0; i < causes->count; i++)
		if (!causes->list[i].is_new &&
		    strcmp(causes->list[i].since, last) > 0)
			last = causes->list[i].since;
	return last;
}

enum { day_length = 10 }; /* of ISO 8601 */

void rt_fuzz_causes_news(const struct rt_fuzz_causes *causes,
			 struct rt_text *text)
{
	rt_fuzz_say_count(text, causes->news, "new cause", "new causes");
	if (causes->count > causes->news)
		rt_text_format(text, ", %zu known since %.*s",
			       causes->count - causes->news, day_length,
			       rt_fuzz_causes_since(causes));
}

void rt_fuzz_cause_name(const struct rt_fuzz_cause *cause, struct rt_text *text)
{
	const struct rt_finding *finding = cause->finding;

	rt_text_add(text, *finding->cause ? finding->code : finding->witness);
	if (!cause->is_new)
		rt_text_format(text, " (known since %.*s)", day_length,
			       cause->since);
}

void rt_fuzz_cause_counts(const struct rt_fuzz_cause *cause,
			  struct rt_text *text)
{
	rt_fuzz_say_count(text, cause->accessors, "accessor", "accessors");
	rt_text_add(text, ", ");
	rt_fuzz_say_count(text, cause->toolchains, "toolchain", "toolchains");
	rt_text_add(text, ", ");
	rt_fuzz_say_count(text, cause->flags, "set of flags", "sets of flags");
}

void rt_fuzz_cause_path(const struct rt_fuzz_cause *cause,
			const struct rt_fuzz *fuzz, struct rt_text *path)
{
	struct rt_text whole = RT_TEXT_INIT;
	const char *from;
	char here[PATH_MAX];
	size_t length;

	rt_finding_path(&whole, rt_text_string(&fuzz->campaign.found),
			cause->finding);
	from = rt_text_string(&whole);
	length = getcwd(here, sizeof(here)) ? strlen(here) : 0;
	if (length && !strncmp(from, here, length) && from[length] == '/')
		from += length + 1;
	rt_text_add(path, from);
	rt_text_free(&whole);
}

/* Of a tear that only a race shows: the race. */
static bool add_race(struct rt_text *text, const struct rt_finding *finding,
		     const char *command)
{
	struct rt_trial trial;

	if (strcmp(finding->engine, "hammer") || !finding->trial ||
	    rt_trial_parse(&trial, finding->trial, strlen(finding->trial),
			   "finding", NULL))
		return false;
	rt_text_format(text, "%s hammer", command);
	rt_trial_options(&trial, true, text);
	return true;
}

/* `replay` trusts the file of a finding no more than one of anybody's. */
static bool asks_trust(const struct rt_finding *finding,
		       const struct rt_fuzz *fuzz)
{
	struct rt_trial trial;

	return finding->trial &&
	       !rt_trial_parse(&trial, finding->trial, strlen(finding->trial),
			       "finding", NULL) &&
	       rt_trust_is_asked(rt_text_string(&fuzz->places->corpora),
				 &trial);
}

/* A file that the compiler crashes on is one for the search itself. */
void rt_fuzz_cause_command(const struct rt_fuzz_cause *cause,
			   const struct rt_fuzz *fuzz, struct rt_text *text)
{
	struct rt_strings argv = RT_STRINGS_INIT;
	struct rt_text path = RT_TEXT_INIT;
	const char *command = fuzz->places->command;

	if (add_race(text, cause->finding, command))
		return;
	rt_fuzz_cause_path(cause, fuzz, &path);
	rt_strings_add(&argv, command);
	rt_strings_add(&argv,
		       cause->kind == RT_OUTCOME_COMPILER ? "fuzz" : "replay");
	rt_strings_add(&argv, rt_text_string(&path));
	if (asks_trust(cause->finding, fuzz))
		rt_strings_add(&argv, "--trust");
	rt_command_text(text, &argv);
	rt_strings_free(&argv);
	rt_text_free(&path);
}

json_t *rt_fuzz_cause_json(const struct rt_fuzz_cause *cause,
			   const struct rt_fuzz *fuzz)
{
	const struct rt_finding *finding = cause->finding;
	struct rt_text path = RT_TEXT_INIT;
	json_t *json;

	rt_finding_path(&path, rt_text_string(&fuzz->campaign.found), finding);
	json = json_pack(
		"{s:s,s:s,s:s,s:b,s:b,s:s,s:i,s:i,s:i,s:I,s:s}", "cause",
		rt_fuzz_cause_key(finding), "kind", finding->kind, "code",
		finding->code, "new", cause->is_new, "unaligned",
		cause->is_unaligned, "since", cause->since, "accessors",
		(int)cause->accessors, "toolchains", (int)cause->toolchains,
		"flags", (int)cause->flags, "met", (json_int_t)cause->met,
		"path", rt_text_string(&path));
	rt_text_free(&path);
	return json;
}
