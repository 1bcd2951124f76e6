/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keeps the input of a compiler that crashed in FOLDER/crashes/DIGEST/:
 * source.i (the preprocessed source), command (a shell line to run there) and
 * said (the compiler's output). DIGEST is of source and command. Any number of
 * processes may use FOLDER. Not thread-safe.
 */
#ifndef RT_MODULE_CRASH_H
#define RT_MODULE_CRASH_H

#include "harness/base/error.h"
#include "harness/base/process.h"
#include "harness/base/text.h"
#include "harness/module/build.h"

struct rt_crash {
	const struct rt_cell *cell; /* with an absolute source */
	const struct rt_strings *flags;
	const char *said;
	const char *place; /* a folder to work in */
	const struct rt_limits *limits;
};

/*
 * Preprocesses the source and appends the path of the crash's folder to @kept.
 * RT_BUILD when the source cannot be preprocessed, RT_SETUP when @folder cannot
 * be written.
 */
int rt_crash_keep(struct rt_text *kept, const struct rt_crash *crash,
		  const char *folder, struct rt_error *error);

#endif
