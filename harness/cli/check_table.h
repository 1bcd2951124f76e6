/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `check all` prints. One thread. */
#ifndef RT_CLI_CHECK_TABLE_H
#define RT_CLI_CHECK_TABLE_H

#include <jansson.h>

#include "harness/run/table.h"

/*
 * Checks what @table says, printing it, or, unless that is NULL, adding each
 * cell to @json. *@status becomes 1 when any is torn.
 */
void rt_cli_check_table(struct rt_check_table *table, json_t *json,
			int *status);

#endif
