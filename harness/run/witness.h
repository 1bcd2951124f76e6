/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The trial that replays what a check has found. One thread. */
#ifndef RT_RUN_WITNESS_H
#define RT_RUN_WITNESS_H

#include "harness/run/check.h"

/*
 * Writes the trial of rt_check_witness() where `replay` finds it, and appends
 * its path; without a witness it does nothing. RT_SETUP when it cannot be
 * written.
 */
int rt_check_keep_witness(const struct rt_check *check, struct rt_text *path,
			  struct rt_error *error);

#endif
