/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a person, or with --json a program, sees of a campaign. One thread. */
#ifndef RT_REPORTS_FUZZ_WATCH_H
#define RT_REPORTS_FUZZ_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/fuzz/supervisor.h"
#include "harness/record/store.h"

struct rt_fuzz_watch {
	const struct rt_fuzz *fuzz;
	struct rt_store *store;
	double began, said;
	uint64_t trials_before; /* of earlier sittings of a resumed campaign */
	struct rt_memory_counts memory;
	uint64_t *met; /* of each finding of earlier campaigns, at the start */
	bool *shown;
	size_t known; /* findings that have a place in both */
	/* In this campaign. */
	unsigned found[RT_OUTCOMES];
	bool terminal;
};

int rt_fuzz_watch_open(struct rt_fuzz_watch *watch, const struct rt_fuzz *fuzz,
		       struct rt_error *error);
void rt_fuzz_watch_close(struct rt_fuzz_watch *watch);
/* Shows what is new, and the status line. */
int rt_fuzz_watch_look(struct rt_fuzz_watch *watch, struct rt_error *error);
/* Something to be said between: the status line makes way. */
void rt_fuzz_watch_say(const struct rt_fuzz_watch *watch, const char *text);
/* Prints what it all came to. */
void rt_fuzz_watch_end(struct rt_fuzz_watch *watch);

#endif
