/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A recorded command line, which another store may bring: what a shell would
 * make of it is taken from it. Thread-safe.
 */
#ifndef RT_RECORD_COMMAND_H
#define RT_RECORD_COMMAND_H

#include <stddef.h>

/*
 * Quotes @text, of @size bytes, anew: each word of a command of ringtear for
 * itself, so that `ringtear check plain; reboot` has an argument "plain;". What
 * is no command of ringtear becomes one word, which no shell finds. A line as
 * ringtear writes it stays as it is, and so does "".
 */
void rt_recorded_command(char *text, size_t size);

#endif
