/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/git_match.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/text.h"

/* The component behind that at @at; NULL at the end. */
static const char *next(const char *at)
{
	at += strcspn(at, "/");
	return *at ? at + 1 : NULL;
}

static bool is_any(const char *component)
{
	return !strncmp(component, "**", 2) &&
	       (!component[2] || component[2] == '/');
}

static bool component_matches(const char *pattern, const char *path, int flags)
{
	struct rt_text wanted = RT_TEXT_INIT, found = RT_TEXT_INIT;
	bool matches;

	rt_text_append(&wanted, pattern, strcspn(pattern, "/"));
	rt_text_append(&found, path, strcspn(path, "/"));
	matches = !rt_text_failed(&wanted) && !rt_text_failed(&found) &&
		  !fnmatch(rt_text_string(&wanted), rt_text_string(&found),
			   flags);
	rt_text_free(&wanted);
	rt_text_free(&found);
	return matches;
}

bool rt_git_path_matches(const char *pattern, const char *path, int flags)
{
	/* Behind the last "**": the pattern, and where it was tried last. */
	const char *rest = NULL, *tried = NULL;

	while (path) {
		if (pattern && is_any(pattern)) {
			pattern = rest = next(pattern);
			tried = path;
			if (!rest)
				return true;
		} else if (pattern && component_matches(pattern, path, flags)) {
			pattern = next(pattern);
			path = next(path);
		} else if (rest) {
			tried = path = next(tried);
			pattern = rest;
		} else {
			return false;
		}
	}
	return !pattern;
}

/* @pattern without the conveniences that git-config(1) lists. */
static void add_pattern(struct rt_text *text, const char *pattern)
{
	const char *home = getenv("HOME");
	char *real = NULL;

	if (!strncmp(pattern, "~/", 2) && home)
		real = realpath(home, NULL);
	if (real) {
		rt_text_add(text, real);
		pattern++;
	} else if (*pattern != '/') {
		rt_text_add(text, "**/");
	}
	free(real);
	rt_text_add(text, pattern);
	if (text->length && text->data[text->length - 1] == '/')
		rt_text_add(text, "**");
}

/*
 * What is behind the folder of the file @config in @path, if @path is in it;
 * else NULL. What is special in a pattern is not in a folder's name.
 */
static const char *below_config(const char *path, const char *config, int flags)
{
	char *real = realpath(config, NULL);
	size_t length = real ? (size_t)(strrchr(real, '/') - real) : 0;
	const char *rest = NULL;

	if (real && strlen(path) > length && path[length] == '/' &&
	    !(flags ? strncasecmp : strncmp)(path, real, length))
		rest = path + length + 1;
	free(real);
	return rest;
}

static bool matches(const char *pattern, const char *config, const char *path,
		    int flags)
{
	struct rt_text whole = RT_TEXT_INIT;
	bool is_beside = !strncmp(pattern, "./", 2);
	bool found;

	if (is_beside)
		path = below_config(path, config, flags);
	if (!path)
		return false;
	if (is_beside) {
		rt_text_add(&whole, pattern + 2);
		if (!whole.length || whole.data[whole.length - 1] == '/')
			rt_text_add(&whole, "**");
	} else {
		add_pattern(&whole, pattern);
	}
	found = !rt_text_failed(&whole) &&
		rt_git_path_matches(rt_text_string(&whole), path, flags);
	rt_text_free(&whole);
	return found;
}

bool rt_git_condition_holds(const char *condition, const char *config,
			    const char *folder)
{
	static const char plain[] = "gitdir:", folded[] = "gitdir/i:";
	const char *pattern;
	int flags = 0;
	bool holds;
	char *real;

	if (!strncmp(condition, plain, strlen(plain))) {
		pattern = condition + strlen(plain);
	} else if (!strncmp(condition, folded, strlen(folded))) {
		pattern = condition + strlen(folded);
		flags = FNM_CASEFOLD;
	} else {
		return false;
	}
	real = realpath(folder, NULL);
	holds = (real && matches(pattern, config, real, flags)) ||
		matches(pattern, config, folder, flags);
	free(real);
	return holds;
}
