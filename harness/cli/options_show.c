/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Describes options one by one, for the help and the completions. */
#include <inttypes.h>
#include <string.h>

#include "harness/cli/options.h"

/* What one walk over nested tables passes down. */
struct walk {
	const char *prefix, *suffix;
	const char **group; /* the heading that the next option begins */
	rt_option_show *show;
	void *data;
};

/* Adds the words of @joined, "a|b", then those of @choice. */
static void add_choices(struct rt_strings *words, const char *joined,
			const char *(*choice)(size_t index))
{
	const char *word;

	while (joined && *joined) {
		size_t length = strcspn(joined, "|");

		rt_strings_format(words, "%.*s", (int)length, joined);
		joined += length;
		joined += *joined == '|';
	}
	for (size_t i = 0; choice && (word = choice(i)); i++)
		rt_strings_add(words, word);
}

static void join(struct rt_text *text, const struct rt_strings *words,
		 const char *between)
{
	for (size_t i = 0; i < words->count; i++)
		rt_text_format(text, "%s%s", i ? between : "", words->word[i]);
}

/* Adds the default to the help, if there is one. */
static void add_default(struct rt_text *help, const struct rt_option *option)
{
	struct rt_text text = RT_TEXT_INIT;
	const char *word;

	rt_text_add(&text, option->initially ? option->initially : "");
	for (size_t i = 0; option->is_initial && (word = option->choice(i));
	     i++)
		if (option->is_initial(i))
			rt_text_format(&text, "%s%s", text.length ? "," : "",
				       word);
	if (text.length)
		rt_text_format(help, " [%s]", rt_text_string(&text));
	rt_text_free(&text);
}

static void show_one(const struct walk *walk, const struct rt_option *option)
{
	struct rt_text name = RT_TEXT_INIT, help = RT_TEXT_INIT;
	struct rt_text choices = RT_TEXT_INIT;
	struct rt_strings words = RT_STRINGS_INIT;
	bool is_letter = !*walk->prefix && !option->name[1];

	add_choices(&words, option->choices, option->choice);
	join(&choices, &words, " ");
	rt_text_format(&name, "%s%s%s", is_letter ? "-" : "--", walk->prefix,
		       option->name);
	rt_text_format(&help, "%s%s", option->help, words.count ? ": " : "");
	join(&help, &words, ", ");
	rt_text_add(&help, walk->suffix);
	add_default(&help, option);
	walk->show(
		&(struct rt_option_shown){
			.name = rt_text_string(&name),
			.value = option->value,
			.help = rt_text_string(&help),
			.choices = rt_text_string(&choices),
			.group = *walk->group,
			.is_common = option->is_common && !*walk->prefix,
		},
		walk->data);
	*walk->group = NULL;
	rt_strings_free(&words);
	rt_text_free(&name);
	rt_text_free(&help);
	rt_text_free(&choices);
}

static void walk_table(const struct walk *walk, const struct rt_option *options)
{
	for (; options->name || options->table; options++) {
		struct walk inner = *walk;

		/* What a table is for that has a prefix, its user says. */
		if (options->group && !*walk->prefix)
			*walk->group = options->group;
		if (options->prefix) {
			inner.prefix = options->prefix;
			inner.suffix = options->suffix;
		}
		if (options->table)
			walk_table(&inner, options->table);
		else
			show_one(walk, options);
	}
}

static bool has_option(const struct rt_option *options, const char *name)
{
	for (; options && options->name; options++)
		if (!strcmp(options->name, name))
			return true;
	return false;
}

void rt_options_each(const struct rt_option *options, rt_option_show *show,
		     void *data)
{
	const char *group = NULL;
	const struct walk walk = {.prefix = "",
				  .suffix = "",
				  .group = &group,
				  .show = show,
				  .data = data};

	walk_table(&walk, options);
	group = rt_general_options[0].group;
	for (const struct rt_option *one = rt_general_options; one->name; one++)
		if (!has_option(options, one->name))
			show_one(&walk, one);
}

/* Lists the values of a key that takes powers of two: only those are few. */
static void add_powers(struct rt_text *text, const struct rt_trial_field *field)
{
	uint64_t power = field->least;

	for (; field->power_of_two && power && power <= field->most; power *= 2)
		rt_text_format(text, "%s%" PRIu64, text->length ? " " : "",
			       power);
}

static void show_key(const struct rt_trial_field *field, const char *group,
		     rt_option_show *show, void *data)
{
	struct rt_text name = RT_TEXT_INIT, help = RT_TEXT_INIT;
	struct rt_text choices = RT_TEXT_INIT;
	struct rt_strings words = RT_STRINGS_INIT;

	rt_text_add(&name, "--");
	for (const char *at = field->name; *at; at++)
		rt_text_append(&name, *at == '_' ? "-" : at, 1);
	add_choices(&words, field->choices, NULL);
	join(&choices, &words, " ");
	add_powers(&choices, field);
	rt_text_format(&help, "%s%s", field->help, words.count ? ": " : "");
	join(&help, &words, ", ");
	if (field->initially && *field->initially)
		rt_text_format(&help, " [%s]", field->initially);
	show(
		&(struct rt_option_shown){
			.name = rt_text_string(&name),
			.value = field->value,
			.help = rt_text_string(&help),
			.choices = rt_text_string(&choices),
			.group = group,
			.is_common = field->is_common,
		},
		data);
	rt_strings_free(&words);
	rt_text_free(&name);
	rt_text_free(&help);
	rt_text_free(&choices);
}

void rt_options_each_key(const struct rt_option *options, rt_option_show *show,
			 void *data)
{
	const struct rt_trial_field *field = rt_trial_fields;
	const char *group = NULL;

	for (; field->name; field++) {
		if (field->group)
			group = field->group;
		if (has_option(options, field->name))
			continue;
		show_key(field, group, show, data);
		group = NULL;
	}
}
