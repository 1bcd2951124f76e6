/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How results reach a person: wrapped to the columns of the terminal that
 * standard output is, 40 to 160, else to 80; coloured on a terminal only. One
 * thread.
 */
#ifndef RT_REPORTS_SCREEN_H
#define RT_REPORTS_SCREEN_H

#include <jansson.h>
#include <stdbool.h>

#include "harness/engine/outcome.h"

/* Columns of the terminal that standard output is; 0 without one. */
size_t rt_screen_columns(void);

/* True when standard output is a terminal and NO_COLOR is not set. */
bool rt_screen_colour(void);

/* Red for torn and faulty, green for atomic, else yellow: SGR of ECMA-48. */
const char *rt_screen_colour_of(enum rt_outcome outcome);

/* Prints the paragraphs of @text, which blank lines part, wrapped anew. */
void rt_screen_paragraphs(const char *text);

/*
 * Prints @first, then @text wrapped, all of it below itself from
 * column @indent on. A @first that is too long for that has its own line.
 */
void rt_screen_beside(const char *first, unsigned indent, const char *text);

/*
 * Prints "LABEL     VALUE" on standard output, wrapped below itself. The lines
 * of a command are continued as a shell wants it.
 */
void rt_screen_item(const char *label, const char *value);
void rt_screen_command(const char *label, const char *command);

/*
 * Prints @result as the JSON of @command, in its envelope (json_values.h), and
 * releases it; nothing for NULL.
 */
void rt_screen_json(const char *command, json_t *result);

/* The same in one line, which is flushed: for what comes bit by bit. */
void rt_screen_json_line(const char *command, json_t *result);

#endif
