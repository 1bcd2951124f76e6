/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The signals by which a user ends this process, held back while it has others
 * to end first. All other threads must block SIGHUP, SIGINT and SIGTERM.
 */
#ifndef RT_BASE_INTERRUPTS_H
#define RT_BASE_INTERRUPTS_H

#include <signal.h>

struct rt_interrupts {
	int file; /* readable when one has come; closed on exec */
	sigset_t held;
};

/*
 * Holds back SIGHUP, SIGINT and SIGTERM, but those that are ignored or blocked
 * already. Returns 0, or an error number: then none is held back.
 */
int rt_interrupts_hold(struct rt_interrupts *interrupts);

/* What came meanwhile takes effect here, before this returns. */
void rt_interrupts_release(const struct rt_interrupts *interrupts);

#endif
