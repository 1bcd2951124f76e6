/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/base/apart.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A check has six at a time; each virtqueue is one more. */
enum { most_mappings = 64 };

static struct mapping {
	void *memory; /* NULL for a free entry */
	size_t size;
} mappings[most_mappings];

/* A child of fork(2) has the table, and none of the memory. */
static pid_t owner;

static void own_table(void)
{
	if (owner == getpid())
		return;
	memset(mappings, 0, sizeof(mappings));
	owner = getpid();
}

/* @advice is MADV_DOFORK or MADV_DONTFORK. */
static void advise_all(int advice)
{
	for (int i = 0; i < most_mappings; i++)
		if (mappings[i].memory)
			madvise(mappings[i].memory, mappings[i].size, advice);
}

bool rt_apart_keep(void *memory, size_t size)
{
	own_table();
	for (int i = 0; i < most_mappings; i++) {
		if (mappings[i].memory)
			continue;
		if (madvise(memory, size, MADV_DONTFORK))
			return false;
		mappings[i] = (struct mapping){memory, size};
		return true;
	}
	errno = ENOMEM;
	return false;
}

void *rt_apart_map(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int number;

	if (memory == MAP_FAILED)
		return NULL;
	if (rt_apart_keep(memory, size))
		return memory;
	number = errno;
	munmap(memory, size);
	errno = number;
	return NULL;
}

void rt_apart_unmap(void *memory, size_t size)
{
	for (int i = 0; i < most_mappings && memory; i++)
		if (mappings[i].memory == memory)
			mappings[i].memory = NULL;
	if (memory)
		munmap(memory, size);
}

pid_t rt_apart_fork(void)
{
	pid_t pid;
	int number;

	own_table();
	advise_all(MADV_DOFORK);
	pid = fork();
	number = errno;
	owner = getpid();
	advise_all(MADV_DONTFORK);
	errno = number;
	return pid;
}
