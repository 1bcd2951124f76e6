/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Git's conditions on where a repository is (git-config(1)). Thread-safe. */
#ifndef RT_REPORTS_GIT_MATCH_H
#define RT_REPORTS_GIT_MATCH_H

#include <stdbool.h>

/*
 * Whether @path matches @pattern, component by component, as fnmatch(3) has it
 * with @flags; a component "**" stands for any number of them, at the end for
 * one at least.
 */
bool rt_git_path_matches(const char *pattern, const char *path, int flags);

/*
 * Whether @condition, as in [includeIf "CONDITION"] of the file at @config, is
 * "gitdir:" or "gitdir/i:" with a pattern that the repository's folder @folder
 * matches, as it is called or with its links resolved.
 */
bool rt_git_condition_holds(const char *condition, const char *config,
			    const char *folder);

#endif
