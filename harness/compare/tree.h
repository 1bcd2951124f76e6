/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * States of somebody's git repository, laid out in folders of our own.
 *
 * The repository is only read. Each state has a work tree and an index of its
 * own in a scratch folder (git(1), --work-tree and GIT_INDEX_FILE), so that
 * neither the user's files, index, branches nor list of worktrees change, and
 * nothing is left in the repository however this process ends. Hooks, sparse
 * checkouts and file monitors of the repository are left out.
 *
 * One thread. What git says of a failure is the error's detail, whole.
 */
#ifndef RT_COMPARE_TREE_H
#define RT_COMPARE_TREE_H

#include "harness/base/error.h"
#include "harness/base/scratch.h"
#include "harness/base/text.h"

struct rt_tree {
	struct rt_text git;    /* the repository's folder, absolute */
	struct rt_text top;    /* of its work tree; "" when it has none */
	struct rt_text prefix; /* of the named folder in it: "" or "src/" */
	struct rt_scratch scratch;
};

/*
 * Opens the repository that @folder lies in; states go to @parent. RT_USAGE
 * when there is none, RT_SETUP without git; then nothing is to be closed.
 */
int rt_tree_open(struct rt_tree *tree, const char *folder, const char *parent,
		 struct rt_error *error);
void rt_tree_close(struct rt_tree *tree);

/* Appends the full name of the commit that @revision is. RT_USAGE: none. */
int rt_tree_commit(const struct rt_tree *tree, const char *revision,
		   struct rt_text *commit, struct rt_error *error);

/* Appends "0123456789ab subject". */
int rt_tree_describe(const struct rt_tree *tree, const char *commit,
		     struct rt_text *text, struct rt_error *error);

/*
 * Lays @commit out in the state @name, which may be there already: then only
 * what differs is written. Appends the folder that corresponds to the one the
 * tree was opened with to @path.
 */
int rt_tree_checkout(const struct rt_tree *tree, const char *name,
		     const char *commit, struct rt_text *path,
		     struct rt_error *error);

/* Applies @patch, a file as git-apply(1) takes it, to the state @name. */
int rt_tree_apply(const struct rt_tree *tree, const char *name,
		  const char *patch, struct rt_error *error);

/*
 * Adds the commits after @from up to @to, oldest first, along first parents:
 * each is the state of the line of development that @to is on. RT_USAGE when
 * there are too many to list.
 */
int rt_tree_between(const struct rt_tree *tree, const char *from,
		    const char *to, struct rt_strings *commits,
		    struct rt_error *error);

/*
 * Appends to @path where @file, if it lies in the user's work tree, is in the
 * state that was laid out at @state; @file itself when it does not, or when
 * it is not there.
 */
void rt_tree_map(const struct rt_tree *tree, const char *state,
		 const char *file, struct rt_text *path);

/*
 * Appends "Name <mail>" from git's configuration, of the repository at
 * @folder, or of the user's alone when that is NULL; nothing when it is not
 * set.
 */
void rt_tree_identity(const char *folder, struct rt_text *text);

#endif
