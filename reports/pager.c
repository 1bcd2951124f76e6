/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "reports/pager.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static size_t count_lines(const struct rt_text *text)
{
	size_t lines = 0;

	for (size_t i = 0; i < text->length; i++)
		lines += text->data[i] == '\n';
	return lines;
}

static bool is_long(const struct rt_text *text)
{
	struct winsize size;

	return isatty(STDOUT_FILENO) &&
	       !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_row &&
	       count_lines(text) >= size.ws_row;
}

static const char *choose(void)
{
	const char *pager = getenv("RINGTEAR_PAGER");

	if (!pager)
		pager = getenv("PAGER");
	return pager ? pager : "less";
}

/* Starts @words with the reading end of a pipe, whose other end is returned. */
static int start(const struct rt_strings *words, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	int ends[2];
	int failed;

	if (pipe2(ends, O_CLOEXEC))
		return -1;
	/* As git does: colours pass, and a short text ends by itself. */
	setenv("LESS", "FRX", false);
	failed = posix_spawn_file_actions_init(&actions);
	if (!failed) {
		failed = posix_spawn_file_actions_adddup2(&actions, ends[0],
							  STDIN_FILENO) ||
			 posix_spawnp(pid, words->word[0], &actions, NULL,
				      words->word, environ);
		posix_spawn_file_actions_destroy(&actions);
	}
	close(ends[0]);
	if (!failed)
		return ends[1];
	close(ends[1]);
	return -1;
}

/* A user who leaves the pager early has seen enough. */
static void write_all(int file, const struct rt_text *text)
{
	size_t done = 0;

	while (done < text->length) {
		ssize_t written =
			write(file, text->data + done, text->length - done);

		if (written < 0 && errno != EINTR)
			return;
		done += written > 0 ? (size_t)written : 0;
	}
}

static bool page(const struct rt_text *text)
{
	struct rt_strings words = RT_STRINGS_INIT;
	struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
	pid_t pid = 0;
	int file = -1;

	if (rt_strings_split(&words, choose()) && words.count &&
	    strcmp(words.word[0], "cat") != 0)
		file = start(&words, &pid);
	rt_strings_free(&words);
	if (file < 0)
		return false;
	sigaction(SIGPIPE, &ignore, &before);
	write_all(file, text);
	sigaction(SIGPIPE, &before, NULL);
	close(file);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return true;
}

void rt_pager_print(const struct rt_text *text)
{
	fflush(stdout);
	if (!is_long(text) || !page(text))
		fwrite(rt_text_string(text), 1, text->length, stdout);
}
