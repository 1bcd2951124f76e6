/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/grammar.h"

#include <stdlib.h>
#include <string.h>

#include "harness/base/hash.h"
#include "harness/fuzz/ask.h"
#include "harness/fuzz/rejected.h"
#include "harness/fuzz/sources.h"

/* A flag by its stem, for searching. */
struct entry {
	char *stem;
	size_t flag;
};

struct rt_grammar {
	const struct rt_compiler *compiler;
	struct rt_text folder; /* this compiler's answers and rejected words */
	struct rt_flags flags;
	/* the flags before this index are from the lists */
	size_t curated;
	struct entry *entries; /* by stem */
	size_t entry_count;
	uint64_t *sums; /* prefix sums of weights, per part: lists, answers */
	struct rt_rejected rejected;
};

enum { draws = 16 }; /* attempts to draw a form that is not rejected */

static int compare_entries(const void *one, const void *other)
{
	return strcmp(((const struct entry *)one)->stem,
		      ((const struct entry *)other)->stem);
}

static const struct rt_flag *find(const struct rt_grammar *grammar,
				  const char *word)
{
	struct rt_text stem = RT_TEXT_INIT;
	struct entry key, *found = NULL;

	rt_flag_stem(&stem, word);
	key.stem = stem.data;
	if (key.stem && grammar->entry_count)
		found = bsearch(&key, grammar->entries, grammar->entry_count,
				sizeof(key), compare_entries);
	rt_text_free(&stem);
	return found ? &grammar->flags.list[found->flag] : NULL;
}

/* Whether the compiler may still take a form of @flag. */
static bool is_alive(const struct rt_grammar *grammar,
		     const struct rt_flag *flag)
{
	struct rt_text form = RT_TEXT_INIT;
	bool alive = false;

	switch (flag->kind) {
	case RT_FLAG_NUMBER:
		/* Numbers are too many to try: three rejected are enough. */
		return rt_rejected_count(&grammar->rejected, flag->word) < 3;
	case RT_FLAG_TOGGLE:
		rt_text_format(&form, "%.2sno-%s", flag->word, flag->word + 2);
		alive = !rt_rejected_has(&grammar->rejected,
					 rt_text_string(&form));
		rt_text_free(&form);
		/* fall through */
	case RT_FLAG_PLAIN:
		return alive ||
		       !rt_rejected_has(&grammar->rejected, flag->word);
	case RT_FLAG_CHOICE:
		for (size_t i = 0; i < flag->values.count && !alive; i++) {
			rt_text_format(&form, "%s%s", flag->word,
				       flag->values.word[i]);
			alive = !rt_rejected_has(&grammar->rejected,
						 rt_text_string(&form));
			rt_text_free(&form);
		}
		return alive;
	}
	return false;
}

/* Sums up the weights of flags that are alive; restarts where the lists end. */
static void weigh(struct rt_grammar *grammar)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < grammar->flags.count; i++) {
		const struct rt_flag *flag = &grammar->flags.list[i];

		if (i == grammar->curated)
			sum = 0;
		if (is_alive(grammar, flag))
			sum += flag->weight;
		grammar->sums[i] = sum;
	}
}

/* Orders by stem, then by index. */
static int compare_places(const void *one, const void *other)
{
	const struct entry *first = one, *second = other;
	int order = strcmp(first->stem, second->stem);

	return order ? order : (first->flag > second->flag) * 2 - 1;
}

/*
 * Keeps the first entry of each stem. A flag in two of the compiler's answers
 * is drawn from one of them only; a flag in a list may be drawn from both.
 */
static void drop_repeated(struct rt_grammar *grammar)
{
	size_t kept = 0;

	for (size_t i = 0; i < grammar->entry_count; i++) {
		struct entry *entry = &grammar->entries[i];
		struct entry *last = &grammar->entries[kept ? kept - 1 : 0];

		if (!i || strcmp(entry->stem, last->stem)) {
			grammar->entries[kept++] = *entry;
			continue;
		}
		if (last->flag >= grammar->curated)
			grammar->flags.list[entry->flag].weight = 0;
		free(entry->stem);
	}
	grammar->entry_count = kept;
}

static int index_flags(struct rt_grammar *grammar, struct rt_error *error)
{
	size_t count = grammar->flags.count;

	grammar->entries = calloc(count + 1, sizeof(*grammar->entries));
	grammar->sums = calloc(count + 1, sizeof(*grammar->sums));
	for (size_t i = 0; grammar->entries && grammar->sums && i < count;
	     i++) {
		struct rt_text stem = RT_TEXT_INIT;

		rt_flag_stem(&stem, grammar->flags.list[i].word);
		if (!stem.data)
			break;
		grammar->entries[i] = (struct entry){stem.data, i};
		grammar->entry_count++;
	}
	if (!grammar->sums || grammar->entry_count != count)
		return rt_no_memory(error);
	qsort(grammar->entries, count, sizeof(*grammar->entries),
	      compare_places);
	drop_repeated(grammar);
	return RT_OK;
}

static int name_folder(struct rt_grammar *grammar, const char *folder,
		       struct rt_error *error)
{
	struct rt_digest digest;
	struct rt_hash hash;
	int code;

	rt_hash_start(&hash);
	rt_hash_string(&hash, rt_ask_version());
	rt_hash_string(&hash, rt_text_string(&grammar->compiler->identity));
	code = rt_hash_end(&hash, &digest, error);
	if (!code)
		rt_text_format(&grammar->folder, "%s/%s-%.12s", folder,
			       grammar->compiler->name, digest.text);
	return code;
}

static int open_grammar(struct rt_grammar *grammar, const char *flags,
			const char *folder, struct rt_error *error)
{
	int code = name_folder(grammar, folder, error);

	if (!code)
		code = rt_lists_read(&grammar->flags, grammar->compiler, flags,
				     error);
	grammar->curated = grammar->flags.count;
	if (!code)
		code = rt_answers_read(&grammar->flags, grammar->compiler,
				       rt_text_string(&grammar->folder), error);
	if (!code)
		code = rt_rejected_open(&grammar->rejected,
					rt_text_string(&grammar->folder),
					error);
	if (!code)
		code = index_flags(grammar, error);
	if (!code)
		weigh(grammar);
	return code;
}

int rt_grammar_open(struct rt_grammar **grammar,
		    const struct rt_compiler *compiler, const char *flags,
		    const char *folder, struct rt_error *error)
{
	int code;

	*grammar = calloc(1, sizeof(**grammar));
	if (!*grammar)
		return rt_no_memory(error);
	(*grammar)->compiler = compiler;
	code = open_grammar(*grammar, flags, folder, error);
	if (code) {
		rt_grammar_free(*grammar);
		*grammar = NULL;
	}
	return code;
}

void rt_grammar_free(struct rt_grammar *grammar)
{
	if (!grammar)
		return;
	for (size_t i = 0; i < grammar->entry_count; i++)
		free(grammar->entries[i].stem);
	free(grammar->entries);
	free(grammar->sums);
	rt_flags_free(&grammar->flags);
	rt_rejected_close(&grammar->rejected);
	rt_text_free(&grammar->folder);
	free(grammar);
}

const struct rt_flags *rt_grammar_flags(const struct rt_grammar *grammar)
{
	return &grammar->flags;
}

/* The index in [first, end) of the flag that the weight @at falls on. */
static size_t find_weight(const struct rt_grammar *grammar, size_t first,
			  size_t end, uint64_t at)
{
	while (first < end) {
		size_t middle = first + (end - first) / 2;

		if (grammar->sums[middle] <= at)
			first = middle + 1;
		else
			end = middle;
	}
	return first;
}

/* The flags [first, end) and the prefix sums [from, to) of their weights. */
struct part {
	size_t first, end;
	uint64_t from, to;
};

static struct part part_of(const struct rt_grammar *grammar, size_t first,
			   size_t end)
{
	bool begins = !first || first == grammar->curated;
	struct part part = {first, end, 0, 0};

	if (first < end) {
		part.from = begins ? 0 : grammar->sums[first - 1];
		part.to = grammar->sums[end - 1];
	}
	return part;
}

/* Appends a form of @flag that is neither rejected nor @known. */
static bool add_form(const struct rt_grammar *grammar,
		     const struct rt_flag *flag, struct rt_random *random,
		     const char *known, struct rt_text *word)
{
	struct rt_text form = RT_TEXT_INIT;
	bool good;

	rt_flag_draw(flag, random, &form);
	good = form.length && !rt_grammar_rejects(grammar, form.data) &&
	       strcmp(form.data, known);
	if (good)
		rt_text_add(word, form.data);
	rt_text_free(&form);
	return good;
}

static bool draw_from(const struct rt_grammar *grammar, struct part part,
		      struct rt_random *random, struct rt_text *word)
{
	bool found = false;

	for (int i = 0; i < draws && part.from < part.to && !found; i++) {
		uint64_t at = part.from +
			      rt_random_below(random, part.to - part.from);
		size_t place = find_weight(grammar, part.first, part.end, at);

		found = add_form(grammar, &grammar->flags.list[place], random,
				 "", word);
	}
	return found;
}

bool rt_grammar_draw(const struct rt_grammar *grammar, struct rt_random *random,
		     struct rt_text *word)
{
	struct part listed = part_of(grammar, 0, grammar->curated);
	struct part asked =
		part_of(grammar, grammar->curated, grammar->flags.count);
	bool from_list = rt_random_below(random, 2);

	if (listed.from == listed.to || asked.from == asked.to)
		from_list = listed.from < listed.to;
	return draw_from(grammar, from_list ? listed : asked, random, word);
}

bool rt_grammar_draw_beside(const struct rt_grammar *grammar, const char *word,
			    struct rt_random *random, struct rt_text *beside)
{
	const struct rt_flag *flag = find(grammar, word);
	const struct rt_flag *list = grammar->flags.list;
	size_t first, end;

	if (!flag)
		return false;
	first = end = (size_t)(flag - list);
	while (first && list[first - 1].origin == flag->origin)
		first--;
	while (end < grammar->flags.count && list[end].origin == flag->origin)
		end++;
	return draw_from(grammar, part_of(grammar, first, end), random, beside);
}

bool rt_grammar_vary(const struct rt_grammar *grammar, const char *word,
		     struct rt_random *random, struct rt_text *other)
{
	const struct rt_flag *flag = find(grammar, word);
	bool found = false;

	for (int i = 0; flag && i < draws && !found; i++)
		found = add_form(grammar, flag, random, word, other);
	return found;
}

bool rt_grammar_rejects(const struct rt_grammar *grammar, const char *word)
{
	return rt_rejected_has(&grammar->rejected, word);
}

int rt_grammar_learn(struct rt_grammar *grammar, const char *word,
		     bool *learned, struct rt_error *error)
{
	bool is_new = false;
	int code = rt_rejected_learn(&grammar->rejected, grammar->compiler,
				     word, &is_new, error);

	if (is_new)
		weigh(grammar);
	if (learned)
		*learned = rt_grammar_rejects(grammar, word);
	return code;
}
