/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many processes a process group has, from proc(5). Thread-safe. */
#ifndef RT_BASE_PROCESS_GROUP_H
#define RT_BASE_PROCESS_GROUP_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * True when process group @group has more than @most processes now, zombies not
 * counted. Reads all of /proc: some 20 us for each process of the machine.
 * False when there is no /proc.
 */
bool rt_process_group_exceeds(pid_t group, unsigned most);

#endif
