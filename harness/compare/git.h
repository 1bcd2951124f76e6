/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How git is run by harness/tree. One thread. */
#ifndef RT_COMPARE_GIT_H
#define RT_COMPARE_GIT_H

#include "harness/base/error.h"
#include "harness/base/text.h"

/*
 * Runs git with the NULL-terminated @words in @folder, without the variables
 * that would point it to another repository, and appends what it printed to
 * @output, unless that is NULL. @index is a file to be its index, or NULL.
 * RT_USAGE, with git's words as the detail, when it fails; @doing completes
 * "git cannot ...". RT_SETUP when it cannot be run.
 */
int rt_git(const char *folder, const char *index, const char *const *words,
	   const char *doing, struct rt_text *output, struct rt_error *error);

#endif
