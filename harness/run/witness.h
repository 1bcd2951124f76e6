/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Saves the trial that replays a check's witness. Not thread-safe. */
#ifndef RT_RUN_WITNESS_H
#define RT_RUN_WITNESS_H

#include "harness/run/check.h"

/*
 * Writes the trial of rt_check_witness() to the folder of reports, to a file
 * that is named by the trial's content and stays as it is, and appends its path
 * to @path. Does nothing if there is no witness. RT_SETUP when the trial cannot
 * be written.
 */
int rt_check_keep_witness(const struct rt_check *check, struct rt_text *path,
			  struct rt_error *error);

#endif
