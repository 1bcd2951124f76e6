/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records the checks of one command in the store: one run per check, all in one
 * campaign. If the store cannot be written, checks still give their verdicts,
 * and a warning is issued once. Not thread-safe.
 */
#ifndef RT_RUN_CHECK_LOG_H
#define RT_RUN_CHECK_LOG_H

#include "harness/run/check.h"
#include "harness/run/inventory.h"
#include "harness/run/log.h"

struct rt_check_log {
	struct rt_run_log runs; /* closed: nothing is recorded */
	/* Called with the reason when recording stops. */
	void (*warn)(const struct rt_error *why);
	/* The file that was asked for its origin last, and the answer. */
	struct rt_text file, origin;
};

/*
 * Opens the store. @warn is called, now or later, with the reason if nothing
 * can be recorded. @places and @inventory are borrowed until
 * rt_check_log_close(), which the caller must call in every case.
 */
void rt_check_log_open(struct rt_check_log *log, const struct rt_places *places,
		       const struct rt_inventory *inventory,
		       void (*warn)(const struct rt_error *why));
void rt_check_log_close(struct rt_check_log *log);

/*
 * Records the result of @check and returns the run's number, 0 if that failed.
 * @command is the command that repeats the check.
 */
int64_t rt_check_log_add(struct rt_check_log *log, const struct rt_check *check,
			 const struct rt_subject *subject, const char *command);

/* Records a cell that gave no verdict, for the reason @why. */
void rt_check_log_failure(struct rt_check_log *log,
			  const struct rt_check *check, const char *command,
			  const struct rt_error *why);

#endif
