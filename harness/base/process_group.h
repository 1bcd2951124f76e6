/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many processes a process group has, from proc(5). Any thread. */
#ifndef RT_BASE_PROCESS_GROUP_H
#define RT_BASE_PROCESS_GROUP_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * True when more than @most processes, without those that have ended and were
 * not waited for, are in the process group @group now. Reads all of /proc: some
 * 20 us for each process that the machine has. False when there is no /proc.
 */
bool rt_process_group_exceeds(pid_t group, unsigned most);

#endif
