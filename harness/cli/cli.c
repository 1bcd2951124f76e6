/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/base/clock.h"
#include "harness/base/file.h"
#include "harness/build/command.h"
#include "reports/layout.h"

/*
 * A folder of the user's by the XDG base directory specification, 0.8; empty
 * without one. No folder that others can make stands in for it: modules are
 * loaded from there.
 */
static void user_folder(struct rt_text *path, const char *variable,
			const char *usual)
{
	const char *folder = getenv(variable);
	const char *home = getenv("HOME");

	if (folder && *folder == '/')
		rt_text_format(path, "%s/ringtear", folder);
	else if (home && *home == '/')
		rt_text_format(path, "%s/%s/ringtear", home, usual);
}

static void find_in_clone(struct rt_cli *cli, const char *home)
{
	rt_text_format(&cli->corpora, "%s/corpora", home);
	rt_text_format(&cli->cache, "%s/build/cache", home);
	rt_text_format(&cli->reports, "%s/reports/runs", home);
	rt_text_format(&cli->found, "%s/corpora/trials/found", home);
}

static void find_installed(struct rt_cli *cli)
{
	rt_text_add(&cli->corpora, RT_PREFIX "/share/ringtear/corpora");
	user_folder(&cli->cache, "XDG_CACHE_HOME", ".cache");
	user_folder(&cli->reports, "XDG_STATE_HOME", ".local/state");
	user_folder(&cli->found, "XDG_DATA_HOME", ".local/share");
	if (cli->found.length)
		rt_text_add(&cli->found, "/found");
}

/* RINGTEAR_CACHE and RINGTEAR_RUNS move what is written elsewhere. */
static void obey_environment(struct rt_cli *cli)
{
	const char *cache = getenv("RINGTEAR_CACHE");
	const char *reports = getenv("RINGTEAR_RUNS");

	if (cache && *cache) {
		rt_text_free(&cli->cache);
		rt_text_add(&cli->cache, cache);
	}
	if (reports && *reports) {
		rt_text_free(&cli->reports);
		rt_text_add(&cli->reports, reports);
		rt_text_free(&cli->found);
		rt_text_format(&cli->found, "%s/found", reports);
	}
	if (cli->reports.length)
		rt_text_format(&cli->store, "%s/runs.db",
			       rt_text_string(&cli->reports));
}

int rt_cli_init(struct rt_cli *cli, struct rt_error *error)
{
	const char *home = getenv("RINGTEAR_HOME");
	const char *command = getenv("RINGTEAR_COMMAND");

	*cli = (struct rt_cli){.command = command ? command : "ringtear"};
	if (home && *home)
		find_in_clone(cli, home);
	else
		find_installed(cli);
	obey_environment(cli);
	if (rt_text_failed(&cli->corpora) || rt_text_failed(&cli->cache) ||
	    rt_text_failed(&cli->store))
		return rt_fail(error, RT_SETUP, "out of memory");
	return RT_OK;
}

int rt_cli_check_corpora(const struct rt_cli *cli, struct rt_error *error)
{
	if (!rt_file_exists(rt_text_string(&cli->corpora)))
		return rt_fail(error, RT_SETUP,
			       "%s is not there; run ./run.sh from the clone, "
			       "or `make install` first",
			       rt_text_string(&cli->corpora));
	return RT_OK;
}

int rt_cli_check_place(const struct rt_text *place, struct rt_error *error)
{
	if (!place->length)
		return rt_fail(error, RT_SETUP,
			       "there is no folder to keep runs and modules "
			       "in; set HOME, or RINGTEAR_CACHE and "
			       "RINGTEAR_RUNS");
	return RT_OK;
}

void rt_cli_free(struct rt_cli *cli)
{
	rt_text_free(&cli->corpora);
	rt_text_free(&cli->cache);
	rt_text_free(&cli->reports);
	rt_text_free(&cli->store);
	rt_text_free(&cli->found);
}

int rt_cli_fail(const struct rt_error *error)
{
	struct rt_text message = RT_TEXT_INIT;

	/* It may quote a file that is no text, and must not drive a terminal.
	 */
	rt_layout_clean_line(&message, error->message);
	fprintf(stderr, "ringtear: %s\n", rt_text_string(&message));
	rt_text_free(&message);
	if (error->detail)
		fprintf(stderr, "%s%s", error->detail,
			*error->detail && error->detail[strlen(error->detail) -
							1] != '\n'
				? "\n"
				: "");
	return rt_exit_code(error->code);
}

void rt_cli_command(struct rt_text *command, const struct rt_cli *cli,
		    char *const *argv)
{
	struct rt_words words = RT_WORDS_INIT;

	for (; *argv; argv++)
		rt_words_add(&words, *argv);
	rt_text_format(command, "%s ", cli->command);
	rt_command_text(command, &words);
	rt_words_free(&words);
}

bool rt_cli_colour(void)
{
	const char *refused = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(refused && *refused);
}

enum { terminal_width = 80 };

void rt_cli_print_beside(const char *first, unsigned indent, const char *text)
{
	struct rt_text lead = RT_TEXT_INIT, blank = RT_TEXT_INIT;
	struct rt_text out = RT_TEXT_INIT;
	struct rt_wrap wrap = {.width = terminal_width, .tail = ""};
	struct rt_layout layout;

	rt_text_format(&blank, "%*s", (int)indent, "");
	rt_text_format(&lead, "%-*s ", (int)indent - 1, first);
	if (lead.length > indent) {
		printf("%s\n", first);
		wrap.first = rt_text_string(&blank);
	} else {
		wrap.first = rt_text_string(&lead);
	}
	wrap.start = wrap.next = rt_text_string(&blank);
	rt_layout_begin(&layout);
	rt_layout_wrap(&out, &wrap, text);
	rt_layout_end(&layout);
	fputs(rt_text_string(&out), stdout);
	rt_text_free(&lead);
	rt_text_free(&blank);
	rt_text_free(&out);
}

static void print_item(const char *label, const char *value, bool shell)
{
	struct rt_text first = RT_TEXT_INIT, out = RT_TEXT_INIT;
	struct rt_layout layout;
	struct rt_wrap wrap = {
		.width = terminal_width,
		.start = "          ",
		.next = "          ",
		.tail = shell ? " \\" : "",
		.shell = shell,
	};

	rt_text_format(&first, "%-9s ", label);
	wrap.first = rt_text_string(&first);
	rt_layout_begin(&layout);
	rt_layout_wrap(&out, &wrap, value);
	rt_layout_end(&layout);
	fputs(rt_text_string(&out), stdout);
	rt_text_free(&first);
	rt_text_free(&out);
}

void rt_cli_print_item(const char *label, const char *value)
{
	print_item(label, value, false);
}

void rt_cli_print_command(const char *label, const char *command)
{
	print_item(label, command, true);
}

void rt_progress_init(struct rt_progress *progress)
{
	progress->shown = isatty(STDERR_FILENO);
	progress->began = rt_clock_seconds();
}

void rt_progress_draw(struct rt_progress *progress, const char *doing,
		      double fraction)
{
	double spent = rt_clock_seconds() - progress->began;
	double left = fraction > 0.02 ? spent / fraction - spent : -1;

	if (!progress->shown)
		return;
	fprintf(stderr, "\r\033[K%3.0f %%  %s", 100 * fraction, doing);
	if (left >= 0)
		fprintf(stderr, ", %.0f s left", left);
	fflush(stderr);
}

void rt_progress_clear(struct rt_progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
}
