/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The last lines of a terminal, which are drawn anew while a search goes on:
 * what it has found, and below that what it is at. One thread.
 */
#ifndef RT_REPORTS_FUZZ_BLOCK_H
#define RT_REPORTS_FUZZ_BLOCK_H

#include <stdio.h>

struct rt_fuzz_block {
	FILE *out;
	unsigned columns, rows; /* of the terminal */
	unsigned above;		/* rows drawn above the cursor's own */
};

/* Asks the terminal at block->out for its size; else it is 80 by 24. */
void rt_fuzz_block_measure(struct rt_fuzz_block *block);

/*
 * Replaces what was drawn by @lines, each of which ends with a line feed and
 * may take several rows, and below them @last, cut to one row. Where they are
 * more than the terminal has rows, the first of @lines are left out.
 */
void rt_fuzz_block_draw(struct rt_fuzz_block *block, const char *lines,
			const char *last);

/* Removes what was drawn. */
void rt_fuzz_block_clear(struct rt_fuzz_block *block);

#endif
