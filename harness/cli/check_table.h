/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `check all`: every accessor, toolchain and usual set of flags. One thread. */
#ifndef RT_CLI_CHECK_TABLE_H
#define RT_CLI_CHECK_TABLE_H

#include "harness/base/shard.h"
#include "harness/run/check_log.h"
#include "reports/check.h"

struct rt_check_table {
	const struct rt_check *usual; /* all of it but the cell */
	const char *given;	      /* its --engines and so on, for a shell */
	const struct rt_inventory *here;
	const struct rt_shard *shard;
	struct rt_check_log *log;
	json_t *json; /* NULL: the table is printed; else cells are added */
};

/* Checks the shard's cells. *@status becomes 1 when any is torn. */
void rt_check_table(const struct rt_check_table *table, int *status);

#endif
