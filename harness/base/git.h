/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs git without a shell. Not thread-safe. */
#ifndef RT_BASE_GIT_H
#define RT_BASE_GIT_H

#include "harness/base/error.h"
#include "harness/base/text.h"

/*
 * Runs git with the NULL-terminated @words in @folder, without the environment
 * variables that would select another repository, and appends its output to
 * @output unless that is NULL. @index is the path of its index file, or NULL.
 * RT_USAGE, with git's message as the detail, when git fails; @doing completes
 * "git cannot ...". RT_SETUP when git cannot be run.
 */
int rt_git(const char *folder, const char *index, const char *const *words,
	   const char *doing, struct rt_text *output, struct rt_error *error);

#endif
