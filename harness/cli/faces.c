/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options and commands in the form of the manual page and of the
 * completions: `ringtear help --as man`, whose output `make faces` writes into
 * the files.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "harness/cli/commands.h"

enum { columns = 80, tab = 8 };

/* mdoc(7): a line of text must not begin with '.' or '\''. */
static void print_roff(const char *text)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", stdout);
	for (; *text; text++)
		if (*text == '\\')
			fputs("\\e", stdout);
		else
			putchar(*text);
	putchar('\n');
}

static void man_option(const struct rt_option_shown *shown, void *data)
{
	(void)data;
	printf(".It Fl %s", shown->name + 1);
	if (shown->value)
		printf(" Ar %s", shown->value);
	putchar('\n');
	print_roff(shown->help);
}

static void man(const struct rt_command *const *commands)
{
	printf(".Sh OPTIONS\n");
	for (; *commands; commands++) {
		printf(".Ss %s\n", (*commands)->name);
		if ((*commands)->takes_trial)
			printf("The keys of a trial, and:\n");
		printf(".Bl -tag -width Ds\n");
		rt_options_each((*commands)->options, man_option, NULL);
		printf(".El\n");
	}
	printf(".Ss The keys of a trial\n"
	       "As lines of a trial file, with _ for -, and as options.\n"
	       ".Bl -tag -width Ds\n");
	rt_options_each_key(NULL, man_option, NULL);
	printf(".El\n");
}

static void man_exits(const struct rt_command *const *commands)
{
	const struct rt_exit *exit = rt_exits();

	(void)commands;
	printf(".Sh EXIT STATUS\n.Bl -tag -width 125\n");
	for (; exit->words; exit++)
		printf(".It %d\n%c%s.\n", exit->status,
		       toupper((unsigned char)*exit->words), exit->words + 1);
	printf(".El\n");
}

static void markdown_exits(const struct rt_command *const *commands)
{
	const struct rt_exit *exit = rt_exits();

	(void)commands;
	printf("| status | when |\n| --- | --- |\n");
	for (; exit->words; exit++)
		printf("| %d | %s |\n", exit->status, exit->words);
}

static void count_one(const struct rt_option_shown *shown, void *data)
{
	(void)shown;
	++*(size_t *)data;
}

/* Whether @command has options of its own in the place of keys of a trial. */
static bool replaces_keys(const struct rt_command *command)
{
	size_t all = 0, left = 0;

	rt_options_each_key(NULL, count_one, &all);
	rt_options_each_key(command->options, count_one, &left);
	return left < all;
}

/* A list of shell words that is broken into lines. */
struct row {
	unsigned indent; /* tabs before a continued line */
	unsigned column;
	const char *command;
};

static void row_add(struct row *row, const char *word)
{
	size_t length = strlen(word);

	if (row->column + 1 + length > columns - 2) {
		printf(" \\\n%.*s%s", (int)row->indent, "\t\t\t\t", word);
		row->column = row->indent * tab + (unsigned)length;
	} else {
		printf(" %s", word);
		row->column += 1 + (unsigned)length;
	}
}

static void bash_name(const struct rt_option_shown *shown, void *data)
{
	row_add(data, shown->name);
}

static void bash_choices(const struct rt_option_shown *shown, void *data)
{
	const char *command = data;

	if (*shown->choices)
		printf("\t%s\" %s\") echo %s ;;\n", command, shown->name,
		       shown->choices);
}

static void bash_options(const struct rt_command *command)
{
	struct row row = {.indent = 3, .column = 2 * tab + 4};

	printf("\t%s)\n\t\techo", command->name);
	rt_options_each(command->options, bash_name, &row);
	if (command->takes_trial && replaces_keys(command))
		rt_options_each_key(command->options, bash_name, &row);
	else if (command->takes_trial)
		printf("\n\t\t_ringtear_keys");
	printf("\n\t\t;;\n");
}

static void bash(const struct rt_command *const *commands)
{
	const struct rt_command *const *one = commands;
	struct row row = {.indent = 1, .column = tab + 4};

	printf("_ringtear_commands() {\n\techo");
	for (; *one; one++)
		row_add(&row, (*one)->name);
	row_add(&row, "help");
	printf("\n}\n\n_ringtear_keys() {\n\techo");
	row = (struct row){.indent = 2, .column = tab + 4};
	rt_options_each_key(NULL, bash_name, &row);
	printf("\n}\n\n_ringtear_options() {\n\tcase $1 in\n");
	for (one = commands; *one; one++)
		bash_options(*one);
	printf("\tesac\n}\n\n_ringtear_choices() {\n\tcase \"$1 $2\" in\n");
	for (one = commands; *one; one++)
		rt_options_each((*one)->options, bash_choices,
				(char *)(*one)->name);
	rt_options_each_key(NULL, bash_choices, (char *)"*");
	printf("\t*) return 1 ;;\n\tesac\n}\n");
}

/* An item of _describe: 'NAME:TEXT', in single quotes. */
static void zsh_item(const char *name, const char *text)
{
	printf("\t'%s:", name);
	for (; *text; text++)
		if (*text == '\'')
			fputs("'\\''", stdout);
		else
			putchar(*text);
	printf("'\n");
}

static void zsh_option(const struct rt_option_shown *shown, void *data)
{
	(void)data;
	zsh_item(shown->name, shown->help);
}

static void zsh_choices(const struct rt_option_shown *shown, void *data)
{
	const char *command = data;

	if (*shown->choices)
		printf("%s' %s') found=(%s) ;;\n", command, shown->name,
		       shown->choices);
}

static void zsh_options(const struct rt_command *command)
{
	printf("%s) options=(\n", command->name);
	rt_options_each(command->options, zsh_option, NULL);
	if (command->takes_trial && replaces_keys(command))
		rt_options_each_key(command->options, zsh_option, NULL);
	else if (command->takes_trial)
		printf("\t$keys\n");
	printf(") ;;\n");
}

static void zsh(const struct rt_command *const *commands)
{
	const struct rt_command *const *one = commands;

	printf("commands=(\n");
	for (; *one; one++)
		zsh_item((*one)->name, (*one)->summary);
	zsh_item("help", "how to use it, or a command of it");
	printf(")\nkeys=(\n");
	rt_options_each_key(NULL, zsh_option, NULL);
	printf(")\ncase $subcommand in\n");
	for (one = commands; *one; one++)
		zsh_options(*one);
	printf("esac\ncase \"$subcommand $previous\" in\n");
	for (one = commands; *one; one++)
		rt_options_each((*one)->options, zsh_choices,
				(char *)(*one)->name);
	rt_options_each_key(NULL, zsh_choices, (char *)"*");
	printf("esac\n");
}

static const struct {
	const char *name;
	void (*print)(const struct rt_command *const *commands);
} faces[] = {
	{"man", man},	{"exits", man_exits}, {"markdown", markdown_exits},
	{"bash", bash}, {"zsh", zsh},	      {"words", rt_faces_print_words}};

int rt_faces_print(const struct rt_command *const *commands, const char *as,
		   struct rt_error *error)
{
	for (size_t i = 0; i < sizeof(faces) / sizeof(*faces); i++)
		if (as && !strcmp(faces[i].name, as)) {
			faces[i].print(commands);
			return RT_OK;
		}
	return rt_fail(error, RT_USAGE,
		       "--as needs the name of a face: man, exits, "
		       "markdown, bash, zsh or words");
}
