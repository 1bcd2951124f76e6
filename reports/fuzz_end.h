/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The summary of a campaign, on standard output. One thread. */
#ifndef RT_REPORTS_FUZZ_END_H
#define RT_REPORTS_FUZZ_END_H

#include "reports/fuzz_watch.h"

/*
 * Prints the causes with the trial that shows each, and what was searched; with
 * --json one line. What cannot be read is left out.
 */
void rt_fuzz_end(const struct rt_fuzz_watch *watch);

#endif
