/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/fuzz/counts.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int rt_counts_map(struct rt_counts **counts, const char *path,
		  struct rt_error *error)
{
	int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	void *mapped = MAP_FAILED;
	int number;

	if (file >= 0 && !ftruncate(file, sizeof(struct rt_counts)))
		mapped = mmap(NULL, sizeof(struct rt_counts),
			      PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	number = errno;
	if (file >= 0)
		close(file);
	if (mapped == MAP_FAILED)
		return rt_fail_errno(error, RT_SETUP, number,
				     "cannot map %s; free some space or name "
				     "another folder",
				     path);
	*counts = mapped;
	return RT_OK;
}
