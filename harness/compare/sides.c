/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interprets --before and --after, and assigns options to sides. */
#include "harness/compare/compare.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "harness/base/file.h"

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Whether the identifier @name occurs in the C text @code. */
static bool mentions(const char *code, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = code; (at = strstr(at, name)); at += length)
		if ((at == code || !is_word(at[-1])) && !is_word(at[length]))
			return true;
	return false;
}

static bool is_identifier(const char *text)
{
	if (!*text || isdigit((unsigned char)*text))
		return false;
	while (is_word(*text))
		text++;
	return !*text;
}

static bool is_accessor(const struct rt_accessors *accessors, const char *name)
{
	struct rt_error unused = RT_ERROR_INIT;
	bool is = rt_accessors_named(accessors, name, &unused) != NULL;

	rt_error_clear(&unused);
	return is;
}

/* An expression or a statement, told apart by the variables that it uses. */
static int take_code(struct rt_subject_words *words, const char *code,
		     struct rt_error *error)
{
	if (mentions(code, "dst") || mentions(code, "src"))
		words->copy = code;
	else if (mentions(code, "v") && mentions(code, "p"))
		words->store = code;
	else if (mentions(code, "p"))
		words->load = code;
	else
		return rt_fail(error, RT_USAGE,
			       "'%s' is no accessor that `list` names, no "
			       "function, and no C over p (a load), p and v "
			       "(a store), or dst, src and len (a copy)",
			       code);
	return RT_OK;
}

/* A function with memcpy's arguments, called with the size of the field. */
static int take_function(struct rt_compare_side *side, const char *name,
			 struct rt_error *error)
{
	rt_strings_format(&side->made, "%s(dst, src, len)", name);
	if (side->made.failed)
		return rt_no_memory(error);
	side->words.copy = side->made.word[side->made.count - 1];
	side->words.is_length_known = true;
	return RT_OK;
}

static int take_what(struct rt_compare *compare, struct rt_compare_side *side,
		     const char *what, struct rt_error *error)
{
	const char *slash = strchr(what, '/'), *dot = strrchr(what, '.');
	int code = RT_OK;

	if (is_accessor(&compare->inventory.accessors, what) ||
	    (slash && dot && rt_file_exists(what)))
		snprintf(side->accessor, sizeof(side->accessor), "%s", what);
	else if (is_identifier(what))
		code = take_function(side, what, error);
	else if (what[strspn(what, "abcdefghijklmnopqrstuvwxyz0123456789-")])
		code = take_code(&side->words, what, error);
	else
		/* Meant as a name: the error lists similar names. */
		code = rt_accessors_named(&compare->inventory.accessors, what,
					  error)
			       ? RT_OK
			       : RT_USAGE;
	return code;
}

static const char *either(const char *own, const char *both)
{
	return own ? own : both;
}

static void merge(struct rt_subject_words *words,
		  const struct rt_subject_words *own,
		  const struct rt_subject_words *both)
{
	words->prelude = either(own->prelude, both->prelude);
	words->language = either(own->language, both->language);
	words->compile_commands =
		either(own->compile_commands, both->compile_commands);
	words->file = either(own->file, both->file);
	words->pkg_config = either(own->pkg_config, both->pkg_config);
	words->fortify = either(own->fortify, both->fortify);
	words->keeps_cell = true;
	rt_strings_add_all(&words->objects,
			   own->objects.count ? &own->objects : &both->objects);
	rt_strings_add_all(&words->includes, &own->includes);
	rt_strings_add_all(&words->includes, &both->includes);
	rt_strings_add_all(&words->folders, &own->folders);
	rt_strings_add_all(&words->folders, &both->folders);
	rt_strings_add_all(&words->defines, &own->defines);
	rt_strings_add_all(&words->defines, &both->defines);
}

/* The code of the accessor: a side's own options override those for both. */
static void merge_code(struct rt_subject_words *words,
		       const struct rt_subject_words *own,
		       const struct rt_subject_words *both)
{
	bool has_own = own->load || own->store || own->copy;

	words->load = own->load ? own->load : has_own ? NULL : both->load;
	words->store = own->store ? own->store : has_own ? NULL : both->store;
	words->copy = own->copy ? own->copy : has_own ? NULL : both->copy;
}

static const char *label_of(const struct rt_compare_side *side)
{
	const struct rt_subject_words *words = &side->words;

	if (words->load)
		return words->load;
	if (words->store)
		return words->store;
	return words->copy ? words->copy : side->accessor;
}

static int make_side(struct rt_compare *compare, int index,
		     struct rt_error *error)
{
	const struct rt_compare_words *own = &compare->options->side[index];
	const struct rt_compare_words *both = &compare->options->both;
	const char *source = either(own->source, both->source);
	struct rt_compare_side *side = &compare->side[index];
	int code = RT_OK;

	side->is_used = true;
	merge(&side->words, &own->subject, &both->subject);
	if (own->what && compare->options->is_alone)
		snprintf(side->accessor, sizeof(side->accessor), "%s",
			 own->what);
	else if (own->what)
		code = take_what(compare, side, own->what, error);
	else
		merge_code(&side->words, &own->subject, &both->subject);
	if (!own->what && source)
		snprintf(side->accessor, sizeof(side->accessor), "%s%s",
			 strchr(source, '/') ? "" : "./", source);
	if (!code && !*label_of(side))
		code = rt_fail(error, RT_USAGE,
			       "nothing says what the accessor is; give "
			       "--before and --after, or --load, --store or "
			       "--copy");
	snprintf(side->label, sizeof(side->label), "%s",
		 own->what ? own->what : label_of(side));
	if (side->words.includes.failed || side->words.folders.failed ||
	    side->words.defines.failed || side->words.objects.failed)
		code = rt_no_memory(error);
	return code;
}

static bool is_said(const struct rt_compare_words *words)
{
	const struct rt_subject_words *subject = &words->subject;

	return words->what || words->source || subject->load ||
	       subject->store || subject->copy || subject->objects.count ||
	       subject->prelude || subject->includes.count ||
	       subject->folders.count || subject->defines.count;
}

/* The directions in which a side can be judged: bit 0 load, bit 1 store. */
static unsigned directions_of(const struct rt_compare_side *side)
{
	const struct rt_subject_words *words = &side->words;

	if (words->load || words->store)
		return (words->load ? 1 : 0) + (words->store ? 2 : 0);
	return 3;
}

static int check_directions(const struct rt_compare *compare,
			    struct rt_error *error)
{
	unsigned before = directions_of(&compare->side[RT_BEFORE]);
	unsigned after = directions_of(&compare->side[RT_AFTER]);

	if (!compare->side[RT_BEFORE].is_used || (before & after))
		return RT_OK;
	return rt_fail(error, RT_USAGE,
		       "one side is a load and the other a store; compare two "
		       "of one kind");
}

int rt_compare_sides(struct rt_compare *compare, struct rt_error *error)
{
	const struct rt_compare_options *options = compare->options;
	bool is_tree = options->patch || options->range;
	int code = RT_OK;

	if (is_tree || is_said(&options->side[RT_BEFORE]))
		code = make_side(compare, RT_BEFORE, error);
	else if (!options->baseline && !options->is_alone)
		return rt_fail(error, RT_USAGE,
			       "nothing to compare with; give --before, "
			       "--baseline, or --tree with --patch or --range");
	if (!code)
		code = make_side(compare, RT_AFTER, error);
	if (!code)
		code = check_directions(compare, error);
	return code;
}

void rt_compare_side_free(struct rt_compare_side *side)
{
	rt_strings_free(&side->words.includes);
	rt_strings_free(&side->words.folders);
	rt_strings_free(&side->words.objects);
	rt_strings_free(&side->words.defines);
	rt_strings_free(&side->made);
}
