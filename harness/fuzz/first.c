/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/first.h"

#include <stdio.h>

#include "harness/base/file.h"

/* The least weight of those flags in corpora/flags that matter most. */
enum { heavy = 40 };

/* Where the next trial is written. */
struct writing {
	const struct rt_space *space;
	const char *folder;
	unsigned parts, count;
};

static unsigned heaviest(const struct rt_space_names *names)
{
	unsigned most = 0;

	for (size_t i = 0; i < names->count; i++)
		if (names->list[i].weight > most)
			most = names->list[i].weight;
	return most;
}

/* Whether both have the greatest weight and the pair is in this shard. */
static bool is_first(const struct rt_space *space,
		     const struct rt_space_name *accessor,
		     const struct rt_space_name *toolchain)
{
	return accessor->weight == heaviest(&space->accessors) &&
	       toolchain->weight == heaviest(&space->toolchains) &&
	       (!space->builds ||
		space->builds(space->data, accessor->name, toolchain->name));
}

static int write_trial(struct writing *writing, const struct rt_trial *trial,
		       struct rt_error *error)
{
	struct rt_text path = RT_TEXT_INIT, text = RT_TEXT_INIT;
	int code;

	rt_trial_print(trial, &text);
	rt_text_format(&path, "%s/%u/first-%u", writing->folder,
		       writing->count % writing->parts, writing->count);
	writing->count++;
	code = rt_file_write_text(&path, &text, error);
	rt_text_free(&path);
	rt_text_free(&text);
	return code;
}

/* A middle value of a choice; of a toggle the form that turns a feature off. */
static void add_form(struct rt_text *word, const struct rt_flag *flag)
{
	if (flag->kind == RT_FLAG_CHOICE)
		rt_text_format(word, "%s%s", flag->word,
			       flag->values.word[flag->values.count / 2]);
	else if (flag->kind == RT_FLAG_TOGGLE)
		rt_text_format(word, "%.2sno-%s", flag->word, flag->word + 2);
	else
		rt_text_add(word, flag->word);
}

static int write_with(struct writing *writing, const struct rt_trial *cell,
		      const struct rt_flag *flag, struct rt_error *error)
{
	struct rt_trial trial = *cell;
	struct rt_text word = RT_TEXT_INIT;

	if (flag)
		add_form(&word, flag);
	snprintf(trial.flags, sizeof(trial.flags), "-O2%s%s", flag ? " " : "",
		 rt_text_string(&word));
	rt_text_free(&word);
	return write_trial(writing, &trial, error);
}

static int write_flags(struct writing *writing, const struct rt_trial *cell,
		       const struct rt_grammar *grammar, struct rt_error *error)
{
	const struct rt_flags *flags = rt_grammar_flags(grammar);
	int code = write_with(writing, cell, NULL, error);

	for (size_t i = 0; i < flags->count && !code; i++)
		if (flags->list[i].weight >= heavy &&
		    flags->list[i].kind != RT_FLAG_NUMBER)
			code = write_with(writing, cell, &flags->list[i],
					  error);
	return code;
}

static int write_cell(struct writing *writing, const char *accessor,
		      const struct rt_space_name *toolchain,
		      struct rt_error *error)
{
	const struct rt_space *space = writing->space;
	struct rt_trial cell = space->base;

	snprintf(cell.accessor, sizeof(cell.accessor), "%s", accessor);
	snprintf(cell.toolchain, sizeof(cell.toolchain), "%s", toolchain->name);
	if (space->fixed & rt_space_bit("flags") || !toolchain->grammar)
		return write_trial(writing, &cell, error);
	return write_flags(writing, &cell, toolchain->grammar, error);
}

static int make_folders(const struct writing *writing, struct rt_error *error)
{
	int code = RT_OK;

	for (unsigned i = 0; i < writing->parts && !code; i++) {
		struct rt_text path = RT_TEXT_INIT;

		rt_text_format(&path, "%s/%u", writing->folder, i);
		code = rt_folder_make(rt_text_string(&path), error);
		rt_text_free(&path);
	}
	return code;
}

int rt_first_write(const struct rt_space *space, const char *folder,
		   unsigned parts, struct rt_error *error)
{
	const struct rt_space_names *accessors = &space->accessors;
	const struct rt_space_names *toolchains = &space->toolchains;
	struct writing writing = {space, folder, parts, 0};
	int code = make_folders(&writing, error);

	for (size_t i = 0; i < toolchains->count; i++)
		for (size_t j = 0; j < accessors->count && !code; j++)
			if (is_first(space, &accessors->list[j],
				     &toolchains->list[i]))
				code = write_cell(&writing,
						  accessors->list[j].name,
						  &toolchains->list[i], error);
	return code;
}
