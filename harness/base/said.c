/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/said.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio_ext.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	file_of_child = 3, /* where a child keeps the output, to read it */
	most_printed = 16384,
	most_files = 1024, /* closed one by one on an old kernel */
};

/* Whether this process is such a child. */
static bool entered;

/*
 * Of a fixed size: a write behind it fails, so that one who prints without end
 * fills no memory and waits for nobody.
 */
static int make_file(void)
{
	int made =
		memfd_create("ringtear-said", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int file;

	if (made < 0)
		return -1;
	/* Not where a closed standard output was: we would print into it. */
	file = fcntl(made, F_DUPFD_CLOEXEC, file_of_child);
	close(made);
	if (file < 0 || (!ftruncate(file, most_printed) &&
			 !fcntl(file, F_ADD_SEALS, F_SEAL_GROW)))
		return file;
	close(file);
	return -1;
}

void rt_said_begin(struct rt_said *said)
{
	said->file = entered ? file_of_child : make_file();
	said->begin = entered ? (long)lseek(file_of_child, 0, SEEK_CUR) : 0;
	if (said->begin < 0)
		said->file = -1;
}

static void close_from(int first)
{
#ifdef SYS_close_range
	if (!syscall(SYS_close_range, (unsigned)first, ~0u, 0u))
		return;
#endif
	for (int file = first; file < most_files; file++)
		close(file);
}

/* Without @from there is rather no file than one of ours. */
static void become(int from, int file)
{
	if (from < 0 || dup2(from, file) < 0)
		close(file);
}

void rt_said_enter(const struct rt_said *said)
{
	int nothing;

	if (entered)
		return;
	entered = true;
	/* What this program has not yet written is its parent's to write. */
	__fpurge(stdout);
	nothing = open("/dev/null", O_RDWR);
	become(nothing, STDIN_FILENO);
	become(said->file < 0 ? nothing : said->file, STDOUT_FILENO);
	become(said->file < 0 ? nothing : said->file, STDERR_FILENO);
	if (said->file < 0)
		close(file_of_child);
	else
		dup3(said->file, file_of_child, O_CLOEXEC);
	close_from(file_of_child + 1);
}

/* Returns how much of @text was printed and is one line. */
static size_t make_line(char *text, size_t length)
{
	size_t at = 0;

	while (at < length && text[at] && text[at] != '\n') {
		if (text[at] < ' ' || text[at] > '~' || text[at] == '"')
			text[at] = '?';
		at++;
	}
	return at;
}

void rt_said_end(struct rt_said *said, char text[RT_SAID_SIZE])
{
	ssize_t length = 0;

	if (said->file >= 0)
		length = pread(said->file, text, RT_SAID_SIZE - 1, said->begin);
	text[make_line(text, length > 0 ? (size_t)length : 0)] = '\0';
	if (said->file >= 0 && !entered)
		close(said->file);
	said->file = -1;
}
