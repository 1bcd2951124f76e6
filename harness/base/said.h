/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files of a child that runs code under test: it prints into memory, not on
 * our output, and has none of our other files. Not for two threads at once.
 */
#ifndef RT_BASE_SAID_H
#define RT_BASE_SAID_H

enum { RT_SAID_SIZE = 160 };

struct rt_said {
	int file;   /* -1: what the child prints is lost */
	long begin; /* of what this child prints */
};

/* Before the fork. Without memory for the output it is lost. */
void rt_said_begin(struct rt_said *said);

/*
 * In the child: nothing to read as the standard input, and @said as both
 * outputs; all other files are closed. In a child of such a child the files
 * stay as the code under test left them.
 */
void rt_said_enter(const struct rt_said *said);

/*
 * Writes the first line that the child printed into @text; "" when it printed
 * nothing. A byte that is not printable ASCII, or a quotation mark, becomes
 * '?'. Releases @said.
 */
void rt_said_end(struct rt_said *said, char text[RT_SAID_SIZE]);

#endif
