/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/cli/needs.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int rt_cli_needs(struct rt_error *error)
{
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	int number = nothing < 0 ? errno : 0;
	struct stat found;

	if (!number && (fstat(nothing, &found) || !S_ISCHR(found.st_mode)))
		number = ENODEV;
	if (nothing >= 0)
		close(nothing);
	if (number)
		return rt_fail_errno(error, RT_SETUP, number,
				     "/dev/null cannot be used, which programs "
				     "have as their input; `mknod -m 666 "
				     "/dev/null c 1 3` makes it");
	if (access("/proc/self/task", R_OK | X_OK))
		return rt_fail_errno(error, RT_SETUP, errno,
				     "there is no /proc, by which threads and "
				     "processes of the code under test are "
				     "seen; `mount -t proc proc /proc` mounts "
				     "it");
	return RT_OK;
}
