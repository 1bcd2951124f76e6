/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all subcommands share: parsing of the command line, and the help. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/base/version.h"
#include "harness/cli/commands.h"
#include "harness/cli/needs.h"
#include "harness/cli/output.h"
#include "reports/layout.h"
#include "reports/screen.h"

enum { help_column = 25 };

/* What a tool said, or the code under test: escapes stay off the terminal. */
static void print_detail(const char *detail)
{
	struct rt_text text = RT_TEXT_INIT;

	rt_layout_clean(&text, detail);
	if (text.length && text.data[text.length - 1] != '\n')
		rt_text_add(&text, "\n");
	fputs(rt_text_string(&text), stderr);
	rt_text_free(&text);
}

int rt_cli_fail(const struct rt_error *error)
{
	struct rt_text message = RT_TEXT_INIT;

	/* The message may quote binary data: keep escapes off the terminal. */
	rt_layout_clean_line(&message, error->message);
	fprintf(stderr, "ringtear: %s\n", rt_text_string(&message));
	rt_text_free(&message);
	if (error->detail)
		print_detail(error->detail);
	return rt_exit_code(error->code);
}

/* Which options are printed, and where. */
struct shown_help {
	bool is_brief;
	size_t shown, left_out;
};

static void print_option(const struct rt_option_shown *shown, void *data)
{
	struct shown_help *help = data;
	struct rt_text first = RT_TEXT_INIT;

	if (help->is_brief && !shown->is_common) {
		help->left_out++;
		return;
	}
	if (!help->is_brief && (shown->group || !help->shown))
		printf("\n%s:\n", shown->group ? shown->group : "Options");
	help->shown++;
	rt_text_format(&first, "  %s%s%s", shown->name, shown->value ? " " : "",
		       shown->value ? shown->value : "");
	rt_screen_beside(rt_text_string(&first), help_column, shown->help);
	rt_text_free(&first);
}

void rt_command_print_version(void)
{
	printf("ringtear %s\n", rt_version());
}

void rt_command_print_keys(void)
{
	struct shown_help help = {.is_brief = false};

	rt_options_each_key(NULL, print_option, &help);
}

static void print_help(const struct rt_command *command, const char *program,
		       bool is_brief)
{
	struct shown_help help = {.is_brief = is_brief};
	const char *form = command->form, *lead = "usage: ";

	while (*form) {
		size_t length = strcspn(form, "\n");

		printf("%s%s %s %.*s\n", lead, program, command->name,
		       (int)length, form);
		form += length;
		form += *form == '\n';
		lead = "       ";
	}
	putchar('\n');
	rt_screen_paragraphs(command->about);
	if (is_brief)
		putchar('\n');
	/* The keys first: they say which build and which field. */
	if (command->takes_trial)
		rt_options_each_key(command->options, print_option, &help);
	rt_options_each(command->options, print_option, &help);
	if (help.left_out)
		printf("\n%s %s --help lists %zu more options.\n", program,
		       command->name, help.left_out);
}

/*
 * Sets call->trial from the first word, if that is a trial file or an accessor.
 * @again: the options must then be read again, to override the trial.
 */
static int begin_trial(const struct rt_command *command, struct rt_call *call,
		       bool *again, struct rt_error *error)
{
	const char *word = call->words[0];
	bool is_file = word && rt_is_trial_file(word);

	*again = word && (command->first_word == RT_FIRST_ACCESSOR ||
			  (command->first_word == RT_FIRST_TRIAL && is_file));
	if (!*again)
		return RT_OK;
	rt_trial_init(&call->trial);
	if (is_file)
		return rt_trial_read(&call->trial, word, error);
	return rt_trial_set(&call->trial, "accessor", word, error);
}

/* Options override the trial of the first word, also if they precede it. */
static int read_line(const struct rt_command *command,
		     struct rt_command_line *line, struct rt_call *call,
		     struct rt_error *error)
{
	bool again;
	int code = rt_options_read(line, call->argv, error);

	if (!code)
		code = begin_trial(command, call, &again, error);
	if (!code && again) {
		rt_options_free(line->options, line->values,
				command->values_size);
		line->word_count = 0;
		code = rt_options_read(line, call->argv, error);
	}
	call->word_count = line->word_count;
	return code;
}

static int ending_signal;

void rt_command_end_by(int number)
{
	ending_signal = number;
}

/* Runs the command with folders that it may write to. */
static int run_within(const struct rt_command *command, struct rt_call *call,
		      int *status, struct rt_error *error)
{
	struct rt_cli_folders folders;
	int code;

	if (command->cache != RT_USE_NONE && rt_cli_needs(error))
		return RT_SETUP;
	code = rt_cli_folders_open(&folders, call->places, command->cache,
				   command->runs, error);
	call->places = &folders.places;
	call->workplace = &folders.workplace;
	if (!code)
		code = command->run(call, status, error);
	rt_cli_folders_close(&folders);
	call->places = NULL;
	call->workplace = NULL;
	return code;
}

/* Runs the command with its standard output in the file of --output, if any. */
static int run_into(const struct rt_command *command, struct rt_call *call,
		    const char *path, int *status, struct rt_error *error)
{
	struct rt_output output;
	int code = rt_output_begin(&output, path, error);
	int ended;

	if (code)
		return code;
	code = run_within(command, call, status, error);
	ended = rt_output_end(&output, !code && !ending_signal,
			      code ? NULL : error);
	return code ? code : ended;
}

static int run(const struct rt_command *command, struct rt_call *call,
	       struct rt_command_line *line, int *status,
	       struct rt_error *error)
{
	int code;

	if (!line->values || !line->words)
		return rt_no_memory(error);
	rt_trial_init(&call->trial);
	call->values = line->values;
	call->words = line->words;
	code = read_line(command, line, call, error);
	if (!code && (line->is_brief || line->general.help))
		print_help(command, call->places->command, !line->general.help);
	else if (!code && line->general.version)
		rt_command_print_version();
	else if (!code)
		code = run_into(command, call, line->general.output, status,
				error);
	return code;
}

int rt_command_run(const struct rt_command *command,
		   const struct rt_places *places, char **argv)
{
	struct rt_call call = {.places = places, .argv = argv};
	struct rt_error error = RT_ERROR_INIT;
	struct rt_command_line line = {
		.options = command->options,
		.values = calloc(1, command->values_size + 1),
		.trial = command->takes_trial ? &call.trial : NULL,
		.word_limit = command->word_limit,
		.is_foreign = command->is_foreign,
	};
	size_t argc = 0;
	int status = 0;

	while (argv[argc])
		argc++;
	line.words = calloc(argc + 2, sizeof(*line.words));
	if (run(command, &call, &line, &status, &error))
		status = rt_cli_fail(&error);
	rt_options_free(line.options, line.values, command->values_size);
	free(line.values);
	free(line.words);
	rt_error_clear(&error);
	if (ending_signal) {
		signal(ending_signal, SIG_DFL);
		raise(ending_signal);
	}
	return status;
}
