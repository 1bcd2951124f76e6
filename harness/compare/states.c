/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sides of `compare --tree`: checkouts of two commits. */
#include <stdio.h>
#include <string.h>

#include "harness/base/file.h"
#include "harness/base/places.h"
#include "harness/compare/compare.h"

static const char *const states[RT_COMPARE_SIDES] = {
	[RT_BEFORE] = "before",
	[RT_AFTER] = "after",
	[RT_MIDDLE] = "middle",
};

/* @file's path in @state, or @file if it has none. Owned by @side. */
static const char *lead(const struct rt_compare *compare,
			struct rt_compare_side *side, const char *state,
			const char *file)
{
	struct rt_text path = RT_TEXT_INIT;

	rt_tree_map(&compare->tree, state, file, &path);
	rt_strings_add(&side->made, rt_text_string(&path));
	side->made.failed |= rt_text_failed(&path);
	rt_text_free(&path);
	return side->made.failed ? file : side->made.word[side->made.count - 1];
}

/*
 * The user's -I folders, mapped, then the checkout's include/ and the checkout
 * itself, so that the user's win. Compilers warn of -I for a missing folder.
 */
static void lead_folders(const struct rt_compare *compare,
			 struct rt_compare_side *side, const char *state)
{
	struct rt_strings folders = RT_STRINGS_INIT;
	struct rt_text include = RT_TEXT_INIT;

	for (size_t i = 0; i < side->words.folders.count; i++)
		rt_strings_add(&folders, lead(compare, side, state,
					      side->words.folders.word[i]));
	rt_text_format(&include, "%s/include", state);
	if (rt_file_exists(rt_text_string(&include)))
		rt_strings_add(&folders, rt_text_string(&include));
	rt_strings_add(&folders, state);
	rt_strings_free(&side->words.folders);
	side->words.folders = folders;
	side->made.failed |= folders.failed || rt_text_failed(&include);
	rt_text_free(&include);
}

static void lead_file(const struct rt_compare *compare,
		      struct rt_compare_side *side, const char *state,
		      const char **file)
{
	if (*file)
		*file = lead(compare, side, state, *file);
}

static void lead_objects(const struct rt_compare *compare,
			 struct rt_compare_side *side, const char *state)
{
	struct rt_strings objects = RT_STRINGS_INIT;

	for (size_t i = 0; i < side->words.objects.count; i++)
		rt_strings_add(&objects, lead(compare, side, state,
					      side->words.objects.word[i]));
	rt_strings_free(&side->words.objects);
	side->words.objects = objects;
	side->made.failed |= objects.failed;
}

/* Maps all paths in the side's options into its checkout. */
static int lead_words(const struct rt_compare *compare,
		      struct rt_compare_side *side, const char *name,
		      const char *state, struct rt_error *error)
{
	rt_strings_format(&side->made, "%s/%s",
			  rt_text_string(&compare->tree.scratch.folder), name);
	if (!side->made.failed)
		side->words.moved_to = side->made.word[side->made.count - 1];
	side->words.moved_from = rt_text_string(&compare->tree.top);
	lead_folders(compare, side, state);
	lead_file(compare, side, state, &side->words.prelude);
	lead_objects(compare, side, state);
	if (strchr(side->accessor, '/')) {
		const char *path = lead(compare, side, state, side->accessor);

		if (strlen(path) >= sizeof(side->accessor))
			return rt_fail(error, RT_USAGE,
				       "the path %s is too long", path);
		snprintf(side->accessor, sizeof(side->accessor), "%s", path);
	}
	return side->made.failed ? rt_no_memory(error) : RT_OK;
}

/* "fix.patch" and, where a mail or git format-patch made it, its subject. */
static void name_patch(struct rt_text *text, const char *path)
{
	static const char subject[] = "\nSubject: ", tag[] = "[PATCH";
	const char *slash = strrchr(path, '/');
	struct rt_text content = RT_TEXT_INIT;
	const char *at;

	rt_text_add(text, slash ? slash + 1 : path);
	if (!rt_file_read(&content, path, NULL) &&
	    (at = strstr(rt_text_string(&content), subject))) {
		at += sizeof(subject) - 1;
		if (!strncmp(at, tag, sizeof(tag) - 1)) {
			at += strcspn(at, "]\n");
			at += strspn(at, "] ");
		}
		rt_text_format(text, " \"%.*s\"", (int)strcspn(at, "\n"), at);
	}
	rt_text_free(&content);
}

/*
 * Extends the label to "lduw_he_p(p), v4.0.0: 0123456789ab subject", or, with a
 * patch, "lduw_he_p(p), fix.patch "its subject" on 0123456789ab".
 */
static int label(struct rt_compare *compare, int index, const char *revision,
		 const char *commit, const char *patch, struct rt_error *error)
{
	struct rt_compare_side *side = &compare->side[index];
	struct rt_text text = RT_TEXT_INIT;
	int code = RT_OK;

	rt_text_format(&text, "%s, ", side->label);
	if (patch) {
		name_patch(&text, patch);
		rt_text_format(&text, " on %.12s", commit);
	} else {
		rt_text_format(&text, "%s: ", revision);
		code = rt_tree_describe(&compare->tree, commit, &text, error);
	}
	snprintf(side->label, sizeof(side->label), "%s", rt_text_string(&text));
	rt_text_free(&text);
	return code;
}

static int lay_out(struct rt_compare *compare, int index, const char *commit,
		   struct rt_error *error)
{
	struct rt_text state = RT_TEXT_INIT;
	int code = rt_tree_checkout(&compare->tree, states[index], commit,
				    &state, error);

	if (!code && index == RT_AFTER && compare->options->patch)
		code = rt_tree_apply(&compare->tree, states[index],
				     compare->options->patch, error);
	if (!code)
		code = lead_words(compare, &compare->side[index], states[index],
				  rt_text_string(&state), error);
	rt_text_free(&state);
	return code;
}

static int make_side(struct rt_compare *compare, int index,
		     const char *revision, struct rt_error *error)
{
	const char *patch = index == RT_AFTER ? compare->options->patch : NULL;
	struct rt_text *commit = &compare->commit[index];
	int code = rt_tree_commit(&compare->tree, revision, commit, error);

	if (!code)
		code = label(compare, index, revision, rt_text_string(commit),
			     patch, error);
	if (!code)
		code = lay_out(compare, index, rt_text_string(commit), error);
	return code;
}

/* Splits A..B; as in git, a missing B is HEAD. */
static int split_range(const char *range, struct rt_text *from, const char **to,
		       struct rt_error *error)
{
	const char *dots = strstr(range, "..");

	if (!dots || dots == range || dots[2] == '.')
		return rt_fail(error, RT_USAGE,
			       "--range cannot be '%s'; give two commits, as "
			       "in v3.1.0..v4.0.0",
			       range);
	rt_text_append(from, range, (size_t)(dots - range));
	*to = dots[2] ? dots + 2 : "HEAD";
	return RT_OK;
}

static int make_sides(struct rt_compare *compare, struct rt_error *error)
{
	const char *range = compare->options->range, *to = "HEAD";
	struct rt_text from = RT_TEXT_INIT;
	int code = RT_OK;

	if (range)
		code = split_range(range, &from, &to, error);
	else
		rt_text_add(&from, "HEAD");
	if (!code && compare->side[RT_BEFORE].is_used)
		code = make_side(compare, RT_BEFORE, rt_text_string(&from),
				 error);
	if (!code)
		code = make_side(compare, RT_AFTER, to, error);
	rt_text_free(&from);
	return code;
}

/* Modules of a temporary checkout are not reused: keep them beside it. */
static int use_own_cache(struct rt_compare *compare, struct rt_error *error)
{
	struct rt_text cache = RT_TEXT_INIT;

	rt_text_format(&cache, "%s/cache",
		       rt_text_string(&compare->tree.scratch.folder));
	compare->places.cache = cache;
	compare->has_own_cache = true;
	return rt_text_failed(&cache) ? rt_no_memory(error) : RT_OK;
}

static int check_options(const struct rt_compare_options *options,
			 struct rt_error *error)
{
	if (options->patch && options->range)
		return rt_fail(error, RT_USAGE,
			       "--patch and --range are two questions; ask one "
			       "after the other");
	if (!options->tree && (options->patch || options->range))
		return rt_fail(error, RT_USAGE,
			       "--%s needs --tree: the repository that it is "
			       "of",
			       options->patch ? "patch" : "range");
	return RT_OK;
}

int rt_compare_tree_open(struct rt_compare *compare, struct rt_error *error)
{
	const struct rt_compare_options *options = compare->options;
	struct rt_text parent = RT_TEXT_INIT;
	int code = check_options(options, error);

	if (code || !options->tree)
		return code;
	code = rt_places_check(&compare->places.cache, error);
	rt_text_format(&parent, "%s/trees",
		       rt_text_string(&compare->places.cache));
	if (!code)
		code = rt_tree_open(&compare->tree, options->tree,
				    rt_text_string(&parent), error);
	rt_text_free(&parent);
	if (!code && options->patch)
		code = rt_tree_would_apply(&compare->tree, "HEAD",
					   options->patch, error);
	return code;
}

int rt_compare_tree(struct rt_compare *compare, struct rt_error *error)
{
	int code;

	if (!compare->options->tree)
		return RT_OK;
	code = make_sides(compare, error);
	return code ? code : use_own_cache(compare, error);
}

void rt_compare_tree_free(struct rt_compare *compare)
{
	if (compare->has_own_cache)
		rt_text_free(&compare->places.cache);
	if (compare->tree.git.length)
		rt_tree_close(&compare->tree);
	for (int i = 0; i < RT_SIDES; i++)
		rt_text_free(&compare->commit[i]);
}

static void copy_words(struct rt_strings *to, const struct rt_strings *from)
{
	*to = (struct rt_strings)RT_STRINGS_INIT;
	rt_strings_add_all(to, from);
}

/* @path in the RT_AFTER checkout -> the same file in the RT_MIDDLE one. */
static const char *move(const struct rt_compare *compare,
			struct rt_compare_side *side, const char *path)
{
	const char *scratch = rt_text_string(&compare->tree.scratch.folder);
	size_t length = strlen(scratch);
	const char *rest;

	if (!path || strncmp(path, scratch, length))
		return path;
	rest = path + length + 1 + strlen(states[RT_AFTER]);
	rt_strings_format(&side->made, "%s/%s%s", scratch, states[RT_MIDDLE],
			  rest);
	return side->made.failed ? path : side->made.word[side->made.count - 1];
}

int rt_compare_tree_middle(struct rt_compare *compare, const char *commit,
			   struct rt_error *error)
{
	const struct rt_compare_side *after = &compare->side[RT_AFTER];
	struct rt_compare_side *side = &compare->side[RT_MIDDLE];
	struct rt_text state = RT_TEXT_INIT;
	int code = rt_tree_checkout(&compare->tree, states[RT_MIDDLE], commit,
				    &state, error);

	rt_text_free(&state);
	if (code || side->is_used)
		return code;
	*side = (struct rt_compare_side){.is_used = true,
					 .words = after->words};
	copy_words(&side->words.includes, &after->words.includes);
	copy_words(&side->words.objects, &after->words.objects);
	copy_words(&side->words.defines, &after->words.defines);
	side->words.folders = (struct rt_strings)RT_STRINGS_INIT;
	for (size_t i = 0; i < after->words.folders.count; i++)
		rt_strings_add(
			&side->words.folders,
			move(compare, side, after->words.folders.word[i]));
	side->words.prelude = move(compare, side, after->words.prelude);
	side->words.moved_to = move(compare, side, after->words.moved_to);
	snprintf(side->accessor, sizeof(side->accessor), "%s",
		 move(compare, side, after->accessor));
	return side->made.failed ? rt_no_memory(error) : RT_OK;
}
