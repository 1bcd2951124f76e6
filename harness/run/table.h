/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `check all`: every accessor, toolchain and usual set of flags. One thread. */
#ifndef RT_RUN_TABLE_H
#define RT_RUN_TABLE_H

#include "harness/base/shard.h"
#include "harness/run/check_log.h"

enum { RT_CHECK_COLUMNS = 4 };

struct rt_check_column {
	const char *flags;
	const char *heading, *below; /* two lines over the column */
};

extern const struct rt_check_column rt_check_columns[RT_CHECK_COLUMNS];

struct rt_check_table {
	const struct rt_check *usual; /* all of it but the cell */
	const char *given;	      /* its --engines and so on, for a shell */
	const struct rt_inventory *inventory;
	const struct rt_shard *shard;
	struct rt_check_log *log;

	/* Whom it is shown to. */
	void *data;
	void (*begin_row)(void *data, const char *accessor,
			  const char *toolchain, double done);
	/* @why: the cell gave no verdict; else NULL. */
	void (*show_cell)(void *data, const struct rt_check *check,
			  const struct rt_error *why);
	void (*end_row)(void *data);
};

/* Checks and records the shard's cells, and shows each. */
void rt_check_table(const struct rt_check_table *table);

#endif
