/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints what `check all` finds. Not thread-safe. */
#ifndef RT_CLI_CHECK_TABLE_H
#define RT_CLI_CHECK_TABLE_H

#include <jansson.h>

#include "harness/run/table.h"

/*
 * Checks the cells of @table. Prints the table, or, if @json is not NULL,
 * appends each cell to @json instead. *@status becomes 1 when a cell is torn.
 */
void rt_cli_check_table(struct rt_check_table *table, json_t *json,
			int *status);

#endif
