/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any lines as the words of a command line: the first byte says of which
 * command, each line is a word. They are read through the command's table,
 * nothing is run.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/shard.h"
#include "harness/cli/commands.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct rt_command *const commands[] = {
	&rt_command_check,    &rt_command_compare, &rt_command_replay,
	&rt_command_repro,    &rt_command_hammer,  &rt_command_fuzz,
	&rt_command_minimize, &rt_command_list,	   &rt_command_topo,
	&rt_command_merge,    &rt_command_runs,	   &rt_command_report,
};

enum { most_words = 64 };

static void try_words(const char *const *words, size_t count)
{
	struct rt_shard shard;
	unsigned jobs;

	for (size_t i = 0; i < count; i++) {
		rt_is_trial_file(words[i]);
		if (!rt_option_jobs(words[i], &jobs, NULL) &&
		    (jobs < 1 || jobs > 256))
			abort();
		if (!rt_shard_parse(&shard, words[i], NULL) &&
		    shard.index >= shard.count)
			abort();
	}
}

static void try_line(const struct rt_command *command, char **argv)
{
	const char *words[most_words + 2];
	struct rt_trial trial;
	struct rt_command_line line = {
		.options = command->options,
		.values = calloc(1, command->values_size + 1),
		.trial = command->takes_trial ? &trial : NULL,
		.words = words,
		.word_limit = command->word_limit,
		.is_foreign = command->is_foreign,
	};
	struct rt_error error = RT_ERROR_INIT;

	if (!line.values)
		abort();
	rt_trial_init(&trial);
	if (!rt_options_read(&line, argv, &error)) {
		if (line.word_count > line.word_limit)
			abort();
		try_words(words, line.word_count);
	} else if (!*error.message) {
		abort();
	}
	for (argv++; *argv; argv++)
		rt_option_has_value(line.options, *argv);
	rt_options_free(line.options, line.values, command->values_size);
	rt_error_clear(&error);
	free(line.values);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *argv[most_words + 2], *text, *rest;
	size_t count = 0;

	if (!size)
		return 0;
	text = rest = strndup((const char *)data + 1, size - 1);
	if (!text)
		abort();
	argv[count++] = (char *)"command";
	while (rest && count <= most_words)
		argv[count++] = strsep(&rest, "\n");
	argv[count] = NULL;
	try_line(commands[data[0] % (sizeof(commands) / sizeof(*commands))],
		 argv);
	free(text);
	return 0;
}
