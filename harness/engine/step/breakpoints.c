/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/engine/step/breakpoints.h"

#include <errno.h>
#include <sys/mman.h>

enum { page = 4096, int3 = 0xcc };

int rt_breakpoints_set(struct rt_breakpoints *breakpoints, uint64_t address,
		       struct rt_error *error)
{
	unsigned char *at = (unsigned char *)(uintptr_t)address;
	struct rt_breakpoint *added = &breakpoints->list[breakpoints->count];

	if (breakpoints->count == RT_BREAKPOINTS_MOST)
		return rt_fail(error, RT_SETUP,
			       "more than %d breakpoints; set fewer",
			       RT_BREAKPOINTS_MOST);
	if (mprotect(at - address % page, page,
		     PROT_READ | PROT_WRITE | PROT_EXEC))
		return rt_fail_errno(error, RT_SETUP, errno,
				     "cannot write to the accessor's code");
	added->at = at;
	added->was = *at;
	*added->at = int3;
	breakpoints->count++;
	return RT_OK;
}

bool rt_breakpoints_has(const struct rt_breakpoints *breakpoints,
			uint64_t address)
{
	for (unsigned i = 0; i < breakpoints->count; i++)
		if ((uint64_t)(uintptr_t)breakpoints->list[i].at == address)
			return true;
	return false;
}

void rt_breakpoints_clear(struct rt_breakpoints *breakpoints)
{
	while (breakpoints->count) {
		const struct rt_breakpoint *last =
			&breakpoints->list[--breakpoints->count];

		*last->at = last->was;
	}
}
