/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One check, recorded and then shown to a person or a program. One thread. */
#ifndef RT_CLI_CHECK_SHOW_H
#define RT_CLI_CHECK_SHOW_H

#include <jansson.h>

#include "harness/run/check_log.h"
#include "harness/run/inlined.h"

struct rt_cli_shown {
	struct rt_check_log *log;
	const char *command; /* that makes the check again */
	bool why;	     /* with the account of all ways */
};

/*
 * Records @check of @subject, which has been run, and prints it or, if @json is
 * not NULL, appends it to that array. What cannot be recorded or kept for a
 * replay is said on standard error.
 */
void rt_cli_show_check(const struct rt_cli_shown *shown,
		       const struct rt_check *check,
		       const struct rt_subject *subject,
		       const struct rt_inlined *inlined, json_t *json);

#endif
