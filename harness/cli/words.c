/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words that members of the JSON output may have, from the tables that they
 * are printed from: docs/faces.sh makes the enums of docs/json.schema.json of
 * them.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "harness/cli/commands.h"
#include "harness/engine/codegen/codegen.h"
#include "harness/engine/engine.h"

/* Skips NULL and "": where "" is a value, the list begins with it. */
static void add(json_t *words, const char *word)
{
	if (word && *word)
		json_array_append_new(words, json_string(word));
}

static json_t *verdicts(void)
{
	static const enum rt_outcome outcomes[] = {
		RT_OUTCOME_TORN, RT_OUTCOME_ATOMIC, RT_OUTCOME_INCONCLUSIVE,
		RT_OUTCOME_ERROR};
	json_t *words = json_pack("[s]", "");

	for (size_t i = 0; i < sizeof(outcomes) / sizeof(*outcomes); i++)
		add(words, rt_outcome_word(outcomes[i]));
	return words;
}

static json_t *emissions(void)
{
	json_t *words = json_pack("[s]", "");

	for (int i = 0; i < RT_EMISSIONS; i++)
		add(words, rt_emission_name((enum rt_emission)i));
	return words;
}

static json_t *races(void)
{
	json_t *words = json_pack("[s]", "");

	for (int i = 0; i <= RT_RACE_SEEN; i++)
		add(words, rt_race_name((enum rt_race)i));
	return words;
}

static json_t *of_outcomes(const char *(*word)(enum rt_outcome outcome))
{
	json_t *words = json_array();

	for (int i = 0; i < RT_OUTCOMES; i++)
		add(words, word((enum rt_outcome)i));
	return words;
}

static void take_engines(const struct rt_option_shown *shown, void *data)
{
	struct rt_strings list = RT_STRINGS_INIT;

	if (!strcmp(shown->name, "--engines") &&
	    rt_strings_split(&list, shown->choices))
		for (size_t i = 0; i < list.count; i++)
			add(data, list.word[i]);
	rt_strings_free(&list);
}

static json_t *engines(void)
{
	json_t *words = json_array();

	rt_options_each(rt_command_check.options, take_engines, words);
	return words;
}

static json_t *names(const struct rt_command *const *commands)
{
	json_t *words = json_array();

	for (; *commands; commands++)
		add(words, (*commands)->name);
	return words;
}

void rt_faces_print_words(const struct rt_command *const *commands)
{
	json_t *all = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
				"verdict", verdicts(), "emitted", emissions(),
				"permitted", races(), "engine", engines(),
				"observed", of_outcomes(rt_observation_word),
				"cause", of_outcomes(rt_finding_word),
				"command", names(commands));

	json_dumpf(all, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(all);
}
