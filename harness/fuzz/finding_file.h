/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The trial file of a finding. Thread-safe. */
#ifndef RT_FUZZ_FINDING_FILE_H
#define RT_FUZZ_FINDING_FILE_H

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/record/record.h"

/* Appends the path of @finding's trial file in @folder. */
void rt_finding_path(struct rt_text *path, const char *folder,
		     const struct rt_finding *finding);

/*
 * Copies the preprocessed source in the folder @kept, which the cache may
 * remove, beside the trial file, as .i. RT_SETUP when that fails.
 */
int rt_finding_keep_source(const struct rt_finding *finding, const char *folder,
			   const char *kept, struct rt_error *error);

/*
 * Writes the trial file, with the evidence and @command as comments. RT_SETUP
 * when that fails.
 */
int rt_finding_write(const struct rt_finding *finding, const char *folder,
		     const char *command, struct rt_error *error);

#endif
