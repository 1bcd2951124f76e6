/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The trial file of a finding. Any thread. */
#ifndef RT_FUZZ_FINDING_FILE_H
#define RT_FUZZ_FINDING_FILE_H

#include "harness/base/error.h"
#include "harness/base/text.h"
#include "harness/record/record.h"

/* Appends the path of @finding's trial file in @folder. */
void rt_finding_path(struct rt_text *path, const char *folder,
		     const struct rt_finding *finding);

/*
 * Puts the preprocessed source that the folder @kept holds beside it, as .i:
 * what the cache has may be removed. RT_SETUP when that cannot be done.
 */
int rt_finding_keep_source(const struct rt_finding *finding, const char *folder,
			   const char *kept, struct rt_error *error);

/*
 * Writes it, with what was seen, and by which @command, as comments. RT_SETUP
 * when that cannot be written.
 */
int rt_finding_write(const struct rt_finding *finding, const char *folder,
		     const char *command, struct rt_error *error);

#endif
