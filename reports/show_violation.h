/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A violation of a race that is under way, on standard output. One thread. */
#ifndef RT_REPORTS_SHOW_VIOLATION_H
#define RT_REPORTS_SHOW_VIOLATION_H

#include "harness/run/session.h"

/* For session->show_violation: "0.0260 s  TITLE: QEMU says ...". */
void rt_show_violation(struct rt_session *session, const struct rt_run *run,
		       const struct rt_violation *violation);

#endif
