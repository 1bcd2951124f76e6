/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a campaign is run, from its first job to its last. One thread.
 */
#ifndef RT_CLI_FUZZ_H
#define RT_CLI_FUZZ_H

#include <stdbool.h>

#include "harness/fuzz/supervisor.h"

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

#endif
