/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/process_group.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The process group of PID @name; 0 for a zombie or a process that is gone. */
static pid_t group_of(int proc, const char *name)
{
	char path[32];
	char stat[512]; /* "PID (NAME) STATE PARENT GROUP …" of proc(5) */
	const char *behind;
	ssize_t length;
	char state = 'Z';
	int group = 0;
	int from;

	if (snprintf(path, sizeof(path), "%.16s/stat", name) < 0)
		return 0;
	from = openat(proc, path, O_RDONLY | O_CLOEXEC);
	if (from < 0)
		return 0;
	length = read(from, stat, sizeof(stat) - 1);
	close(from);
	if (length <= 0)
		return 0;
	stat[length] = '\0';
	behind = strrchr(stat, ')'); /* the last: NAME may contain ')' too */
	if (!behind || sscanf(behind + 1, " %c %*d %d", &state, &group) != 2)
		return 0;
	return state == 'Z' ? 0 : group;
}

bool rt_process_group_exceeds(pid_t group, unsigned most)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	unsigned count = 0;

	if (!proc)
		return false;
	while (count <= most && (entry = readdir(proc)))
		if (isdigit((unsigned char)entry->d_name[0]))
			count += group_of(dirfd(proc), entry->d_name) == group;
	closedir(proc);
	return count > most;
}
