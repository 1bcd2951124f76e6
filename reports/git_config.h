/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Git's configuration as git-config(1) has it, read without git: the machine's
 * files, the user's and the repository's, with what they include.
 *
 * include.path is followed, and includeIf.*.path with the conditions "gitdir:"
 * and "gitdir/i:"; what depends on a branch or a remote is left out, and so is
 * a path of another user, "~name/". Bounded: a file has at most 1 MiB, includes
 * are 10 deep, as in git, and there are 100 files at most.
 */
#ifndef RT_REPORTS_GIT_CONFIG_H
#define RT_REPORTS_GIT_CONFIG_H

#include "reports/git_file.h"

/* Called for each variable, in git's order: what comes later counts. */
typedef void rt_git_take(void *data, const struct rt_git_variable *variable);

/*
 * Reads the configuration of the working directory. What cannot be read is left
 * out. Thread-safe as long as nobody changes the working directory or the
 * environment.
 */
void rt_git_config_read(rt_git_take *take, void *data);

#endif
