/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ends the processes that code under test has left behind. Not for two threads
 * at once.
 */
#ifndef RT_BASE_STRAYS_H
#define RT_BASE_STRAYS_H

#include <stdbool.h>
#include <sys/types.h>

enum { RT_STRAYS_KNOWN = 64 };

/* From before the code under test ran. */
struct rt_strays {
	pid_t known[RT_STRAYS_KNOWN]; /* children that are none of its */
	unsigned count;
	int was_reaper; /* whether orphans came to this process */
};

/* Whether this process has a child, if only one that is not waited for. */
bool rt_has_children(void);

/*
 * From now on a process whose parent has ended becomes a child of this one, if
 * this one was an ancestor.
 */
void rt_strays_begin(struct rt_strays *strays);

/*
 * Kills the process group @group, which must have a member still, so that its
 * number is not another's. A zombie is enough.
 */
void rt_strays_kill(pid_t group);

/*
 * The child that led @group has been waited for; 0: there is none. Waits for
 * the rest of the group, which was killed, then kills and waits for every child
 * that was none at the beginning: it left the group. Where the kernel does not
 * list children (CONFIG_PROC_CHILDREN) such a one lives on.
 */
void rt_strays_end(const struct rt_strays *strays, pid_t group);

#endif
