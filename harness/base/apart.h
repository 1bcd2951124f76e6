/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that only this process and the children that it makes by
 * rt_apart_fork() have.
 *
 * Code under test may fork: then a second copy of this program goes on where
 * the first one does. It has none of this memory, so that it ends (SIGSEGV) at
 * the first touch, where it would have written into the results of the first.
 * Not for two threads at once.
 */
#ifndef RT_BASE_APART_H
#define RT_BASE_APART_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Zeroed memory that is shared with the children of rt_apart_fork(). NULL with
 * errno when there is none.
 */
void *rt_apart_map(size_t size);

/*
 * Makes a mapping that the caller has apart too; whether a child shares it or
 * has a copy is as it was. False with errno ENOMEM when there are too many.
 */
bool rt_apart_keep(void *memory, size_t size);

/* Unmaps memory of either function above; NULL is allowed. */
void rt_apart_unmap(void *memory, size_t size);

/*
 * fork(2), but for the memory above, which the child has, and which is apart in
 * it as it is here.
 */
pid_t rt_apart_fork(void);

#endif
