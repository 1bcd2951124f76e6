/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a person or a program reads of one check. One thread. */
#ifndef RT_REPORTS_CHECK_H
#define RT_REPORTS_CHECK_H

#include <jansson.h>
#include <stdbool.h>

#include "harness/run/check.h"
#include "harness/run/inlined.h"

/* Prints the verdict with its evidence, or gives it as JSON (new). */
void rt_check_print(const struct rt_check *check, bool colour);
json_t *rt_check_json(const struct rt_check *check);

/*
 * Prints the account of all ways: the accesses of each, and the section of the
 * manual that makes an access one.
 */
void rt_check_print_why(const struct rt_check *check);

/* What an object needs and nothing defines: the accessor may end there. */
void rt_check_print_missing(const struct rt_subject *subject);

/* That fortify was asked for in vain, and what helps. */
void rt_check_print_fortify(const struct rt_subject *subject);

/*
 * That the verdict hangs on a copy that was inlined, with the command of a
 * build that calls it and tears; nothing, or JSON's null (new), where it does
 * not.
 */
void rt_check_print_inlined(const struct rt_check *check,
			    const struct rt_subject *subject,
			    const struct rt_inlined *inlined);
json_t *rt_check_inlined_json(const struct rt_check *check,
			      const struct rt_subject *subject,
			      const struct rt_inlined *inlined);

/* What was not taken over from the compile_commands.json of a build. */
void rt_check_print_command(const struct rt_subject *subject);

#endif
