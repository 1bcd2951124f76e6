/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A campaign as a person sees it: how it is run, and what is shown of it. One
 * thread.
 */
#ifndef RT_CLI_FUZZ_H
#define RT_CLI_FUZZ_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/fuzz/supervisor.h"
#include "harness/record/store.h"

/* Blocks the signals that end a campaign; from then on they are waited for. */
void rt_fuzz_block_endings(void);
/* Whether one of them has come and was not waited for yet. */
bool rt_fuzz_interrupted(void);

/*
 * Runs the jobs until they end, the time is over or a signal comes, and shows
 * what they find. A signal that came before starts none. @status becomes the
 * exit code.
 */
int rt_fuzz_run(struct rt_fuzz *fuzz, int *status, struct rt_error *error);

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
