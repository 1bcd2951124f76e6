/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/compare/tree.h"

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/base/git.h"

/* their hashes fit into the output limit of a process */
enum { most_commits = 20000 };

static void cut_line(struct rt_text *text, size_t start)
{
	if (!text->data)
		return;
	text->length = start + strcspn(text->data + start, "\n");
	text->data[text->length] = '\0';
}

/* Appends the line that `git rev-parse @word` prints in @folder. */
static int ask(const char *folder, const char *word, struct rt_text *answer,
	       struct rt_error *error)
{
	const char *words[] = {"rev-parse", word, NULL};
	size_t start = answer->length;
	int code = rt_git(folder, NULL, words, "read the repository", answer,
			  error);

	cut_line(answer, start);
	if (!code && rt_text_failed(answer))
		code = rt_no_memory(error);
	return code;
}

static bool is_folder_named(const char *folder, struct rt_error *error)
{
	if (rt_file_exists(folder))
		return true;
	rt_fail(error, RT_USAGE, "there is no folder %s; check the name",
		folder);
	return false;
}

int rt_tree_open(struct rt_tree *tree, const char *folder, const char *parent,
		 struct rt_error *error)
{
	struct rt_text bare = RT_TEXT_INIT;
	int code;

	*tree = (struct rt_tree){.scratch = {.alive = -1, .lock = -1}};
	if (!is_folder_named(folder, error))
		return RT_USAGE;
	code = ask(folder, "--absolute-git-dir", &tree->git, error);
	if (!code)
		code = ask(folder, "--is-inside-work-tree", &bare, error);
	if (!code && !strcmp(rt_text_string(&bare), "true")) {
		code = ask(folder, "--show-toplevel", &tree->top, error);
		if (!code)
			code = ask(folder, "--show-prefix", &tree->prefix,
				   error);
	}
	rt_text_free(&bare);
	if (!code)
		code = rt_scratch_open(&tree->scratch, parent, error);
	if (code)
		rt_tree_close(tree);
	return code;
}

void rt_tree_close(struct rt_tree *tree)
{
	rt_scratch_close(&tree->scratch);
	rt_text_free(&tree->git);
	rt_text_free(&tree->top);
	rt_text_free(&tree->prefix);
}

/* Runs git on the repository, in the checkout @state if that is not NULL. */
static int run(const struct rt_tree *tree, const char *state,
	       const char *const *words, const char *doing,
	       struct rt_text *output, struct rt_error *error)
{
	const char *scratch = rt_text_string(&tree->scratch.folder);
	struct rt_text index = RT_TEXT_INIT, folder = RT_TEXT_INIT;
	struct rt_strings all = RT_STRINGS_INIT;
	int code;

	rt_text_format(&folder, "%s/%s", scratch, state ? state : "");
	rt_text_format(&index, "%s/%s.index", scratch, state ? state : "no");
	rt_strings_format(&all, "--git-dir=%s", rt_text_string(&tree->git));
	rt_strings_format(&all, "--work-tree=%s", rt_text_string(&folder));
	for (; *words; words++)
		rt_strings_add(&all, *words);
	if (all.failed || rt_text_failed(&index) || rt_text_failed(&folder))
		code = rt_no_memory(error);
	else
		code = rt_git(rt_text_string(&folder), rt_text_string(&index),
			      (const char *const *)all.word, doing, output,
			      error);
	rt_strings_free(&all);
	rt_text_free(&index);
	rt_text_free(&folder);
	return code;
}

int rt_tree_commit(const struct rt_tree *tree, const char *revision,
		   struct rt_text *commit, struct rt_error *error)
{
	struct rt_text wanted = RT_TEXT_INIT, doing = RT_TEXT_INIT;
	const char *words[] = {"rev-parse", "--verify", NULL, NULL};
	size_t start = commit->length;
	int code;

	if (!*revision || *revision == '-')
		return rt_fail(error, RT_USAGE,
			       "'%s' is no commit; name a tag, a branch or a "
			       "hash",
			       revision);
	rt_text_format(&wanted, "%s^{commit}", revision);
	rt_text_format(&doing, "find the commit %s", revision);
	words[2] = rt_text_string(&wanted);
	code = run(tree, NULL, words, rt_text_string(&doing), commit, error);
	cut_line(commit, start);
	if (!code && rt_text_failed(commit))
		code = rt_no_memory(error);
	rt_text_free(&wanted);
	rt_text_free(&doing);
	return code;
}

int rt_tree_describe(const struct rt_tree *tree, const char *commit,
		     struct rt_text *text, struct rt_error *error)
{
	const char *words[] = {"show",	      "--no-patch", "--format=%h %s",
			       "--abbrev=12", commit,	    NULL};
	size_t start = text->length;
	int code = run(tree, NULL, words, "show a commit", text, error);

	cut_line(text, start);
	return code;
}

int rt_tree_checkout(const struct rt_tree *tree, const char *name,
		     const char *commit, struct rt_text *path,
		     struct rt_error *error)
{
	const char *words[] = {"read-tree", "--reset", "-u", commit, NULL};
	struct rt_text folder = RT_TEXT_INIT;
	int code;

	rt_text_format(&folder, "%s/%s", rt_text_string(&tree->scratch.folder),
		       name);
	code = rt_folder_make(rt_text_string(&folder), error);
	if (!code)
		code = run(tree, name, words, "lay out the commit", NULL,
			   error);
	rt_text_format(path, "%s/%s", rt_text_string(&folder),
		       rt_text_string(&tree->prefix));
	/* Remove the slash at the prefix' end. */
	if (tree->prefix.length && path->length)
		path->data[--path->length] = '\0';
	rt_text_free(&folder);
	if (!code && rt_text_failed(path))
		code = rt_no_memory(error);
	return code;
}

/*
 * Applies @patch to the checkout @name, or @only_check to its index alone: that
 * writes nothing, not even an object into the repository.
 */
static int apply(const struct rt_tree *tree, const char *name,
		 const char *patch, bool only_check, struct rt_error *error)
{
	const char *words[] = {"apply",	  "--whitespace=nowarn",
			       NULL,	  only_check ? "--cached" : NULL,
			       "--check", NULL};
	struct rt_text doing = RT_TEXT_INIT;
	char path[PATH_MAX];
	int code;

	if (!realpath(patch, path))
		return rt_fail(error, RT_USAGE,
			       "cannot read the patch %s; check the name",
			       patch);
	words[2] = path;
	rt_text_format(&doing, "apply %s", patch);
	code = rt_blame_subject(
		error,
		run(tree, name, words, rt_text_string(&doing), NULL, error));
	rt_text_free(&doing);
	return code;
}

int rt_tree_apply(const struct rt_tree *tree, const char *name,
		  const char *patch, struct rt_error *error)
{
	return apply(tree, name, patch, false, error);
}

int rt_tree_would_apply(const struct rt_tree *tree, const char *commit,
			const char *patch, struct rt_error *error)
{
	const char *words[] = {"read-tree", NULL, NULL};
	struct rt_text whole = RT_TEXT_INIT, folder = RT_TEXT_INIT;
	int code = rt_tree_commit(tree, commit, &whole, error);

	rt_text_format(&folder, "%s/tried",
		       rt_text_string(&tree->scratch.folder));
	words[1] = rt_text_string(&whole);
	if (!code)
		code = rt_folder_make(rt_text_string(&folder), error);
	if (!code)
		code = run(tree, "tried", words, "read the commit", NULL,
			   error);
	if (!code)
		code = apply(tree, "tried", patch, true, error);
	rt_text_free(&whole);
	rt_text_free(&folder);
	return code;
}

/* Adds each line that is a commit's hash; other lines are git's warnings. */
static void add_commits(struct rt_strings *commits, const char *listing)
{
	while (*listing) {
		size_t length = strcspn(listing, "\n");
		bool is_name = length >= 40;

		for (size_t i = 0; i < length; i++)
			is_name &= isxdigit((unsigned char)listing[i]) != 0;
		if (is_name)
			rt_strings_format(commits, "%.*s", (int)length,
					  listing);
		listing += length + (listing[length] == '\n');
	}
}

int rt_tree_parents(const struct rt_tree *tree, const char *commit,
		    struct rt_strings *parents, struct rt_error *error)
{
	const char *words[] = {"rev-parse", NULL, NULL};
	struct rt_text all = RT_TEXT_INIT, listing = RT_TEXT_INIT;
	int code;

	rt_text_format(&all, "%s^@", commit);
	words[1] = rt_text_string(&all);
	code = run(tree, NULL, words, "list the parents", &listing, error);
	if (!code)
		add_commits(parents, rt_text_string(&listing));
	if (!code && (parents->failed || rt_text_failed(&listing)))
		code = rt_no_memory(error);
	rt_text_free(&all);
	rt_text_free(&listing);
	return code;
}

int rt_tree_between(const struct rt_tree *tree, const char *from,
		    const char *to, struct rt_strings *commits,
		    struct rt_error *error)
{
	struct rt_text range = RT_TEXT_INIT, listing = RT_TEXT_INIT;
	const char *words[] = {
		"rev-list", "--first-parent", "--reverse", NULL, "--", NULL};
	int code;

	rt_text_format(&range, "%s..%s", from, to);
	words[3] = rt_text_string(&range);
	code = run(tree, NULL, words, "list the commits", &listing, error);
	if (!code)
		add_commits(commits, rt_text_string(&listing));
	if (!code && (commits->failed || rt_text_failed(&listing)))
		code = rt_no_memory(error);
	if (!code && commits->count > most_commits)
		code = rt_fail(error, RT_USAGE,
			       "more than %d commits lie between; give a "
			       "shorter --range",
			       most_commits);
	rt_text_free(&range);
	rt_text_free(&listing);
	return code;
}

/* The path of the absolute @file relative to @top; NULL if it is elsewhere. */
static const char *below(const char *top, const char *file)
{
	size_t length = strlen(top);

	if (!length || strncmp(file, top, length) ||
	    (file[length] && file[length] != '/'))
		return NULL;
	return file + length + (file[length] == '/');
}

void rt_tree_map(const struct rt_tree *tree, const char *state,
		 const char *file, struct rt_text *path)
{
	const char *top = rt_text_string(&tree->top), *inside = NULL;
	struct rt_text mapped = RT_TEXT_INIT;
	char real[PATH_MAX];
	size_t length =
		strlen(state) - (tree->prefix.length ? tree->prefix.length : 0);

	if (*file != '/')
		rt_text_format(&mapped, "%s/%s", state, file);
	else if (realpath(file, real) && (inside = below(top, real)))
		rt_text_format(&mapped, "%.*s/%s", (int)length, state, inside);
	if (mapped.length && rt_file_exists(rt_text_string(&mapped)))
		rt_text_add(path, rt_text_string(&mapped));
	else
		rt_text_add(path, file);
	rt_text_free(&mapped);
}

void rt_tree_identity(const char *folder, struct rt_text *text)
{
	static const char *const keys[] = {"user.name", "user.email"};
	struct rt_text value[2] = {RT_TEXT_INIT, RT_TEXT_INIT};
	bool is_set = true;

	for (int i = 0; i < 2; i++) {
		const char *words[] = {"config", "--get", keys[i], NULL};
		struct rt_error unused = RT_ERROR_INIT;

		is_set &= !rt_git(folder, NULL, words, "", &value[i], &unused);
		cut_line(&value[i], 0);
		is_set &= value[i].length > 0;
		rt_error_clear(&unused);
	}
	if (is_set)
		rt_text_format(text, "%s <%s>", rt_text_string(&value[0]),
			       rt_text_string(&value[1]));
	for (int i = 0; i < 2; i++)
		rt_text_free(&value[i]);
}
