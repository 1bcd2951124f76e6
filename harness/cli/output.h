/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --output FILE: what a command prints goes into a file. One thread. */
#ifndef RT_CLI_OUTPUT_H
#define RT_CLI_OUTPUT_H

#include <stdbool.h>

#include "harness/base/error.h"
#include "harness/base/replace.h"

struct rt_output {
	const char *path;	   /* NULL: standard output stays as it is */
	struct rt_replace replace; /* what takes its place, if it is a file */
	bool is_file;
	int file;
	int standard; /* what standard output was, or -1 */
};

/*
 * From now on standard output is a file that takes the place of @path at the
 * end. RT_SETUP when it cannot
 * be made. Nothing happens for a @path of NULL.
 */
int rt_output_begin(struct rt_output *output, const char *path,
		    struct rt_error *error);

/*
 * Standard output is what it was. With @keep the file takes the place of @path,
 * and RT_SETUP says when not all of it was written; else it is removed, and
 * @path is as before.
 */
int rt_output_end(struct rt_output *output, bool keep, struct rt_error *error);

#endif
