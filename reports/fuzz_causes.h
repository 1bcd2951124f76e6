/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The findings of a campaign, grouped by their causes. Plain data; thread-safe
 * for different objects.
 */
#ifndef RT_REPORTS_FUZZ_CAUSES_H
#define RT_REPORTS_FUZZ_CAUSES_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/engine/outcome.h"
#include "harness/fuzz/supervisor.h"
#include "harness/record/store.h"

/* What a sitting of a campaign has seen of the store. All is borrowed. */
struct rt_fuzz_seen {
	const struct rt_findings *findings;
	/* How often the first @met_count of them had been met at the start. */
	const uint64_t *met;
	size_t met_count;
	int64_t first; /* least id of the campaign's own findings */
};

struct rt_fuzz_cause {
	/* Whose trial stands for it, met in this campaign; borrowed. */
	const struct rt_finding *finding;
	enum rt_outcome kind;
	bool is_new; /* no earlier campaign in this store had found it */
	bool is_unaligned;
	/* That have met it so far, in all campaigns of the store. */
	unsigned accessors, toolchains, flags;
	uint64_t met;	   /* trials, since the start */
	const char *since; /* when it was found first: ISO 8601; borrowed */
};

struct rt_fuzz_causes {
	struct rt_fuzz_cause *list; /* in the order of their first finding */
	size_t count;
	size_t news;
};

/* The kind of @finding; RT_OUTCOME_NONE for a word that is none. */
enum rt_outcome rt_fuzz_kind(const struct rt_finding *finding);

/* Whether this campaign has met finding @index. */
bool rt_fuzz_is_met(const struct rt_fuzz_seen *seen, size_t index);

/* The key of the cause of @finding; borrowed. */
const char *rt_fuzz_cause_key(const struct rt_finding *finding);

/*
 * The causes that this campaign has met. RT_SETUP without memory. Release with
 * rt_fuzz_causes_free() in every case, before seen->findings.
 */
int rt_fuzz_causes_make(struct rt_fuzz_causes *causes,
			const struct rt_fuzz_seen *seen,
			struct rt_error *error);
void rt_fuzz_causes_free(struct rt_fuzz_causes *causes);

/*
 * Appends "3 new causes, 7 known since 2026-11-28": the day on which the last
 * of the known ones was found first.
 */
void rt_fuzz_causes_news(const struct rt_fuzz_causes *causes,
			 struct rt_text *text);
/* That day, "" when none is known from before; owned by @causes' findings. */
const char *rt_fuzz_causes_since(const struct rt_fuzz_causes *causes);

/* Appends its name: "two `movsb` in musl's memcpy". */
void rt_fuzz_cause_name(const struct rt_fuzz_cause *cause,
			struct rt_text *text);

/* Appends "1 accessor, 2 toolchains, 3 sets of flags". */
void rt_fuzz_cause_counts(const struct rt_fuzz_cause *cause,
			  struct rt_text *text);

/* Appends the trial's path; below the working folder it is relative. */
void rt_fuzz_cause_path(const struct rt_fuzz_cause *cause,
			const struct rt_fuzz *fuzz, struct rt_text *path);

/* Appends the command that shows it again. */
void rt_fuzz_cause_command(const struct rt_fuzz_cause *cause,
			   const struct rt_fuzz *fuzz, struct rt_text *text);

/* @cause as JSON; NULL without memory. */
json_t *rt_fuzz_cause_json(const struct rt_fuzz_cause *cause,
			   const struct rt_fuzz *fuzz);

/* Appends "1 trial", "2 trials". */
void rt_fuzz_say_count(struct rt_text *text, uint64_t count, const char *one,
		       const char *many);

#endif
