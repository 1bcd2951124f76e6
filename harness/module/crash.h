/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keeps what makes a compiler crash: FOLDER/crashes/DIGEST/ with source.i (the
 * preprocessed source), command (a line for a shell, beside it) and said. The
 * same source and command are one crash. Any process; one thread.
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
 * Preprocesses the source and appends the folder's path to @kept. RT_BUILD
 * when it cannot be preprocessed, RT_SETUP when @folder cannot be written.
 */
int rt_crash_keep(struct rt_text *kept, const struct rt_crash *crash,
		  const char *folder, struct rt_error *error);

#endif
