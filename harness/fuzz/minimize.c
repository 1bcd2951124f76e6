/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/minimize.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/*
 * Keys that do not belong to a cause: the cell, the direction, the object that
 * the accessor is made for, the witness.
 */
static const char *const kept_keys[] = {
	"accessor",  "toolchain", "flags", "direction", "expect", "seed",
	"old_value", "new_value", "gap",   "within",	"align",
};

/* Flags that can replace each other, the least first. */
static const char *const optimisations[] = {
	"-O1", "-O2", "-O3", "-Os", "-Og", "-Oz", "-Ofast", NULL,
};
static const char *const fortifications[] = {
	"-D_FORTIFY_SOURCE=1",
	"-D_FORTIFY_SOURCE=2",
	"-D_FORTIFY_SOURCE=3",
	NULL,
};
static const char *const *const families[] = {optimisations, fortifications};

/* A flag or a parameter that may be dropped. */
struct thing {
	const char *flag; /* NULL for a parameter */
	const struct rt_trial_field *field;
	bool dropped;
};

struct search {
	const struct rt_trial *whole;
	struct rt_strings flags; /* those of whole; replaced in place */
	struct thing *thing;
	size_t count;
	rt_minimize_test *test;
	void *data;
	unsigned tries;
};

static bool is_parameter(const struct rt_trial_field *field)
{
	for (size_t i = 0; i < sizeof(kept_keys) / sizeof(*kept_keys); i++)
		if (!strcmp(field->name, kept_keys[i]))
			return false;
	return true;
}

static void copy_field(struct rt_trial *to, const struct rt_trial *from,
		       const struct rt_trial_field *field)
{
	memcpy((char *)to + field->offset, (const char *)from + field->offset,
	       field->size);
}

/* Keeps a word with blanks or quotes whole: quoted as in a trial. */
static void add_flag(struct rt_text *text, const char *word)
{
	bool plain = !strpbrk(word, " \t'\"\\");

	rt_text_format(text, "%s%s", text->length ? " " : "", plain ? "" : "'");
	for (; *word; word++)
		rt_text_format(text, !plain && *word == '\'' ? "'\\%c'" : "%c",
			       *word);
	rt_text_add(text, plain ? "" : "'");
}

/* Makes the trial without the dropped things. */
static int compose(const struct search *search, struct rt_trial *trial,
		   struct rt_error *error)
{
	struct rt_text flags = RT_TEXT_INIT;
	struct rt_trial plain;
	int code;

	rt_trial_init(&plain);
	*trial = *search->whole;
	for (size_t i = 0; i < search->count; i++) {
		const struct thing *thing = &search->thing[i];

		if (thing->field && thing->dropped)
			copy_field(trial, &plain, thing->field);
		else if (thing->flag && !thing->dropped)
			add_flag(&flags, thing->flag);
	}
	code = rt_trial_set(trial, "flags", rt_text_string(&flags), error);
	rt_text_free(&flags);
	return code;
}

static int ask(struct search *search, bool *shows, struct rt_error *error)
{
	struct rt_trial trial;
	int code = compose(search, &trial, error);

	*shows = false;
	if (code)
		return code;
	search->tries++;
	return search->test(search->data, &trial, shows, error);
}

static size_t list_left(const struct search *search, size_t *left)
{
	size_t count = 0;

	for (size_t i = 0; i < search->count; i++)
		if (!search->thing[i].dropped)
			left[count++] = i;
	return count;
}

static void set_dropped(struct search *search, const size_t *left, size_t from,
			size_t to, bool dropped)
{
	for (size_t i = from; i < to; i++)
		search->thing[left[i]].dropped = dropped;
}

/* Tries to drop each group of @size remaining things. */
static int drop_parts(struct search *search, size_t *left, size_t size,
		      bool *progress, struct rt_error *error)
{
	size_t count = list_left(search, left);
	int code = RT_OK;

	*progress = false;
	for (size_t from = 0; from < count && !code; from += size) {
		size_t to = from + size < count ? from + size : count;
		bool shows;

		set_dropped(search, left, from, to, true);
		code = ask(search, &shows, error);
		if (!shows)
			set_dropped(search, left, from, to, false);
		*progress |= shows;
	}
	return code;
}

/*
 * Drops halves, quarters, … single things, and repeats the last step until none
 * can be dropped.
 */
static int drop_all(struct search *search, struct rt_error *error)
{
	size_t *left = calloc(search->count + 1, sizeof(*left));
	size_t size = search->count;
	bool progress = true;
	int code = left ? RT_OK : rt_no_memory(error);

	while (!code && size) {
		code = drop_parts(search, left, size, &progress, error);
		if (size > 1)
			size = (size + 1) / 2;
		else if (!progress)
			break;
	}
	free(left);
	return code;
}

/* The index of @word in @family, or the index of its end. */
static size_t place_in(const char *const *family, const char *word)
{
	size_t at = 0;

	if (!strcmp(word, "-O"))
		word = "-O1";
	while (family[at] && strcmp(family[at], word))
		at++;
	return at;
}

/* Replaces the thing's flag by the least one of @family that still works. */
static int take_least(struct search *search, struct thing *thing,
		      const char *const *family, bool *changed,
		      struct rt_error *error)
{
	const char *was = thing->flag;
	size_t place = place_in(family, was);
	bool shows = false;
	int code = RT_OK;

	if (!family[place])
		return RT_OK;
	for (size_t i = 0; i < place && !shows && !code; i++) {
		thing->flag = family[i];
		code = ask(search, &shows, error);
	}
	if (!shows)
		thing->flag = strcmp(was, "-O") ? was : "-O1";
	*changed |= shows;
	return code;
}

static int take_least_of_all(struct search *search, bool *changed,
			     struct rt_error *error)
{
	int code = RT_OK;

	*changed = false;
	for (size_t i = 0; i < search->count; i++)
		for (size_t j = 0; j < sizeof(families) / sizeof(*families);
		     j++)
			if (!code && search->thing[i].flag &&
			    !search->thing[i].dropped)
				code = take_least(search, &search->thing[i],
						  families[j], changed, error);
	return code;
}

/* In a fixed order, so that equal sets of flags are equal texts. */
static int compare_flags(const void *one, const void *other)
{
	const struct thing *mine = one, *theirs = other;

	if (!mine->flag || !theirs->flag)
		return (mine->flag != NULL) - (theirs->flag != NULL);
	if (!strncmp(mine->flag, "-O", 2) != !strncmp(theirs->flag, "-O", 2))
		return strncmp(mine->flag, "-O", 2) ? 1 : -1;
	return strcmp(mine->flag, theirs->flag);
}

static int put_in_order(struct search *search, struct rt_error *error)
{
	size_t size = search->count * sizeof(*search->thing);
	struct thing *was = malloc(size ? size : 1);
	bool shows;
	int code;

	if (!was)
		return rt_no_memory(error);
	memcpy(was, search->thing, size);
	qsort(search->thing, search->count, sizeof(*search->thing),
	      compare_flags);
	code = ask(search, &shows, error);
	/* If two flags override each other, the order matters: then keep it. */
	if (!shows)
		memcpy(search->thing, was, size);
	free(was);
	return code;
}

static size_t list_things(struct search *search, struct thing *thing)
{
	struct rt_trial plain;
	size_t count = 0;

	rt_trial_init(&plain);
	for (const struct rt_trial_field *field = rt_trial_fields; field->name;
	     field++)
		if (is_parameter(field) &&
		    !rt_trial_field_equals(field, search->whole, &plain))
			thing[count++] = (struct thing){.field = field};
	for (size_t i = 0; i < search->flags.count; i++)
		thing[count++] = (struct thing){.flag = search->flags.word[i]};
	return count;
}

static int begin(struct search *search, struct rt_error *error)
{
	size_t fields = 0;

	while (rt_trial_fields[fields].name)
		fields++;
	if (!rt_strings_split(&search->flags, search->whole->flags))
		return search->flags.failed
			       ? rt_no_memory(error)
			       : rt_fail(error, RT_USAGE,
					 "unfinished quote in flags \"%s\"; "
					 "close it",
					 search->whole->flags);
	search->thing =
		calloc(fields + search->flags.count, sizeof(*search->thing));
	if (!search->thing)
		return rt_no_memory(error);
	search->count = list_things(search, search->thing);
	return RT_OK;
}

static int run(struct search *search, struct rt_error *error)
{
	bool changed = true;
	int code = RT_OK;

	while (changed && !code) {
		code = drop_all(search, error);
		if (!code)
			code = take_least_of_all(search, &changed, error);
	}
	if (!code)
		code = put_in_order(search, error);
	return code;
}

static void note_dropped(const struct search *search,
			 struct rt_minimized *minimized)
{
	for (size_t i = 0; i < search->count; i++) {
		const struct thing *thing = &search->thing[i];

		if (!thing->dropped)
			continue;
		if (thing->flag)
			rt_strings_add(&minimized->dropped, thing->flag);
		else
			rt_strings_add(&minimized->dropped, thing->field->name);
	}
}

int rt_minimize(struct rt_minimized *minimized, const struct rt_trial *trial,
		rt_minimize_test *test, void *data, struct rt_error *error)
{
	struct search search = {.whole = trial, .test = test, .data = data};
	int code = begin(&search, error);

	*minimized = (struct rt_minimized){.trial = *trial};
	if (!code)
		code = run(&search, error);
	if (!code)
		code = compose(&search, &minimized->trial, error);
	if (!code) {
		note_dropped(&search, minimized);
		minimized->tries = search.tries;
		if (minimized->dropped.failed)
			code = rt_no_memory(error);
	}
	free(search.thing);
	rt_strings_free(&search.flags);
	return code;
}

void rt_minimized_free(struct rt_minimized *minimized)
{
	rt_strings_free(&minimized->dropped);
}
