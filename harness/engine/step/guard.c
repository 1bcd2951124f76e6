/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/guard.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness/base/apart.h"

static int cannot_map(struct rt_error *error)
{
	return rt_fail_errno(error, RT_SETUP, errno, "no memory for the field");
}

static unsigned char *map(int file, size_t size)
{
	void *at =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);

	if (at == MAP_FAILED)
		return NULL;
	if (rt_apart_keep(at, size))
		return at;
	munmap(at, size);
	return NULL;
}

static int map_twice(struct rt_guard *guard, int file, struct rt_error *error)
{
	if (ftruncate(file, (off_t)guard->size))
		return cannot_map(error);
	guard->ours = map(file, guard->size);
	if (!guard->ours)
		return cannot_map(error);
	guard->theirs = map(file, guard->size);
	return guard->theirs ? RT_OK : cannot_map(error);
}

int rt_guard_make(struct rt_guard *guard, size_t size, struct rt_error *error)
{
	int file = memfd_create("ringtear-field", MFD_CLOEXEC);
	int code;

	*guard = (struct rt_guard){.size = size, .is_open = true};
	if (file < 0)
		return cannot_map(error);
	code = map_twice(guard, file, error);
	close(file);
	return code;
}

void rt_guard_free(struct rt_guard *guard)
{
	rt_apart_unmap(guard->ours, guard->size);
	rt_apart_unmap(guard->theirs, guard->size);
	*guard = (struct rt_guard){.size = 0};
}

static void move(struct rt_guard *guard, int protection, bool open)
{
	if (guard->is_open == open)
		return;
	if (!mprotect(guard->theirs, guard->size, protection))
		guard->is_open = open;
}

void rt_guard_open(struct rt_guard *guard)
{
	move(guard, PROT_READ | PROT_WRITE, true);
}

void rt_guard_close(struct rt_guard *guard)
{
	move(guard, PROT_NONE, false);
}

bool rt_guard_covers(const struct rt_guard *guard, uint64_t address)
{
	return address - (uint64_t)(uintptr_t)guard->theirs < guard->size;
}
