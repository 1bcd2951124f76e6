/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How results reach a person: wrapped to 80 columns, coloured on a
 * terminal only. One thread.
 */
#ifndef RT_REPORTS_SCREEN_H
#define RT_REPORTS_SCREEN_H

#include <jansson.h>
#include <stdbool.h>

/* True when standard output is a terminal and NO_COLOR is not set. */
bool rt_screen_colour(void);

/*
 * Prints @first, then @text wrapped to 80 columns, all of it below itself from
 * column @indent on. A @first that is too long for that has its own line.
 */
void rt_screen_beside(const char *first, unsigned indent, const char *text);

/*
 * Prints "LABEL     VALUE" on standard output, wrapped to 80 columns below
 * itself. The lines of a command are continued as a shell wants it.
 */
void rt_screen_item(const char *label, const char *value);
void rt_screen_command(const char *label, const char *command);

/* Prints @json on standard output and releases it; nothing for NULL. */
void rt_screen_json(json_t *json);

#endif
