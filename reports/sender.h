/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who sends a report. Any thread. */
#ifndef RT_REPORTS_SENDER_H
#define RT_REPORTS_SENDER_H

#include "harness/base/text.h"

/*
 * Appends "NAME <ADDRESS>" as git's user.name and user.email have it, of the
 * repository that the working directory is in, else of the user, else of the
 * machine, with what these files include (reports/git_config.h); nothing where
 * there is no address. No process is started.
 */
void rt_sender_find(struct rt_text *sender);

#endif
