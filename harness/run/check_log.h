/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The checks of one command in the store: a run each, one campaign. A check
 * answers all the same where nothing can be recorded; that is said once, on
 * standard error. One thread.
 */
#ifndef RT_RUN_CHECK_LOG_H
#define RT_RUN_CHECK_LOG_H

#include "harness/run/check.h"
#include "harness/run/inventory.h"
#include "harness/run/log.h"

struct rt_check_log {
	struct rt_run_log runs; /* closed: nothing is recorded */
	/* Hears why nothing is recorded from then on. */
	void (*warn)(const struct rt_error *why);
};

/*
 * Opens the store; @warn hears, now or later, why nothing is recorded. @places
 * and @here are borrowed until it is closed, which is due in any case.
 */
void rt_check_log_open(struct rt_check_log *log, const struct rt_places *places,
		       const struct rt_inventory *inventory,
		       void (*warn)(const struct rt_error *why));
void rt_check_log_close(struct rt_check_log *log);

/*
 * Records what came of @check and gives its number, 0 where it could not.
 * @command is what makes it again.
 */
int64_t rt_check_log_add(struct rt_check_log *log, const struct rt_check *check,
			 const struct rt_subject *subject, const char *command);

/* The same for a cell that gave no verdict: @why is the reason. */
void rt_check_log_failure(struct rt_check_log *log,
			  const struct rt_check *check, const char *command,
			  const struct rt_error *why);

#endif
