/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a command ends that a signal has interrupted. One thread. */
#ifndef RT_CLI_INTERRUPT_H
#define RT_CLI_INTERRUPT_H

/*
 * Dies of the default action of @interrupt, so that a shell sees the cause:
 * call it when everything is written and released.
 */
void rt_cli_die_of(int interrupt);

#endif
