/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps a child off the terminal that this program was started from. */
#ifndef RT_BASE_TERMINAL_H
#define RT_BASE_TERMINAL_H

/*
 * Gives up the controlling terminal, so that /dev/tty is nobody's; not the
 * session, by which a user ends all that a command has started. For a child
 * between fork(2) and exec, in which only what is safe in a signal handler may
 * be called; not for a session's leader, which would hang up the others
 * (tty_ioctl(4), TIOCNOTTY). Ignores errors.
 */
void rt_terminal_leave(void);

#endif
