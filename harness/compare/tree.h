/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Checkouts of a user's git repository, in folders of ringtear's own.
 *
 * The repository is only read. Each checkout has a work tree and an index of
 * its own in a scratch folder (git(1), --work-tree and GIT_INDEX_FILE), so that
 * the user's files, index, branches and list of worktrees do not change, and
 * nothing is left in the repository however this process ends. Hooks, sparse
 * checkouts and file monitors of the repository are disabled.
 *
 * Not thread-safe. The detail of an error is git's message, unabridged.
 */
#ifndef RT_COMPARE_TREE_H
#define RT_COMPARE_TREE_H

#include "harness/base/error.h"
#include "harness/base/scratch.h"
#include "harness/base/text.h"

struct rt_tree {
	struct rt_text git;    /* the repository's folder, absolute */
	struct rt_text top;    /* of the work tree; "" for a bare one */
	struct rt_text prefix; /* of the given folder in it: "" or "src/" */
	struct rt_scratch scratch;
};

/*
 * Opens the repository that contains @folder; checkouts go below @parent.
 * RT_USAGE when there is none, RT_SETUP without git; after an error there is
 * nothing to close.
 */
int rt_tree_open(struct rt_tree *tree, const char *folder, const char *parent,
		 struct rt_error *error);
void rt_tree_close(struct rt_tree *tree);

/* Appends the full hash of the commit @revision; RT_USAGE if there is none. */
int rt_tree_commit(const struct rt_tree *tree, const char *revision,
		   struct rt_text *commit, struct rt_error *error);

/* Appends "0123456789ab subject". */
int rt_tree_describe(const struct rt_tree *tree, const char *commit,
		     struct rt_text *text, struct rt_error *error);

/*
 * Checks out @commit to the checkout @name; if @name exists, only changed files
 * are written. Appends to @path the folder in the checkout that corresponds to
 * the folder that the tree was opened with.
 */
int rt_tree_checkout(const struct rt_tree *tree, const char *name,
		     const char *commit, struct rt_text *path,
		     struct rt_error *error);

/*
 * Whether @patch applies to @commit, without a checkout: 0, or RT_SUBJECT with
 * git's words, or RT_USAGE when there is no such file or commit.
 */
int rt_tree_would_apply(const struct rt_tree *tree, const char *commit,
			const char *patch, struct rt_error *error);

/* Applies @patch, a file as for git-apply(1), to the checkout @name. */
int rt_tree_apply(const struct rt_tree *tree, const char *name,
		  const char *patch, struct rt_error *error);

/* Adds the parents of @commit, the first one first. */
int rt_tree_parents(const struct rt_tree *tree, const char *commit,
		    struct rt_strings *parents, struct rt_error *error);

/*
 * Adds the commits after @from up to @to, oldest first, along first parents, so
 * that each is a state of the branch of @to. RT_USAGE when there are too many
 * to list.
 */
int rt_tree_between(const struct rt_tree *tree, const char *from,
		    const char *to, struct rt_strings *commits,
		    struct rt_error *error);

/*
 * Appends to @path where @file is in the checkout at @state: by its place in
 * the user's work tree if @file is absolute, else below @state. Appends @file
 * itself if that file does not exist.
 */
void rt_tree_map(const struct rt_tree *tree, const char *state,
		 const char *file, struct rt_text *path);

/*
 * Appends "Name <mail>" from git's configuration of the repository at @folder,
 * or of the user if @folder is NULL; nothing if it is not set.
 */
void rt_tree_identity(const char *folder, struct rt_text *text);

#endif
