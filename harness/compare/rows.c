/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes the rows: cells of the matrix times widths, directions, alignments. */
#include "harness/compare/compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/value.h"
#include "harness/run/identity.h"

enum { most_widths = 4 };

struct axes {
	unsigned width[most_widths];
	size_t widths;
	struct rt_trial_object object[most_widths]; /* of each width */
	bool loads, stores;
	size_t alignments; /* 1, or 2: misaligned as well */
};

static const char *next_word(const char *at, size_t *length)
{
	*length = strcspn(at, ",");
	return at;
}

/* Adds the width @word, in units of @scale bits, as --@option takes it. */
static int add_width(struct axes *axes, const char *option, const char *word,
		     size_t length, unsigned scale, struct rt_error *error)
{
	static const unsigned widths[most_widths] = {16, 32, 64, 128};

	for (size_t i = 0; i < most_widths; i++) {
		char text[8];

		snprintf(text, sizeof(text), "%u", widths[i] / scale);
		if (strlen(text) != length || strncmp(text, word, length))
			continue;
		for (size_t j = 0; j < axes->widths; j++)
			if (axes->width[j] == widths[i])
				return RT_OK;
		axes->width[axes->widths++] = widths[i];
		return RT_OK;
	}
	return rt_fail(error, RT_USAGE,
		       "--%s cannot be '%.*s'; a field has %s, several "
		       "joined by commas",
		       option, (int)length, word,
		       scale == 8 ? "2, 4, 8 or 16 bytes" : RT_WIDTHS " bits");
}

static int read_widths(struct axes *axes,
		       const struct rt_compare_options *options,
		       struct rt_error *error)
{
	const char *option = options->len ? "len" : "width";
	const char *at = options->len ? options->len : options->width;
	int code = RT_OK;
	size_t length;

	if (options->len && options->width)
		return rt_fail(error, RT_USAGE,
			       "--len and --width say the same; leave one out");
	for (at = at ? at : "16"; !code; at += length + 1) {
		at = next_word(at, &length);
		code = add_width(axes, option, at, length, options->len ? 8 : 1,
				 error);
		if (!at[length])
			break;
	}
	return code;
}

/* A trial with the object that the options describe. */
static int read_object(struct rt_trial *trial,
		       const struct rt_compare_options *options,
		       struct rt_error *error)
{
	int code = RT_OK;

	rt_trial_init(trial);
	if (options->within)
		code = rt_trial_set(trial, "within", options->within, error);
	if (!code && options->beside)
		code = rt_trial_set(trial, "beside", options->beside, error);
	if (!code && options->align)
		code = rt_trial_set(trial, "align", options->align, error);
	return code;
}

/* The object of each width; what is asked is a part of the subject. */
static int read_objects(struct axes *axes, struct rt_compare *compare,
			struct rt_error *error)
{
	struct rt_trial *trial = &compare->asked;
	int code = read_object(trial, compare->options, error);

	for (size_t i = 0; i < axes->widths && !code; i++) {
		trial->width = axes->width[i];
		code = rt_trial_object(trial, &axes->object[i], error);
	}
	return code ? code
		    : rt_asked_identify(&compare->subject, trial,
					compare->options->once, error);
}

/* By default both directions if each has an expression, else only loads. */
static int read_directions(struct axes *axes, const struct rt_compare *compare,
			   struct rt_error *error)
{
	const struct rt_subject_words *words = &compare->side[RT_AFTER].words;
	const char *word = compare->options->direction;
	bool by_name = words->load || words->store;

	axes->loads = !by_name || words->load;
	axes->stores = by_name && words->store;
	if (!word)
		return RT_OK;
	if (strcmp(word, "load") && strcmp(word, "store") &&
	    strcmp(word, "both"))
		return rt_fail(error, RT_USAGE,
			       "--direction cannot be '%s'; there are load, "
			       "store and both",
			       word);
	axes->loads = strcmp(word, "store") && (!by_name || words->load);
	axes->stores = strcmp(word, "load") && (!by_name || words->store);
	if (!axes->loads && !axes->stores)
		return rt_fail(error, RT_USAGE,
			       "--direction %s: there is no such expression",
			       word);
	return RT_OK;
}

/* The row's flags: the matrix' include folders as written there, then flags. */
static void describe_flags(struct rt_compared *row,
			   const struct rt_matrix_cell *cell)
{
	const char *name = rt_text_string(&cell->name);

	name += cell->toolchain->name.length;
	snprintf(row->flags, sizeof(row->flags), "%s", name + (*name == ' '));
}

static void add_row(struct rt_compare *compare,
		    const struct rt_compare_row *asked, unsigned number)
{
	struct rt_comparison *comparison = &compare->comparison;
	struct rt_compared *row = &comparison->row[comparison->count];

	compare->row[comparison->count++] = *asked;
	*row = (struct rt_compared){
		.width = asked->width,
		.misaligned = asked->misaligned,
		.number = number,
	};
	snprintf(row->title, sizeof(row->title), "%s", asked->cell->title);
	snprintf(row->toolchain, sizeof(row->toolchain), "%s",
		 rt_text_string(&asked->cell->toolchain->name));
	describe_flags(row, asked->cell);
	snprintf(row->direction, sizeof(row->direction), "%s",
		 asked->stores ? "store" : "load");
}

/* Numbers the rows of all shards together; adds those of this shard. */
static void add_rows(struct rt_compare *compare, const struct axes *axes)
{
	size_t each = axes->widths * 2 * axes->alignments;
	unsigned number = 0;

	for (size_t i = 0; i < compare->cells.count * each; i++) {
		size_t rest = i % each;
		size_t width = rest / axes->alignments / 2;
		const struct rt_compare_row row = {
			.cell = &compare->cells.cell[i / each],
			.object = axes->object[width],
			.width = axes->width[width],
			.misaligned = (unsigned)(rest % axes->alignments),
			.stores = rest / axes->alignments % 2,
		};

		if (!(row.stores ? axes->stores : axes->loads))
			continue;
		if (rt_shard_has(&compare->shard, number++))
			add_row(compare, &row, number);
	}
}

static void describe(struct rt_compare *compare)
{
	struct rt_comparison *comparison = &compare->comparison;

	comparison->shard = compare->shard;
	comparison->rows = comparison->count;
	snprintf(comparison->within, sizeof(comparison->within), "%s",
		 compare->asked.within);
	snprintf(comparison->beside, sizeof(comparison->beside), "%s",
		 compare->asked.beside);
	comparison->align = compare->asked.align;
	comparison->has_before = compare->side[RT_BEFORE].is_used;
	for (int i = 0; i < RT_SIDES; i++)
		snprintf(comparison->label[i], sizeof(comparison->label[i]),
			 "%s", compare->side[i].label);
}

int rt_compare_rows(struct rt_compare *compare, struct rt_error *error)
{
	struct axes axes = {.alignments = compare->options->unaligned ? 2 : 1};
	int code = read_widths(&axes, compare->options, error);
	size_t most;

	if (!code)
		code = read_objects(&axes, compare, error);
	if (!code)
		code = read_directions(&axes, compare, error);
	if (code)
		return code;
	most = compare->cells.count * axes.widths * 2 * axes.alignments;
	code = rt_comparison_new(&compare->comparison, most, error);
	compare->row = calloc(most + 1, sizeof(*compare->row));
	if (!code && !compare->row)
		code = rt_no_memory(error);
	if (code)
		return code;
	compare->comparison.count = 0;
	add_rows(compare, &axes);
	describe(compare);
	return RT_OK;
}
