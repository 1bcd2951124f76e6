/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `check all`: each accessor, toolchain and set of flags. Not thread-safe. */
#ifndef RT_RUN_TABLE_H
#define RT_RUN_TABLE_H

#include "harness/base/shard.h"
#include "harness/run/check_log.h"

enum { RT_CHECK_COLUMNS = 4 };

struct rt_check_column {
	const char *flags;
	const char *heading, *below; /* the column's two lines of heading */
};

extern const struct rt_check_column rt_check_columns[RT_CHECK_COLUMNS];

struct rt_check_table {
	/* Engines, offset and so on of each check. */
	const struct rt_check *usual;
	/* The options of @usual, appended to each recorded command. */
	const char *given;
	const struct rt_inventory *inventory;
	const struct rt_shard *shard;
	struct rt_check_log *log;

	/* Callbacks for the display; @data is passed to each. */
	void *data;
	void (*begin_row)(void *data, const char *accessor,
			  const char *toolchain, double done);
	/* @why: why the cell gave no verdict; NULL if it gave one. */
	void (*show_cell)(void *data, const struct rt_check *check,
			  const struct rt_error *why);
	void (*end_row)(void *data);
};

/* Checks, records and displays each cell of the shard. */
void rt_check_table(const struct rt_check_table *table);

#endif
