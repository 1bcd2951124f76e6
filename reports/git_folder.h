/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The git repository of the working directory, found without git: see
 * gitrepository-layout(5) and git-worktree(1). Thread-safe as long as nobody
 * changes the working directory.
 */
#ifndef RT_REPORTS_GIT_FOLDER_H
#define RT_REPORTS_GIT_FOLDER_H

#include "harness/base/text.h"

/* Paths; both are empty outside of a repository. */
struct rt_git_folder {
	/* $GIT_DIR: of a linked worktree .git/worktrees/NAME. */
	struct rt_text own;
	/* $GIT_COMMON_DIR: what all worktrees share, the configuration too. */
	struct rt_text common;
};

/*
 * Finds the nearest folder above the working directory with a .git: a folder,
 * or a file that names one, as linked worktrees and submodules have it. Follows
 * neither $GIT_DIR nor a bare repository. Release with rt_git_folder_free().
 */
void rt_git_folder_find(struct rt_git_folder *folder);

void rt_git_folder_free(struct rt_git_folder *folder);

#endif
