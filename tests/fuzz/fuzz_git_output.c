/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as what git prints, whatever it was asked: a repository may be
 * somebody else's. No line of it becomes two, and a commit is a hash.
 */
#include <ctype.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/compare/tree.h"
#include "harness/run/origin.h"
#include "tests/fuzz/scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* Puts a git before all others in PATH that prints the file "said". */
static void make_git(void)
{
	static bool is_made;
	char path[512];
	struct rt_text text = RT_TEXT_INIT;

	if (is_made)
		return;
	is_made = true;
	scratch_path(path, "bin");
	must(!rt_folder_make(path, NULL));
	rt_text_format(&text, "%s:%s", path, getenv("PATH"));
	must(!setenv("PATH", rt_text_string(&text), 1));
	rt_text_free(&text);
	rt_text_format(&text, "#!/bin/sh\nexec cat %s/said\n", scratch());
	scratch_put("bin/git", text.data, text.length);
	rt_text_free(&text);
	scratch_path(path, "bin/git");
	must(!chmod(path, 0755));
}

static void must_be_a_line(const struct rt_text *text)
{
	must(!strchr(rt_text_string(text), '\n'));
}

static void try_commits(const struct rt_tree *tree)
{
	struct rt_strings parents = RT_STRINGS_INIT;
	struct rt_text line = RT_TEXT_INIT;

	rt_tree_parents(tree, "HEAD", &parents, NULL);
	for (size_t i = 0; i < parents.count; i++)
		for (const char *at = parents.word[i]; *at; at++)
			must(isxdigit((unsigned char)*at));
	rt_tree_describe(tree, "HEAD", &line, NULL);
	must_be_a_line(&line);
	rt_text_free(&line);
	rt_strings_free(&parents);
}

static void try_origin(void)
{
	struct rt_text origin = RT_TEXT_INIT;
	char path[512];

	scratch_path(path, "said");
	rt_file_origin(&origin, path);
	must_be_a_line(&origin);
	rt_text_free(&origin);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Of a repository that was opened: only its commits are asked for. */
	struct rt_tree tree = {.scratch = {.alive = -1, .lock = -1}};

	if (!size)
		return 0;
	make_git();
	scratch_put("said", data + 1, size - 1);
	if (data[0] & 1) {
		try_origin();
		return 0;
	}
	rt_text_add(&tree.git, scratch());
	rt_text_add(&tree.scratch.folder, scratch());
	try_commits(&tree);
	rt_text_free(&tree.git);
	rt_text_free(&tree.scratch.folder);
	return 0;
}
