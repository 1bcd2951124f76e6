/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a person, or with --json a program, sees of a campaign. One thread. */
#ifndef RT_REPORTS_FUZZ_WATCH_H
#define RT_REPORTS_FUZZ_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/fuzz/sitting.h"
#include "harness/record/store.h"
#include "reports/fuzz_block.h"
#include "reports/fuzz_causes.h"

struct rt_fuzz_watch {
	const struct rt_fuzz *fuzz;
	struct rt_store *store;
	double began, said;
	uint64_t trials_before; /* of earlier sittings of a resumed campaign */
	uint64_t *met; /* of each finding of earlier campaigns, at the start */
	bool *shown;
	size_t known; /* findings that have a place in both */
	/* In this campaign: findings of each kind, and causes. */
	unsigned found[RT_OUTCOMES];
	size_t causes, news;
	struct rt_strings told; /* keys of causes */
	double last_new;	/* when the last new cause was told; 0: never */
	bool terminal;
	/* On a terminal: the lines of the causes, with their counts of now. */
	bool redraws;
	struct rt_fuzz_block block;
	struct rt_text lines;
};

/*
 * The view of a campaign by @watch, whose fuzz is set and the rest is zero.
 * Release with rt_fuzz_watch_close() in any case.
 */
struct rt_fuzz_view rt_fuzz_watch_view(struct rt_fuzz_watch *watch);
void rt_fuzz_watch_close(struct rt_fuzz_watch *watch);

/* @findings, those of the store, as this watch has seen them. */
struct rt_fuzz_seen rt_fuzz_watch_seen(const struct rt_fuzz_watch *watch,
				       const struct rt_findings *findings);

#endif
